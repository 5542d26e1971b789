"""Runs of words: where each stands among held-out items, and which of them a training text has too."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup.boilerplate import is_common
from curator.dedup.shingles import Hashes, Integers, Ragged, windows

MAX_HITS = 1 << 21  # looked at at once: a text may hold every item, and every text may

_MIGHT_BITS = 20  # of a hash, that say for most runs of a text that no item has them

_PAIR = ("row", "item")

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Hits:
    """Runs that a text and an item share: `rows[i]` has, from its word `places[i]` on, the run at `at[i]`.

    `at` counts the words of all items laid end to end. A run that a text repeats is there once, at its first place.
    """

    rows: Integers  # (n_hits,), rising
    places: Integers  # (n_hits,)
    at: Integers  # (n_hits,)


def own_words(words: Ragged, width: int) -> Mask:
    """For each word of the items, whether it belongs to its item and not to the wording of the task.

    Wording is every run of `width` words that more than 2 % of the items, and more than three, have. An item of
    fewer words has none of its own.
    """
    runs = windows(words, width, keep_short=False)
    is_own = np.repeat(words.counts >= width, words.counts)
    wording = _starts(runs, words)[is_common(runs.values, runs, max(3, len(words.counts) // 50))]
    for step in range(width):
        is_own[wording + step] = False
    return is_own


class ItemRuns:
    """The runs of `width` words of several items that hold at least `least` words of the item's own, by their hashes.

    Args:
        words: of each item.
        width: words in a run.
        is_own: for each word, whether it belongs to its item.
        least: how many words of a run must.
    """

    def __init__(self, words: Ragged, width: int, is_own: Mask, least: int) -> None:
        runs = windows(words, width, keep_short=False)
        at = _starts(runs, words)
        before = _before(is_own)
        is_taken = before[at + width] - before[at] >= least
        order = np.argsort(runs.values[is_taken], kind="stable")
        self._values = runs.values[is_taken][order]
        self._at = at[is_taken][order]
        self._might = np.zeros(1 << _MIGHT_BITS, dtype=np.bool_)
        self._might[_top_bits(self._values)] = True

    def shared(self, texts: Ragged) -> Iterator[Hits]:
        """What texts share with the items, some million hits at a time; all hits of a text come at once.

        Args:
            texts: the runs of each, of the same width.
        """
        found = np.flatnonzero(self._might[_top_bits(texts.values)])
        first = np.searchsorted(self._values, texts.values[found], "left")
        last = np.searchsorted(self._values, texts.values[found], "right")
        is_shared = last > first
        found, first, last = found[is_shared], first[is_shared], last[is_shared]
        rows = np.searchsorted(texts.offsets, found, "right") - 1
        once = np.unique(rows * len(self._values) + first, return_index=True)[1]
        rows, first, counts, places = rows[once], first[once], (last - first)[once], (found - texts.offsets[rows])[once]
        for piece in _pieces(rows, counts):
            items = np.repeat(first[piece] - _before(counts[piece])[:-1], counts[piece])
            at = self._at[items + np.arange(len(items))]
            yield Hits(np.repeat(rows[piece], counts[piece]), np.repeat(places[piece], counts[piece]), at)


def stretches(hits: Hits, starts: Integers, width: int, is_own: Mask) -> pl.DataFrame:
    """For each text and item that share runs, how much of the item they share, and the longest piece.

    Args:
        hits: the shared runs.
        starts: where each item begins among the words of all, and where the last one ends.
        width: words in a run.
        is_own: for each word of the items, whether it counts.

    Returns:
        `row`, `item`, `own` (words of the item's own that lie in shared runs), and of the longest stretch of shared
        runs `words` and its first word's number in the item, `at`, and in the text, `place`; by row and item.
    """
    item = np.searchsorted(starts, hits.at, "right") - 1
    runs = pl.DataFrame({"row": hits.rows, "item": item, "at": hits.at - starts[item], "place": hits.places})
    runs = runs.sort(*_PAIR, "at")
    step = (pl.col("at").shift(-1).over(_PAIR) - pl.col("at")).fill_null(width).clip(upper_bound=width)
    is_new = (pl.col("at") - pl.col("at").shift(1).over(_PAIR)).fill_null(0) != 1
    runs = runs.with_columns(end=pl.col("at") + step, stretch=is_new.cum_sum())
    before, begin = _before(is_own), starts[runs["item"].to_numpy()]
    own = before[begin + runs["end"].to_numpy()] - before[begin + runs["at"].to_numpy()]
    return (
        runs.with_columns(own=pl.Series(own))
        .group_by(*_PAIR, "stretch", maintain_order=True)
        .agg(pl.col("own").sum(), pl.col("at", "place").first(), words=pl.len().cast(pl.Int64) + width - 1)
        .group_by(*_PAIR, maintain_order=True)
        .agg(pl.col("own").sum(), pl.col("at", "place").get(pl.col("words").arg_max()), pl.col("words").max())
    )


def sums(values: Integers | Hashes | Mask, words: Ragged) -> Integers:
    """For each text the sum of its words' values."""
    before = _before(values)
    return before[words.offsets[1:]] - before[words.offsets[:-1]]


def _starts(runs: Ragged, words: Ragged) -> Integers:
    """For each run the place of its first word among the words of all texts."""
    owners = runs.owners()
    return np.arange(len(runs.values)) - runs.offsets[owners] + words.offsets[owners]


def _pieces(rows: Integers, counts: Integers) -> Iterator[slice]:
    """Slices of about `MAX_HITS` hits each that part no row."""
    block = _before(counts)[np.searchsorted(rows, rows, "left")] // MAX_HITS
    cuts = [0, *(np.flatnonzero(np.diff(block)) + 1), len(rows)]
    return (slice(begin, end) for begin, end in pairwise(cuts) if end > begin)


def _before(values: Integers | Hashes | Mask) -> Integers:
    """What precedes each value in sum, and the sum of all; hashes wrap round."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(values.astype(np.int64))])


def _top_bits(values: Hashes) -> Integers:
    return (values >> np.uint64(64 - _MIGHT_BITS)).astype(np.int64)
