"""Calculations held against solutions that people checked."""

import os
from pathlib import Path

import polars as pl
import pytest

from curator.signals.arithmetic.equations import equations

FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets"),
]


def test_gsm8k_is_right_but_for_its_own_slips() -> None:
    answers = pl.read_ndjson(FOLDER / "gsm8k/train.jsonl.gz")["answer"]
    found = [each for answer in answers for each in equations(answer)]
    assert len(found) >= 20_000
    assert sum(each.fault is not None for each in found) <= 0.0015 * len(found)


def test_nine_of_ten_answers_with_a_wrong_calculation_are_wrong() -> None:
    solutions = pl.read_parquet(FOLDER / "gsm8k/model_solutions_even.parquet")
    is_hit = [any(each.fault for each in equations(text)) for text in solutions["solution"]]
    hit = solutions.filter(is_hit)
    assert hit.height >= 50
    assert (~hit["is_correct"]).mean() >= 0.9
