"""The benchmark's promise on planted near-duplicates, kept on a corpus small enough for every day."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from curator import schema
from curator.pipeline import duplicates

DOCUMENTS = 1_500


@pytest.fixture(scope="module")
def accuracy() -> Iterator[ModuleType]:
    pytest.importorskip("scipy")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
        import dedup_accuracy

        yield dedup_accuracy
        for name in ("dedup_accuracy", "dedup_real", "dedup_truth", "neardup_corpus"):
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def corpus(accuracy: ModuleType) -> pl.DataFrame:
    planted = accuracy.planted
    texts: pl.DataFrame = planted.corpus([str(planted.BASE)], DOCUMENTS, seed=11).collect()
    return texts


def test_the_same_seed_makes_the_same_texts(accuracy: ModuleType, corpus: pl.DataFrame) -> None:
    again = accuracy.planted.corpus([str(accuracy.planted.BASE)], DOCUMENTS, seed=11).collect()
    assert again.equals(corpus)
    assert set(corpus["edit"]) == {"original", *accuracy.planted._EDITS}


def test_an_answer_is_dropped_for_the_kept_one_with_the_longest_common_subsequence(accuracy: ModuleType) -> None:
    answers = ["a red house by the sea", "by the sea a house", "a blue house by the sea", "no"]
    twins, similarities = accuracy.dedup_real._twins([each.split() for each in answers], np.array([0, 1, 1, 0], bool))
    assert twins[0] == 2
    assert similarities.tolist() == [pytest.approx(10 / 12), 0.0, 0.0, 0.0]


def test_every_removal_is_right_and_nearly_all_true_pairs_are_found(accuracy: ModuleType, corpus: pl.DataFrame) -> None:
    truth = {
        (left, right): similarity
        for left, right, similarity in accuracy.true_pairs(corpus["text"], accuracy.THRESHOLD).iter_rows()
    }
    ids = [f"{row:05}" for row in corpus["id"]]
    records = pl.DataFrame([dict.fromkeys(schema.CANONICAL)] * len(ids), schema=schema.CANONICAL).with_columns(
        record_id=pl.Series(ids),
        kind=pl.lit("text"),
        source=pl.lit("planted.jsonl"),
        source_row=corpus["id"],
        text=corpus["text"],
    )
    removals = duplicates(records, threshold=accuracy.THRESHOLD).removals()
    gone = {int(each) for each in removals["record_id"]}
    for record, twin, similarity in removals.select("record_id", "twin_id", "similarity").iter_rows():
        left, right = sorted((int(record), int(twin)))
        assert int(twin) not in gone
        assert truth[left, right] == pytest.approx(similarity)
    found = sum(left in gone or right in gone for left, right in truth)
    assert len(truth) > 500
    assert found / len(truth) >= 0.97
