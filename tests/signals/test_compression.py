from collections.abc import Callable

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from curator.signals.compression import compression_ratio

Measured = Callable[..., object]


def test_what_says_the_same_again_shrinks(measured: Measured) -> None:
    once, looping, prose = (
        measured("response_compression_ratio", response=text)
        for text in ("Rome", "It is so. " * 100, "It rained on Monday, and we all stayed inside to read our books.")
    )
    assert isinstance(once, float)
    assert isinstance(prose, float)
    assert isinstance(looping, float)
    assert once < prose < 2 < 10 < looping


def test_nothing_has_no_ratio(measured: Measured) -> None:
    assert measured("response_compression_ratio", response="") is None
    assert measured("response_compression_ratio", response=None) is None


def test_of_long_texts_only_the_beginning_counts() -> None:
    begun = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(40_000))
    assert compression_ratio(pl.Series([begun[: 1 << 15] + "a" * (1 << 20)]))[0] < 3


@given(st.lists(st.none() | st.text()))
def test_every_text_has_a_positive_ratio(texts: list[str | None]) -> None:
    found = compression_ratio(pl.Series(texts, dtype=pl.String)).to_list()
    assert [ratio is None for ratio in found] == [not text for text in texts]
    assert all(ratio > 0 for ratio in found if ratio is not None)
