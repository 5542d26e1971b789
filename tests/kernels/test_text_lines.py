"""Lines and paragraphs are counted, and those that stand twice are found, as plain definitions have it."""

from collections.abc import Callable
from itertools import groupby

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.kernels.text_classes import BULLETS

Row = list[float | None]
Measured = Callable[..., list[Row]]
Texts = st.SearchStrategy[str | None]


def is_a(character: str, pattern: str) -> bool:
    """Whether Polars counts it among a class of characters."""
    return bool(pl.select(pl.lit(character).str.contains(f"^{pattern}$")).item())


def plain(text: str) -> list[float | None]:
    """The columns of `text_lines`."""
    lines = pl.select(pl.lit(text).str.split("\n").list.eval(pl.element().str.strip_chars())).item().to_list()
    written = [line for line in lines if line]
    begun = [line for line in pl.Series(text.split("\n")).str.strip_chars_start() if line]
    paragraphs = ["\n".join(group) for is_blank, group in groupby(lines, key=lambda line: not line) if not is_blank]
    return rounded(
        [
            len(written),
            *_again(written),
            len(paragraphs),
            *_again(paragraphs),
            sum(map(_has_bullet, begun)) / len(written) if written else None,
            sum(line.endswith(("…", "...")) for line in written) / len(written) if written else None,
        ]
    )


def _again(parts: list[str]) -> tuple[float | None, float | None]:
    looked_at = [part for part in parts if sum(is_a(character, r"\w") for character in part) >= 3]
    again = [part for place, part in enumerate(looked_at) if part in looked_at[:place]]
    total = sum(len(part.replace("\n", "")) for part in looked_at)
    if not looked_at:
        return None, None
    return len(again) / len(looked_at), sum(len(part.replace("\n", "")) for part in again) / total


def _has_bullet(line: str) -> bool:
    return line[0] in BULLETS and (line[0] >= "•" or (len(line) > 1 and is_a(line[1], r"\s")))


def rounded(row: Row) -> Row:
    return [None if value is None else round(value, 12) for value in row]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_lines_are_measured_as_defined(measured: Measured, texts: Texts, data: st.DataObject) -> None:
    text = data.draw(texts)
    (found,) = measured("lines", [text])
    assert found == ([None] * len(found) if text is None else plain(text))
