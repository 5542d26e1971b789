"""Words are counted, and what is said again is found, as plain definitions have it."""

from collections import Counter
from collections.abc import Callable, Sequence

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.kernels.folding import UNSPACED
from curator.kernels.texts import STOP_WORDS

Row = list[float | None]
Measured = Callable[..., list[Row]]
Texts = st.SearchStrategy[str | None]


def words(text: str) -> list[str]:
    """Words of the folded text."""
    normal = pl.select(pl.lit(text).str.normalize("NFKC")).item()
    folded = "".join(character.casefold() for character in normal)
    return list(pl.select(pl.lit(folded).str.extract_all(rf"[\w&&{UNSPACED}]|[\w--{UNSPACED}]+")).item())


def runs(of: Sequence[str], width: int) -> list[tuple[str, ...]]:
    return [tuple(of[start : start + width]) for start in range(len(of) - width + 1)]


def plain(text: str) -> list[float | None]:
    """The columns of `text_words`."""
    found = words(text)
    total = sum(map(len, found))
    grams = runs(found, 5)
    stops = STOP_WORDS.split()
    shares: list[float | None] = [None] * 5
    if found:
        shares = [
            total / len(found),
            len(set(found)) / len(found),
            sum(word in stops for word in found) / len(found),
            sum(any(each not in "0123456789_" for each in word) for word in found) / len(found),
            1 - len(set(grams)) / len(grams) if grams else None,
        ]
    top = [_top(found, width) / total if len(found) >= width else None for width in (2, 3, 4)]
    repeated = [_repeated(found, width) / total if len(found) >= width else None for width in range(5, 11)]
    return rounded([len(found), *shares, *top, *repeated])


def _top(found: list[str], width: int) -> int:
    """Characters in the most frequent run; of equally frequent ones, in that with the most."""
    counts = Counter(runs(found, width))
    most = max(counts.values())
    return max(_covered(found, width, {run}) for run, count in counts.items() if count == most) if most > 1 else 0


def _covered(found: list[str], width: int, chosen: set[tuple[str, ...]]) -> int:
    """Characters of all words that are in one of these runs, each word counted once."""
    starts = [start for start, run in enumerate(runs(found, width)) if run in chosen]
    return sum(len(found[place]) for place in {start + step for start in starts for step in range(width)})


def _repeated(found: list[str], width: int) -> int:
    """Characters of all words that are in a run that stood before."""
    every = runs(found, width)
    starts = [start for start, run in enumerate(every) if run in every[:start]]
    return sum(len(found[place]) for place in {start + step for start in starts for step in range(width)})


def plain_overlaps(one: str, other: str) -> list[float | None]:
    """The columns of `text_overlap`."""
    first, second = words(one), words(other)
    earlier, later = set(first), set(second)
    shared, grams = len(earlier & later), runs(second, 5)
    return rounded(
        [
            shared / len(earlier) if earlier else None,
            len(later - earlier),
            shared / len(later) if later else None,
            shared / len(earlier | later) if earlier | later else None,
            sum(gram in runs(first, 5) for gram in grams) / len(grams) if grams else None,
            len(second) / len(first) if first else None,
        ]
    )


def rounded(row: Row) -> Row:
    return [None if value is None else round(value, 12) for value in row]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_words_are_measured_as_defined(measured: Measured, texts: Texts, data: st.DataObject) -> None:
    text = data.draw(texts)
    (found,) = measured("words", [text])
    assert found == ([None] * len(found) if text is None else plain(text))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_pairs_are_compared_as_defined(measured: Measured, texts: Texts, data: st.DataObject) -> None:
    one, other = data.draw(texts), data.draw(texts)
    (found,) = measured("overlaps", [one], [other])
    assert found == ([None] * len(found) if one is None or other is None else plain_overlaps(one, other))
