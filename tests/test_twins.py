"""Who goes for whom among real texts, whatever their order and whatever else is asked."""

import json
import random
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import schema
from curator.dedup.comparison import OTHER, Comparison
from curator.pipeline import commit, duplicates, judge
from curator.recipe import Data, Dedup, Recipe
from curator.versions import VersionStore, derive

WORDS = [
    a + b for a in ("ka", "lo", "mi", "ru", "se") for b in ("ban", "dor", "fel", "gim", "hus", "jar", "kel", "lom")
]


def records(texts: Sequence[str], source: str = "x.jsonl") -> pl.DataFrame:
    """Raw text as it comes from a reader."""
    made = pl.DataFrame(
        [{"kind": "text", "text": text, "source": source, "source_row": row} for row, text in enumerate(texts)],
        schema=schema.CANONICAL,
    )
    return schema.number_repeats(made.with_columns(schema.record_ids(made)))


def jaccard(one: str, other: str) -> float:
    """Shared runs of five words over all different ones."""
    sets = [{" ".join(words[at : at + 5]) for at in range(len(words) - 4)} for words in (one.split(), other.split())]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


@st.composite
def families(draw: st.DrawFn) -> list[str]:
    """Texts of 120 words, and versions of them with words at the end replaced."""
    texts = []
    for seed in draw(st.lists(st.integers(0, 1000), min_size=1, max_size=3, unique=True)):
        words = random.Random(seed).choices(WORDS, k=120)
        for replaced in draw(st.lists(st.sampled_from([0, 0, 4, 8, 12, 16]), min_size=1, max_size=4)):
            texts.append(" ".join([*words[replaced:], *random.Random(seed + replaced).choices(WORDS, k=replaced)]))
    return texts


def told(found: Comparison) -> list[tuple[object, ...]]:
    """The removals without the places, which depend on the order of the records."""
    return sorted(found.removals().select("record_id", "twin_id", "similarity", "kind", "view", "cluster_id").rows())


@settings(deadline=None, max_examples=40)  # a loaded machine is no failure
@given(families(), st.floats(0.5, 0.95), st.randoms(use_true_random=False))
def test_every_removal_can_be_defended(texts: list[str], threshold: float, chance: random.Random) -> None:
    frame = records(texts)
    found = duplicates(frame, threshold=threshold)
    text_of = dict(frame.select("record_id", "text").iter_rows())
    removals = found.removals()
    assert set(removals["record_id"]).isdisjoint(removals["twin_id"])
    for gone, twin, similarity in removals.select("record_id", "twin_id", "similarity").iter_rows():
        assert similarity == pytest.approx(jaccard(text_of[gone], text_of[twin]))
        assert similarity >= threshold
    shuffled = frame.sample(fraction=1, shuffle=True, seed=chance.randint(0, 9))
    assert told(duplicates(shuffled, threshold=threshold)) == told(found)


@settings(deadline=None, max_examples=20)
@given(families(), families())
def test_records_of_the_other_set_stay_and_make_no_pairs(texts: list[str], others: list[str]) -> None:
    found = duplicates(records(texts), against=("test", records(others, "test.jsonl")))
    assert not found.removals()["record_id"].str.starts_with(OTHER).any()
    assert found.pairs.filter(pl.col("a").str.starts_with(OTHER)).is_empty()
    copied = {text for text in texts if text in others}
    leaked = found.removals().filter("in_other", kind="exact")
    assert leaked.height == sum(text in copied for text in texts)


@settings(deadline=None, max_examples=20)
@given(families(), st.floats(0.5, 0.9))
def test_pairs_at_a_higher_threshold_are_what_comparing_again_says(texts: list[str], low: float) -> None:
    high = low + 0.05
    frame = records(texts)
    again = duplicates(frame, threshold=low).at(high)
    assert all(similarity >= high for similarity in again.removals()["similarity"])
    fresh = duplicates(frame, threshold=high).pairs
    both = again.pairs.join(fresh, on=["a", "b", "view"])
    assert both["kind"].equals(both["kind_right"].alias("kind"))


def test_two_views_remove_what_either_does_and_no_chain_leads_through_both() -> None:
    text = " ".join(random.Random(1).choices(WORDS, k=60))
    other = " ".join(random.Random(2).choices(WORDS, k=60))
    frame = pl.DataFrame(
        [
            {"kind": "tuple", "instruction": ask, "response": say, "source": "x", "source_row": row}
            for row, (ask, say) in enumerate([("one", text), ("two", text), ("two", other)])
        ],
        schema=schema.CANONICAL,
    )
    frame = schema.number_repeats(frame.with_columns(schema.record_ids(frame)))
    removals = duplicates(frame, views=["prompt", "response"], keep="first").removals()
    assert removals.select("source_row", "twin_row", "view").rows() == [(1, 0, "response")]


def test_a_run_keeps_what_people_kept_and_compares_several_views(tmp_path: Path) -> None:
    text = " ".join(random.Random(1).choices(WORDS, k=60))
    rows = [("Describe a lake.", text), ("What is a lake?", text), ("Describe a lake.", text + " more")]
    file = tmp_path / "lakes.jsonl"
    file.write_text("".join(json.dumps({"instruction": ask, "output": say}) + "\n" for ask, say in rows))
    store = VersionStore(tmp_path / "store")

    def kept(**how: object) -> list[int]:
        run = Recipe(data=Data(sources=[str(file)]), rules=["duplicates"], dedup=Dedup.model_validate(how))
        ledger = judge(run, store=store).ledger
        return ledger.filter(verdict="keep")["source_row"].to_list()

    assert kept() == [1, 2]
    assert kept(view=["response", "prompt"]) == [2]
    assert kept(keep="first") == [0, 1]
    assert kept(keep="score:response_words", threshold=0.9) == [1, 2]
    version = commit(judge(Recipe(data=Data(sources=[str(file)]), rules=["duplicates"])), store)
    by_people = pl.when(pl.col("source_row") == 0).then(pl.lit("annotator:ada")).otherwise("decided_by")
    ledger = (
        version.frame("ledger")
        .collect()
        .with_columns(
            decided_by=by_people, verdict=pl.when(pl.col("source_row") == 0).then(pl.lit("keep")).otherwise("verdict")
        )
    )
    derive(store, version, {"ledger": ledger}, identity={"annotated": "once"}, facts={})
    assert kept(keep="annotated") == [0, 1]


def test_no_pair_of_a_large_cluster_is_left_behind() -> None:
    words = random.Random(3).choices(WORDS, k=120)
    texts = [" ".join([*words, word]) for word in WORDS]
    kept = duplicates(records(texts)).removals()
    assert kept.height == len(texts) - 1
    assert kept["twin_id"].n_unique() == 1
    assert min(jaccard(a, b) for a, b in combinations(texts, 2)) > 0.9
