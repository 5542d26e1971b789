"""What holds for every loop over texts."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.kernels import texts as kernels
from curator.kernels.folded import SIZE
from curator.kernels.text_classes import _CLASSES, classes
from curator.text import is_blank, normalise

Row = list[float | None]
Measured = Callable[..., list[Row]]
Texts = st.SearchStrategy[str | None]


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_texts_are_the_same_as_normalised(measured: Measured, texts: Texts, data: st.DataObject) -> None:
    one, other = data.draw(texts), data.draw(texts)
    for left, right in ((one, other), (one, one and f" {one.upper()}\n"), (one, one and one.replace(" ", "\u3000"))):
        ((found,),) = measured("same", [left], [right])
        is_missing = left is None or right is None or pl.select(is_blank(pl.lit(left))).item()
        expected = None if is_missing else pl.select(normalise(pl.lit(left)) == normalise(pl.lit(right))).item()
        assert found == expected


@pytest.mark.parametrize("kernel", ["words", "lines", "characters"])
def test_a_text_is_measured_alike_among_others(kernel: str, measured: Measured, fragments: tuple[str, ...]) -> None:
    long = [text * 300 for text in fragments]  # working space grows, and stays
    many = [None, *fragments, *long, None, *fragments]
    together = measured(kernel, many)
    assert together == [measured(kernel, [text])[0] for text in many]
    parts = pl.concat([pl.Series(many[:30], dtype=pl.String), pl.Series(many[30:], dtype=pl.String)], rechunk=False)
    sliced = kernels.measure(kernel, [parts[7:]])
    assert np.array_equal(sliced.round(12), np.array(together[7:], dtype=np.float64), equal_nan=True)


def test_pairs_are_compared_alike_among_others(measured: Measured, fragments: tuple[str, ...]) -> None:
    ones = [*fragments, *(text * 300 for text in fragments), None, "a"]
    others = ones[::-1]
    alone = [measured("overlaps", [one], [other])[0] for one, other in zip(ones, others, strict=True)]
    assert measured("overlaps", ones, others) == alone


@pytest.mark.parametrize("kernel", ["words", "lines", "characters"])
def test_long_texts_of_one_kind_are_measured(kernel: str, measured: Measured) -> None:
    for text in ("a" * 3_000_000, "a " * 1_000_000, "\n" * 1_000_000, "北" * 1_000_000, "a\n" * 1_000_000):
        (found,) = measured(kernel, [text])
        assert any(value is not None for value in found)


def test_the_classes_are_those_of_polars() -> None:
    codes = np.array([code for code in range(SIZE) if not 0xD800 <= code < 0xF900 and not 0x20000 <= code < 0xE0000])
    characters = pl.Series([chr(code) for code in codes])
    for bit, pattern in _CLASSES.items():
        expected = characters.str.contains(f"^{pattern}$").to_numpy()
        assert np.array_equal(classes()[codes] & bit != 0, expected)


def test_ideographs_are_letters(measured: Measured) -> None:
    for character in "北𠀀𰀀":
        assert measured("characters", [character])[0][:3] == [1, 0, 0]
