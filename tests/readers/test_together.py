"""Rows of tables that are decoded together are what they are one by one."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator import formats
from curator.readers.frames import rows_of
from curator.readers.part import decoded
from curator.readers.together import Together

NAMES = [each.name for each in formats.FORMATS]
TEXTS = ["", " ", "a", '{"a": 1}', "<s>[INST] a [/INST] b", "\n\nHuman: a\n\nAssistant: b", "\0é"]
TEXT = st.sampled_from(TEXTS) | st.text(max_size=6)
CELLS = st.sampled_from(
    [
        (pl.String(), TEXT),
        (pl.Int64(), st.integers(-(2**63), 2**63 - 1)),
        (pl.Int8(), st.integers(-128, 127)),
        (pl.UInt64(), st.integers(0, 2**64 - 1)),
        (pl.Boolean(), st.booleans()),
        (pl.Float64(), st.floats()),
        (pl.Null(), st.none()),
    ]
)
COLUMNS = (
    "instruction", "input", "output", "system", "prompt", "response", "text", "chosen", "rejected", "score", "label",
    "history", "question", "answer", "*", "^a$", "note",
)  # fmt: skip


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    height = draw(st.integers(0, 8))
    names = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=6, unique=True))
    columns = []
    for name in names:
        dtype, cells = draw(CELLS) if draw(st.integers(0, 3)) == 0 else (pl.String(), TEXT)
        values = draw(st.lists(st.none() | cells, min_size=height, max_size=height))
        columns.append(pl.Series(name, values, dtype=dtype, strict=False))
    return pl.DataFrame(columns)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(frames(), st.sampled_from(NAMES), st.integers(0, 9))
def test_decoding_together_changes_nothing(frame: pl.DataFrame, name: str, first: int) -> None:
    chosen = formats.named(name)
    quick, one_by_one = Together(chosen, fewest=1).part(frame, first), decoded(rows_of(frame, first), chosen)
    assert quick.records.equals(one_by_one.records)
    assert dict(quick.records.schema) == dict(one_by_one.records.schema)
    assert quick.refused.equals(one_by_one.refused)
    assert quick.rows == one_by_one.rows


@pytest.mark.parametrize("other", [None, 1])
def test_rows_of_rare_shapes_keep_their_places(other: int | None) -> None:
    frame = pl.DataFrame({"text": ["a"] * 100, "x": ["b"] * 49 + [None] + ["b"] * 50, "y": [other] * 100})
    part = Together(formats.named("text")).part(frame, 0)
    assert part.records["source_row"].to_list() == list(range(100))
    assert part.records["meta"][49] != part.records["meta"][48]
