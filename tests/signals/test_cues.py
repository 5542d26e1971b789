"""Records without a cue are not looked at; the others are what they are without cues."""

import os
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator import schema, signals
from curator.readers import scan
from curator.signals.cues import FULL, PROMPT, RESPONSE, Cue, sightings
from curator.signals.signal import Signal, count, flag

FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))

PLACES = count(
    "places",
    "",
    "places",
    ("response",),
    pl.col("response").str.count_matches(r"(?i)\[k|s"),
    cue=Cue(RESPONSE, [r"(?i)\[k|s"]),
)


def measured(signal: Signal, texts: list[str | None]) -> list[object]:
    column = signal.needs[0]
    frame = pl.DataFrame({column: texts}, schema={column: pl.String}).lazy()
    cues = {signal.name: signal.cue} if signal.cue else {}
    return frame.with_columns(sightings(cues)).select(signal.column()).collect().to_series().to_list()


@given(st.lists(st.none() | st.text("aKk\u017f\u212a[] x", max_size=6)))
def test_cues_change_nothing_that_holds_one(texts: list[str | None]) -> None:
    assert measured(PLACES, texts) == measured(replace(PLACES, cue=None), texts)


EVERYWHERE = flag(
    "everywhere",
    "",
    ("prompt",),
    pl.col("prompt").str.contains(""),
    cue=Cue(PROMPT, words=[["[", "todo"], ["a", "b"]]),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [("TO DO it, KS", False), ("[A]", True), ("TODO [b]", True), ("todo", False), ("", False), (None, None)],
)
def test_only_texts_with_a_word_of_each_group_are_looked_at(text: str | None, found: bool | None) -> None:
    assert measured(EVERYWHERE, [text]) == [found]


def test_others_have_another_value() -> None:
    kinds = Signal(
        "kind", 1, "", "category", pl.String(), ("full",), pl.col("full").str.to_uppercase(),
        cue=Cue(FULL, ["a"], otherwise="none"),
    )  # fmt: skip
    assert measured(kinds, ["ba", "b", None]) == ["BA", "none", None]


@pytest.mark.realdata
@pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets")
@pytest.mark.parametrize(
    "file",
    [
        pytest.param("alpaca/alpaca_original.parquet", marks=pytest.mark.slow),
        "chat/oaast_sft_zh.jsonl.gz",
        pytest.param("model_outputs/alpaca_eval_a_outputs.parquet", marks=pytest.mark.slow),
    ],
)
def test_cues_of_shipped_signals_miss_nothing(file: str) -> None:
    records = scan([str(FOLDER / file)]).records.head(10_000).collect().with_columns(**schema.views())
    cued = [each for name in sorted(signals.SHIPPED) if (each := signals.SIGNALS.get(name)).cue]
    names = [each.name for each in cued if set(each.needs) <= set(records.columns)]
    found = signals.measure(records.lazy(), names).select(names).collect()
    everywhere = records.select(replace(signals.SIGNALS.get(name), cue=None).column() for name in names)
    assert [name for name in names if not found[name].equals(everywhere[name])] == []
