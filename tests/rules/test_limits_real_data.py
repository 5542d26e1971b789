"""The limits of the shipped rules leave honest data alone and stop a file that holds prompts alone."""

import os
from pathlib import Path

import polars as pl
import pytest

from curator.pipeline import Judged, judge
from curator.recipe import Data, Recipe
from curator.rules import over_limits

FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets"),
]


def judged(path: str) -> Judged:
    return judge(Recipe(data=Data(sources=[str(FOLDER / path)])))


def over(run: Judged) -> list[str]:
    read = run.ledger.filter(pl.col("verdict") != "quarantined")
    return [excess.rule.id for excess in over_limits(read, run.rules.rules)]


@pytest.mark.parametrize(
    "path",
    [
        "chat/fastchat_dummy_conversation.jsonl.gz",
        "chat/glaive_toolcall_en.jsonl.gz",
        "dolly/dolly_3k.jsonl.gz",
        "pii/presidio_synth_v2.jsonl.gz",
        "preference/pandalm_testset.jsonl.gz",
        "neardup/gpteacher_toolformer_levels.parquet",
    ],
)
def test_honest_data_keep_within_the_limits(path: str) -> None:
    run = judged(path)
    assert run.counts.input > 100
    assert over(run) == []


def test_prompts_without_answers_go_over_the_limit() -> None:
    assert over(judged("eval_prompts/koala_180.jsonl.gz")) == ["empty-answer"]
