"""Measures of texts by compiled loops, every number that they give in one table."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.first_use import prepare
from curator.kernels import text_characters, text_lines, text_overlap, text_words
from curator.kernels.columns import Chunk, chunks, in_blocks
from curator.kernels.folding import folding
from curator.kernels.text_characters import character_measures
from curator.kernels.text_classes import classes
from curator.kernels.text_lines import line_measures
from curator.kernels.text_overlap import overlaps
from curator.kernels.text_same import UNCERTAIN, same_texts
from curator.kernels.text_words import word_measures
from curator.text import is_blank, normalise

Measures = NDArray[np.float64]  # (n_texts, n_columns), NaN for what cannot be measured
Work = Callable[[list[Chunk], int, int, NDArray[np.float64]], None]

STOP_WORDS = "the be to of and that have with"
"""Those of which Gopher wants two in a document (Rae et al. 2021, appendix A)."""


def of_words(texts: pl.Series) -> Measures:
    """What `text_words` measures."""
    with _stop_words() as stop_words:

        def measure(columns: Sequence[pl.Series], *, is_normal: bool) -> Measures:
            def work(found: list[Chunk], first: int, last: int, made: Measures) -> None:
                word_measures(found[0], first, last, folding(), is_normal, stop_words, made)

            return _measured(columns, work, text_words.COLUMNS)

        return _folded([texts], measure, text_words.COUNT)


def of_overlaps(earlier: pl.Series, later: pl.Series) -> Measures:
    """What `text_overlap` measures."""

    def measure(columns: Sequence[pl.Series], *, is_normal: bool) -> Measures:
        def work(found: list[Chunk], first: int, last: int, made: Measures) -> None:
            overlaps(found[0], found[1], first, last, folding(), is_normal, made)

        return _measured(columns, work, text_overlap.COLUMNS)

    return _folded([earlier, later], measure, text_overlap.NEW)


def of_characters(texts: pl.Series) -> Measures:
    """What `text_characters` measures."""
    table = classes()

    def work(found: list[Chunk], first: int, last: int, made: Measures) -> None:
        character_measures(found[0], first, last, table, made)

    return _measured([texts], work, text_characters.COLUMNS)


def of_lines(texts: pl.Series) -> Measures:
    """What `text_lines` measures."""
    table = classes()

    def work(found: list[Chunk], first: int, last: int, made: Measures) -> None:
        line_measures(found[0], first, last, table, made)

    return _measured([texts], work, text_lines.COLUMNS)


def of_same(left: pl.Series, right: pl.Series) -> Measures:
    """1 for texts that are the same, case and white space aside, else 0; NaN where there is nothing on the left."""

    def work(found: list[Chunk], first: int, last: int, made: Measures) -> None:
        same_texts(found[0], found[1], first, last, made[:, 0])

    found = _measured([left, right], work, 1)
    unsure = np.flatnonzero(found[:, 0] == UNCERTAIN)
    if len(unsure):
        pairs = pl.DataFrame([left.gather(unsure).alias("left"), right.gather(unsure).alias("right")])
        found[unsure, 0] = pairs.select(normalise(pl.col("left")) == normalise(pl.col("right"))).to_series().to_numpy()
    found[left.to_frame("text").select(is_blank(pl.col("text"))).to_series().to_numpy(), 0] = np.nan
    return found


KERNELS: dict[str, tuple[Callable[..., Measures], Callable[..., None], int]] = {
    "words": (of_words, word_measures, 1),
    "overlaps": (of_overlaps, overlaps, 2),
    "characters": (of_characters, character_measures, 1),
    "lines": (of_lines, line_measures, 1),
    "same": (of_same, same_texts, 2),
}
"""What measures, the compiled function that does it, and of how many columns."""


def measure(kernel: str, columns: Sequence[pl.Series]) -> Measures:
    """What one of `KERNELS` finds, a row a text."""
    return KERNELS[kernel][0](*columns)


@cache
def ready(kernel: str) -> None:
    """Have it compiled, before several threads need it."""
    work, function, n_columns = KERNELS[kernel]
    prepare([(function, lambda: work(*[pl.Series(["word"])] * n_columns))])


def _folded(columns: Sequence[pl.Series], measure: Callable[..., Measures], count: int) -> Measures:
    """Measure, and again, normalised, the texts whose characters may join: column `count` says −1 for them."""
    found = measure(columns, is_normal=False)
    again = np.flatnonzero(found[:, count] < 0)
    if len(again):
        found[again] = measure([column.gather(again).str.normalize("NFKC") for column in columns], is_normal=True)
    return found


def _measured(columns: Sequence[pl.Series], work: Work, width: int) -> Measures:
    """What `work` puts into `width` columns; nothing but NaN where a text is missing."""
    first_column, *others = (column.rechunk() for column in columns)
    made = np.full((len(first_column), width), np.nan)
    if not len(made):
        return made
    with ExitStack() as opened:
        beside = [opened.enter_context(chunks(column))[0] for column in others]
        in_blocks(
            first_column,
            lambda chunk, first, last: work([chunk, *beside], first, last, made[chunk.first + first :][: last - first]),
        )
    for column in columns:
        if column.null_count():
            made[column.is_null().to_numpy()] = np.nan
    return made


@contextmanager
def _stop_words() -> Iterator[Chunk]:
    with chunks(pl.Series([STOP_WORDS])) as (chunk,):
        yield chunk
