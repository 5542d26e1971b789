"""What the public datasets are known to hold; `CURATOR_TEST_DATA` names the folder."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from curator.dedup import contamination, keep_order, resolve
from curator.dedup.edges import find_pairs
from curator.dedup.resolve import REMOVING

pytestmark = pytest.mark.realdata

Asked = Callable[..., pl.DataFrame]


def rows(name: str) -> list[dict[str, str]]:
    path = Path(os.environ.get("CURATOR_TEST_DATA", "")) / name
    if "CURATOR_TEST_DATA" not in os.environ or not path.exists():
        pytest.skip(f"CURATOR_TEST_DATA has no {name}")
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def questions(name: str, key: str, language: str | None = None) -> pl.DataFrame:
    texts = [row["question"] for row in rows(name) if language is None or row["lang"] == language]
    return pl.DataFrame({key: [f"{place:05}" for place in range(len(texts))], "prompt": texts})


def removals(frame: pl.DataFrame) -> dict[str, int]:
    return dict(resolve(find_pairs(frame), keep_order(frame))["kind"].value_counts().rows())


@pytest.mark.parametrize(
    ("name", "prompt", "response", "expected"),
    [
        ("gsm8k/train.jsonl.gz", "question", "answer", {}),
        ("code/code_alpaca_2k.jsonl.gz", "instruction", "output", {}),
        # Before prompts were guarded nine went, all of them another patient than their twin.
        ("zh/huatuo_med_8658.jsonl.gz", "instruction", "output", {}),
        ("neardup/gpteacher_toolformer_levels.parquet", "instruction", "output", {"exact": 2, "near": 240}),
    ],
)
def test_what_is_removed(asked: Asked, name: str, prompt: str, response: str, expected: dict[str, int]) -> None:
    texts = [
        (f"{place:05}", "\n".join(filter(None, (row[prompt], row.get("input")))), row[response])
        for place, row in enumerate(rows(name))
    ]
    assert removals(asked(texts)) == expected


def test_long_wordings_do_not_make_classification_tasks_duplicates(asked: Asked) -> None:
    given = [row for row in rows("classification/t0_p3_a.parquet") if row["dataset"] == "dbpedia_14"]
    wordings = {f"{place:05}": row["template"] for place, row in enumerate(given)}
    texts = [(f"{place:05}", row["prompt"], row["completion"].split("<")[0]) for place, row in enumerate(given)]
    pairs = find_pairs(asked(texts)).filter(pl.col("kind").is_in(REMOVING)).select("a", "b").rows()
    # Without the guard 17,098 pairs of different companies under one wording; what remains is one company under two.
    assert [(a, b) for a, b in pairs if wordings[a] == wordings[b]] == []


def test_gsm8k_train_holds_two_items_of_the_test_set_but_for_numbers() -> None:
    train, test = questions("gsm8k/train.jsonl.gz", "record_id"), questions("gsm8k/test.jsonl.gz", "item_id")
    found = contamination.find(train, test)
    assert (len(found), found["item_id"].n_unique()) == (3, 2)


@pytest.mark.parametrize(("language", "items"), [("en", 250), ("de", 0), ("zh", 0)])
def test_mgsm_is_the_english_test_set(language: str, items: int) -> None:
    test = questions("gsm8k/test.jsonl.gz", "record_id")
    heldout = questions("eval_prompts/mgsm_en_de_es_fr_zh.jsonl.gz", "item_id", language)
    assert contamination.find(test, heldout)["item_id"].n_unique() == items
