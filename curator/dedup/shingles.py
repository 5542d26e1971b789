"""Texts as words and as shingles, five words or characters in a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup import kernel, overlap
from curator.kernels.columns import Chunk, in_blocks
from curator.kernels.folding import UNSPACED, folding
from curator.text import words

Hashes: TypeAlias = NDArray[np.uint64]
Integers: TypeAlias = NDArray[np.int64]
Similarities: TypeAlias = NDArray[np.float64]
Cut: TypeAlias = Callable[[Chunk, int, int], tuple[Hashes, Integers]]

SHORT_WORDS = 16
"""A text of fewer words is compared by its characters: one other word of ten would hide that two ask the same."""


@dataclass(frozen=True)
class Ragged:
    """Hashes of several texts laid end to end: text `i` owns `values[offsets[i]:offsets[i + 1]]`, in reading order."""

    values: Hashes  # (n_values,)
    offsets: Integers  # (n_texts + 1,)

    @property
    def counts(self) -> Integers:
        """How many values each text owns."""
        return np.diff(self.offsets)

    def owners(self) -> Integers:
        """For each value, the text that owns it."""
        return np.repeat(np.arange(len(self.offsets) - 1), self.counts)

    def take(self, texts: Integers) -> "Ragged":
        """The values of some texts only, in the order asked for."""
        counts = self.counts[texts]
        offsets = _offsets(counts)
        places = np.arange(offsets[-1]) + np.repeat(self.offsets[texts] - offsets[:-1], counts)
        return Ragged(self.values[places], offsets)

    def keep(self, wanted: NDArray[np.bool_]) -> "Ragged":
        """The texts with only those of their values that are wanted."""
        before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(wanted, dtype=np.int64)])
        return Ragged(self.values[wanted], before[self.offsets])


@dataclass(frozen=True)
class Sets:
    """The different shingles of several texts, as they come: text `i` owns `values[offsets[i]:offsets[i + 1]]`."""

    values: Hashes  # (n_values,)
    offsets: Integers  # (n_texts + 1,)

    @property
    def sizes(self) -> Integers:
        """How many different shingles each text has."""
        return np.diff(self.offsets)

    @property
    def starts(self) -> Integers:
        """The address of the first shingle of each text; it holds as long as `values` are held."""
        found: Integers = self.values.ctypes.data + 8 * self.offsets[:-1]
        return found


def tokens(text: pl.Expr) -> pl.Expr:
    """The words of a text in order, each character of a script without spaces being a word; null for null."""
    # `\w+` takes a whole Chinese sentence for one word, so each of these characters is set apart as its own.
    return words(text.str.normalize("NFKC").str.replace_all(f"({UNSPACED})", " $1 "))


def word_hashes(texts: pl.Series) -> Ragged:
    """A 64-bit hash of every word in reading order; a null text owns none. The same on every machine.

    Words are those of `tokens`, except that case is folded, not lowered: "ß" is "ss" and "ς" is "σ".
    """
    kernel.ready(kernel.word_hashes, kernel.windows)

    def cut(is_normal: bool) -> Cut:
        def block(chunk: Chunk, first: int, last: int) -> tuple[Hashes, Integers]:
            counts = np.empty(last - first, np.int64)
            return kernel.word_hashes(chunk, first, last, folding(), is_normal, counts), counts

        return block

    return _cut(texts, cut)


def sets(texts: pl.Series, kind: int) -> Sets:
    """The shingles of texts, each once.

    Args:
        texts: a null has none, as have texts without words.
        kind: WORDS or CHARACTERS.
    """
    kernel.ready(kernel.sign, kernel.sets, overlap.jaccard)

    def cut(is_normal: bool) -> Cut:
        def block(chunk: Chunk, first: int, last: int) -> tuple[Hashes, Integers]:
            sizes = np.empty(last - first, np.int64)
            return kernel.sets(chunk, first, last, folding(), is_normal, kind, overlap.FACTOR, sizes), sizes

        return block

    cut_texts = _cut(texts, cut)
    return Sets(cut_texts.values, cut_texts.offsets)


def jaccard(sets: Sets, left: Integers, right: Integers, least: float = 0.0) -> Similarities:
    """Shared shingles over all different shingles of pairs of texts, 0 to 1; 0 where none has any, or below `least`."""
    found = np.empty(len(left))
    left, right = (np.require(each, np.int64, ["C", "W"]) for each in (left, right))
    overlap.jaccard(left, right, sets.starts, sets.sizes, least, overlap.FACTOR, found)
    return found


def windows(tokens: Ragged, width: int, *, keep_short: bool) -> Ragged:
    """One hash for every `width` tokens in a row.

    Args:
        tokens: token hashes.
        width: tokens in a window.
        keep_short: a text of fewer tokens (but not none) counts as one window; otherwise it has none.
    """
    counts = tokens.counts
    offsets = _offsets(np.maximum(counts - width + 1, np.minimum(counts, 1) if keep_short else 0))
    hashes = np.empty(offsets[-1], np.uint64)
    kernel.windows(tokens.values, tokens.offsets, width, keep_short, hashes)
    return Ragged(hashes, offsets)


def _cut(texts: pl.Series, cut: Callable[[bool], Cut], is_normal: bool = False) -> Ragged:
    """What blocks of texts give, end to end; those with a count of −1 are normalised and cut again."""
    blocks = in_blocks(texts, cut(is_normal))
    values = np.concatenate([values for values, _ in blocks] or [np.empty(0, np.uint64)])
    counts = np.concatenate([counts for _, counts in blocks] or [np.empty(0, np.int64)])
    again = np.flatnonzero(counts < 0)
    if not len(again):
        return Ragged(values, _offsets(counts))
    more = _cut(texts.gather(again).str.normalize("NFKC"), cut, is_normal=True)
    places = np.arange(len(counts))
    places[again] = np.arange(len(counts), len(counts) + len(again))
    both = np.concatenate([np.maximum(counts, 0), more.counts])
    return Ragged(np.concatenate([values, more.values]), _offsets(both)).take(places)


def _offsets(counts: Integers) -> Integers:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])
