"""Texts without a cue are not looked at; the others are what they are without cues."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.signals.cued import cued

TEXTS = st.none() | st.text("aKk\u017f\u212a[] x", max_size=6)


@given(st.lists(TEXTS))
def test_cues_change_nothing_that_holds_one(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"response": texts}, schema={"response": pl.String})
    whole = pl.col("response").str.count_matches(r"(?i)\[k|s").cast(pl.Int64)
    assert frame.select(cued("response", ["[k", "s"], whole, pl.Int64())).equals(frame.select(whole))


@pytest.mark.parametrize(
    ("text", "found"),
    [("To DO it, KS", False), ("[a]", True), ("TODO [b]", True), ("", False), (None, None)],
)
def test_only_texts_with_a_cue_are_looked_at(text: str | None, found: bool | None) -> None:
    frame = pl.DataFrame({"prompt": [text]}, schema={"prompt": pl.String})
    everywhere = pl.col("prompt").str.contains("")
    assert frame.select(cued("prompt", ["[", "todo"], everywhere, pl.Boolean()))["prompt"].item() is found
