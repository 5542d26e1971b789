"""Propose pairs of texts that may be near-duplicates; nothing here decides."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.compiled import compiled
from curator.dedup.buckets import Numbers, band_keys, stars
from curator.dedup.minhash import banding, sign
from curator.dedup.shingles import SHORT_WORDS, Hashes, Integers
from curator.kernels.cutting import CHARACTERS, WORDS
from curator.progress import Advance

ROUNDS = 16
"""Around how many texts of a bucket the others are gathered, one after the other, so that the work stays linear."""

_ROWS = 1 << 14  # texts signed at once: 8 MB of signatures

_SHORT_SHARE = 16  # one text of so many is taken for short at first: memory that is begun is given by the megabyte

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Table:
    """Texts that are compared by one kind of shingles."""

    rows: Integers  # (n,)
    keys: Hashes
    """(n_bands, n): equal for two texts that agree on a band."""


@dataclass(frozen=True)
class Outline:
    """What is kept of texts when they have been read once."""

    words: NDArray[np.int32]  # (n_texts,)
    """How many."""
    totals: Hashes  # (n_texts,)
    """Equal for texts of the same words in the same order."""
    tables: tuple[Table, Table]
    """By words, all texts of 16 or more; by characters, all that may be similar to a shorter one."""


def outlined(texts: pl.Series, threshold: float, advance: Advance) -> Outline:
    """Read texts once.

    Args:
        texts: those without words are in no table.
        threshold: similarity at which a pair is wanted.
        advance: told how many texts were read.
    """
    n_bands, rows_of_band = banding(threshold)
    words: list[NDArray[np.int32]] = [np.zeros(0, np.int32)]
    totals: list[Hashes] = [np.zeros(0, np.uint64)]
    tables = (_Filled(len(texts), n_bands), _Filled(len(texts) // _SHORT_SHARE + 1, n_bands))
    for first in range(0, len(texts), _ROWS):
        block = texts.slice(first, _ROWS)
        signed = sign(block, WORDS, advance=advance)
        words.append(signed.words)
        totals.append(signed.totals)
        is_short = (signed.words > 0) & (signed.words < SHORT_WORDS / threshold)
        by_characters = sign(block, CHARACTERS, only=is_short).signatures if is_short.any() else signed.signatures
        for table, chosen, signatures in (
            (tables[0], signed.words >= SHORT_WORDS, signed.signatures), (tables[1], is_short, by_characters)
        ):  # fmt: skip
            rows = np.flatnonzero(chosen)
            table.add(rows + first, band_keys(signatures[rows], n_bands, rows_of_band))
    return Outline(np.concatenate(words), np.concatenate(totals), (tables[0].table, tables[1].table))


def propose(
    tables: Iterable[Table],
    order: Integers,
    judge: Callable[[Integers, Integers], Flags],
    apart: Callable[[Integers], Hashes],
) -> None:
    """Hand pairs of texts that agree on a band to `judge`, each once.

    A bucket's texts are gathered around the best of them. Those that `judge` does not find to be its duplicates are
    gathered again without it, at most 16 times; after the first time only with those that `apart` does not part them
    from.

    Args:
        tables: the texts.
        order: all rows that may be proposed, best first.
        judge: given rows, better ones first, says which pairs are duplicates.
        apart: given rows, numbers that differ for texts that cannot be duplicates.
    """
    judged = _Judged(order, judge)
    waiting = [star for table in tables for star in _first_stars(table, order)]
    for nth in range(ROUNDS):
        rest = [star.without(gone) for star, gone in zip(waiting, judged.learn(waiting), strict=True)]
        waiting = [star for star in rest if len(star.spokes) > 1]
        if not waiting:
            break
        if nth == 0:
            involved = np.unique(np.concatenate([star.spokes for star in waiting]))
            parted = np.zeros(len(order), np.uint64)
            parted[involved] = apart(order[involved])
            waiting = [replace(star, keys=star.keys ^ parted[star.spokes]) for star in waiting]
        waiting = [_gathered(star.keys, star.spokes) for star in waiting]


def parted(table: Table, apart: Hashes) -> Table:
    """The table with other keys for texts whose numbers in `apart` (n_texts,) differ."""
    return Table(table.rows, table.keys + apart[table.rows])


def components(n_texts: int, joined: Iterable[tuple[Integers, Integers]]) -> Integers:
    """For each text the smallest that pairs tie it to, over any number of steps; -1 for one that is in no pair."""
    parent = np.arange(n_texts)
    is_tied = np.zeros(n_texts, np.bool_)
    for left, right in joined:
        _tie(parent, np.ascontiguousarray(left), np.ascontiguousarray(right))
        is_tied[left] = is_tied[right] = True
    _shorten(parent)
    return np.where(is_tied, parent, -1)


@dataclass(frozen=True)
class _Stars:
    """Texts of one band, each gathered around the best of its bucket; by place in the order."""

    hubs: Integers  # (n,)
    spokes: Integers  # (n,)
    keys: Hashes  # (n,)
    """Of the spokes."""

    def without(self, gone: Flags) -> "_Stars":
        return _Stars(self.hubs[~gone], self.spokes[~gone], self.keys[~gone])


class _Judged:
    """What `judge` said of pairs, which it sees once however many bands propose them."""

    def __init__(self, order: Integers, judge: Callable[[Integers, Integers], Flags]) -> None:
        self._order = order
        self._judge = judge
        self._pairs = Numbers(len(order))
        self._are_duplicates: Flags = np.zeros(0, np.bool_)

    def learn(self, stars: list[_Stars]) -> list[Flags]:
        """What is said of pairs, those of each star by themselves; those that are new are judged."""
        known = len(self._pairs.codes)
        numbers = [self._pairs.of(star.hubs, star.spokes) for star in stars]
        new = self._pairs.codes[known:]
        rising = np.argsort(new, kind="stable")
        hubs, spokes = np.divmod(new[rising], max(len(self._order), 1))
        found: Flags = np.empty(len(new), np.bool_)
        found[rising] = self._judge(self._order[hubs], self._order[spokes])
        self._are_duplicates = np.concatenate([self._are_duplicates, found])
        return [self._are_duplicates[each] for each in numbers]


def _first_stars(table: Table, order: Integers) -> Iterator[_Stars]:
    place = np.full(int(max(order.max(initial=-1), table.rows.max(initial=-1))) + 1, -1)
    place[order] = np.arange(len(order))
    places = place[table.rows]
    rising = np.argsort(places, kind="stable")
    rising = rising[np.count_nonzero(places < 0) :]
    places = places[rising]
    for keys in table.keys:
        yield _gathered(keys[rising], places)


def _gathered(keys: Hashes, places: Integers) -> _Stars:
    """Texts with these keys gathered around the first of them; `places` are theirs in the order."""
    first = stars(keys, np.arange(len(keys)))
    spokes = np.flatnonzero(first != np.arange(len(keys)))
    return _Stars(places[first[spokes]], places[spokes], keys[spokes])


class _Filled:
    """A table that is filled bit by bit; what is not written takes no memory."""

    def __init__(self, room: int, n_bands: int) -> None:
        self._rows: Integers = np.empty(room, np.int64)
        self._keys: Hashes = np.empty((n_bands, room), np.uint64)
        self._filled = 0

    def add(self, rows: Integers, keys: Hashes) -> None:
        after = self._filled + len(rows)
        if after > len(self._rows):
            held, room = self.table, 2 * after
            self._rows, self._keys = np.empty(room, np.int64), np.empty((len(keys), room), np.uint64)
            self._rows[: self._filled], self._keys[:, : self._filled] = held.rows, held.keys
        self._rows[self._filled : after], self._keys[:, self._filled : after] = rows, keys
        self._filled = after

    @property
    def table(self) -> Table:
        return Table(self._rows[: self._filled], self._keys[:, : self._filled])


@compiled
def _tie(parent: Integers, left: Integers, right: Integers) -> None:
    for pair in range(len(left)):
        one, other = left[pair], right[pair]
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        parent[max(one, other)] = min(one, other)


@compiled
def _shorten(parent: Integers) -> None:
    for text in range(len(parent)):  # a parent is never larger than its child, so it is done before it
        parent[text] = parent[parent[text]]
