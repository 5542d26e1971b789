"""How alike texts are, pair by pair, exactly; each text is cut into shingles as seldom as memory allows."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup.candidates import components
from curator.dedup.overlap import FACTOR, copied, jaccard
from curator.dedup.shingles import SHORT_WORDS, Integers, Similarities, sets
from curator.kernels.cutting import CHARACTERS, WORDS

_WORDS = 1 << 20
"""Words of the texts that are cut together, so that their shingles stay small."""

_KEPT = 1 << 23
"""Shingles that are kept, of each kind: 64 MB."""


class Alike:
    """Texts that are compared with each other again and again."""

    def __init__(self, texts: pl.Series, words: NDArray[np.int32]) -> None:
        """None of them is read before it is asked for.

        Args:
            texts: all texts.
            words: how many each has.
        """
        self._texts = texts
        self._words = words
        self._is_involved: NDArray[np.bool_] = np.zeros(len(texts), np.bool_)
        self._place: Integers = np.zeros(len(texts), np.int64)
        self._kept = {kind: _Kept(len(texts)) for kind in (WORDS, CHARACTERS)}

    def similarity(self, left: Integers, right: Integers, *, least: float = 0.0, enough: float = 0.0) -> Similarities:
        """How alike pairs are, 0 to 1: by characters where either text has fewer than 16 words, else by words.

        Args:
            left: rows; those that come one after the other had best be the same.
            right: the other row of each pair.
            least: what is below it comes out as 0.0, and sooner.
            enough: the right one of a pair below it is expected to be asked for again.
        """
        found = np.empty(len(left))
        is_short = np.minimum(self._words[left], self._words[right]) < SHORT_WORDS
        for kind, pairs in ((WORDS, np.flatnonzero(~is_short)), (CHARACTERS, np.flatnonzero(is_short))):
            for some in self._together(left[pairs], right[pairs]):
                chosen = pairs[some]
                found[chosen] = self._compared(kind, left[chosen], right[chosen], least, enough)
        return found

    def _together(self, left: Integers, right: Integers) -> Iterator[Integers]:
        """Pairs by blocks, those tied to each other one after the other, so that each text is cut but once or twice."""
        if not len(left):
            return
        involved, one, other = self._involved(left, right)
        order = np.argsort(components(len(involved), [(one, other)])[one], kind="stable")
        one, other, words = one[order], other[order], self._words[involved]
        is_other = np.concatenate([[True], one[1:] != one[:-1]])
        share = words / np.maximum(np.bincount(other, minlength=len(involved)), 1)
        read = np.cumsum(share[other] + words[one] * is_other)
        yield from (
            some for some in np.split(order, np.searchsorted(read, np.arange(_WORDS, read[-1], _WORDS))) if len(some)
        )

    def _compared(self, kind: int, left: Integers, right: Integers, least: float, enough: float) -> Similarities:
        kept = self._kept[kind]
        involved, one, other = self._involved(left, right)
        starts, sizes = kept.starts[involved], kept.sizes[involved]
        new = np.flatnonzero(starts == 0)
        cut = sets(self._texts.gather(involved[new]), kind)
        starts[new], sizes[new] = cut.starts, cut.sizes
        found = np.empty(len(left))
        jaccard(one, other, starts, sizes, least, FACTOR, found)
        is_wanted: NDArray[np.bool_] = np.zeros(len(involved), np.bool_)
        is_wanted[other[found < enough]] = True
        kept.keep(new[is_wanted[new]], involved, starts, sizes)
        return found

    def _involved(self, left: Integers, right: Integers) -> tuple[Integers, Integers, Integers]:
        """The rows of pairs, rising, and the pairs as places among these; sorting them would take longer."""
        self._is_involved[left] = self._is_involved[right] = True
        involved = np.flatnonzero(self._is_involved)
        self._is_involved[involved] = False
        self._place[involved] = np.arange(len(involved))
        return involved, self._place[left], self._place[right]


class _Kept:
    """Sets of texts, as long as there is room."""

    def __init__(self, n_texts: int) -> None:
        self.starts = np.zeros(n_texts, np.int64)
        """Address of the first shingle; 0 where the text is not kept."""
        self.sizes = np.zeros(n_texts, np.int64)
        self._room = np.empty(_KEPT, np.uint64)  # what is not written takes no memory
        self._filled = 0

    def keep(self, chosen: Integers, rows: Integers, starts: Integers, sizes: Integers) -> None:
        """Keep the sets of `rows[chosen]`, which are at `starts[chosen]`."""
        chosen = chosen[np.cumsum(sizes[chosen]) <= len(self._room) - self._filled]
        self.starts[rows[chosen]] = self._room.ctypes.data + 8 * (
            self._filled + np.cumsum(sizes[chosen]) - sizes[chosen]
        )
        self.sizes[rows[chosen]] = sizes[chosen]
        self._filled = copied(starts[chosen], sizes[chosen], self._room, self._filled)
