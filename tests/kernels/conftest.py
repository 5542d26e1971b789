"""Texts of many scripts, and what compiled loops measure on them."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import strategies as st

from curator.kernels import texts as kernels

Row = list[float | None]

FRAGMENTS = (
    "the cat", " ", "  ", "\n", "\n\n", "\n \n", "\r\n", "\t", "北京", "天", "スキー", "สวัสดี",
    "नमस्ते दुनिया", "مرحبا", "؟", "۔", "।", "。", "！", "Ωμέγα Σ", "ß", "ﬁ", "Ｈi", "e\u0301",
    "\u0301", "각", "ㄱㅏ", "👍🏽", "❤\ufe0f", "☃", "…", "...", ".", "..", "!", "?!", '"', "“", "”",
    "«", "'", "(", ")", "[", "]", "{", "（", "）", "「", "1.", "12)", "a)", "3.14", "- ", "* ", "-",
    "•", "•x", "--", "a", "b", "a b c d e ", "of", "no no ", "_", "J. R. ", "x = 1;", "A", "Ǆ",
    "½", "\u3000", "\xa0", "\x85", "\x00",
)  # fmt: skip

TEXTS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join),
    st.lists(st.sampled_from(["a", "b", "c", "the", "Ж", "天", "long\u0301er"]), max_size=40).map(" ".join),
    st.lists(st.sampled_from(["one two", " one two", "a", "}", "", "x y z", "…", "- a…"]), max_size=14).map("\n".join),
)


@pytest.fixture(scope="session")
def texts() -> st.SearchStrategy[str | None]:
    """Any text or none, and texts that say things again."""
    return TEXTS


@pytest.fixture(scope="session")
def fragments() -> tuple[str, ...]:
    """Pieces of text that are hard in some way."""
    return FRAGMENTS


@pytest.fixture(scope="session")
def measured() -> Callable[..., list[Row]]:
    """What a kernel finds in texts, a row a text, null for NaN: `measured("words", ["one two"])`."""

    def rows(kernel: str, *columns: list[str | None]) -> list[Row]:
        found = kernels.measure(kernel, [pl.Series(column, dtype=pl.String) for column in columns])
        return [[None if np.isnan(value) else round(value, 12) for value in row] for row in found.tolist()]

    return rows
