"""Find the pairs of records that are tied to each other and too many for memory: their texts stay on disk.

What is found around the texts of one bucket depends on nothing else. So bands are searched one after the other, with
numbers of one band in memory, and texts are read when a pair of them is measured.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup import verify
from curator.dedup.candidates import Flags, Table, outlined, propose
from curator.dedup.exact import copies
from curator.dedup.minhash import banding
from curator.dedup.passes import sums
from curator.dedup.resolve import PAIRS, REMOVING
from curator.dedup.rethreshold import MARGIN
from curator.dedup.shingles import Hashes, Integers
from curator.dedup.spool import Keys, Rows
from curator.dedup.views import TEXT, VIEWS, laid_out

TOGETHER_BYTES = 32 << 20
"""As many bytes of texts are read back at once; more where one pair has more."""

TOGETHER = 1 << 14
"""As many records are read back at once."""

_ALWAYS = ("instruction", "prompt", "response")  # say of any view what kind of record it is

_DIGITS = 10


class Large:
    """Records that come in portions, and the pairs among them. Rows are counted in the order of the record ids."""

    def __init__(self, folder: Path, views: Sequence[str], threshold: float) -> None:
        """An empty one.

        Raises:
            DataError: the folder cannot be written.
        """
        self.threshold = threshold
        self._columns = list(dict.fromkeys([*_ALWAYS, *(name for view in views for name in _columns(view))]))
        self._texts = Rows(folder / "texts", self._columns)
        self._views = {view: _View(folder / view, threshold) for view in views}
        self._ids: list[pl.Series] = []
        self._is_against: list[Flags] = []

    def add(self, records: pl.DataFrame, *, is_against: bool) -> None:
        """Take the next records, with their views in place; no two that `is_against` make a pair."""
        for name, view in self._views.items():
            records = laid_out(records, name)
            view.add(records[TEXT])
        missing = [name for name in self._columns if name not in records.columns]
        self._texts.add(records.with_columns(pl.lit(None, pl.String).alias(name) for name in missing))
        self._ids.append(records["record_id"])
        self._is_against.append(np.full(records.height, is_against))

    def seal(self) -> None:
        """There are no more."""
        self.ids = pl.concat(self._ids).sort()
        self.came = pl.concat(self._ids).arg_sort().to_numpy().astype(np.int64)
        """For each row, after how many others it came."""
        self.against = np.concatenate(self._is_against)[self.came]
        self._sizes = self._texts.sizes[self.came]
        self._row_of = np.empty(len(self.came), np.int64)
        self._row_of[self.came] = np.arange(len(self.came))
        for view in self._views.values():
            view.seal(self.came)

    def names(self, rows: Integers | None = None) -> pl.Series:
        """Names that sort as the ids do."""
        numbers = np.arange(len(self.ids)) if rows is None else rows
        return pl.Series(numbers).cast(pl.String).str.zfill(_DIGITS)

    def named(self, names: pl.Series) -> pl.Series:
        """The ids of what has these names."""
        return self.ids.gather(names.cast(pl.Int64))

    def pairs(self) -> pl.DataFrame:
        """What `find_pairs` finds in all views, with names in place of ids."""
        return pl.concat([self._pairs(name, view) for name, view in self._views.items()])

    def measure(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """What pairs of names are to each other, as `verify.measure` gives it."""
        found = [pl.DataFrame(schema=verify.MEASURED)]
        for (view,), group in pairs.group_by("view", maintain_order=True):
            left, right = (group[side].cast(pl.Int64).to_numpy() for side in "ab")
            found.append(self.measured(str(view), left, right))
        return pl.concat(found)

    def measured(self, name: str, left: Integers, right: Integers) -> pl.DataFrame:
        """What pairs of rows are to each other in a view, as `verify.measure` gives it."""
        found = [pl.DataFrame(schema=verify.MEASURED)]
        for some in _cut(self._sizes[left] + self._sizes[right]):
            involved, places = np.unique(np.concatenate([left[some], right[some]]), return_inverse=True)
            one, other = np.split(places, 2)
            words = self._views[name].words[involved]
            records = self._records(name, involved)
            found.append(verify.measure(records, words, one, other, name, self.threshold))
        return pl.concat(found)

    def close(self) -> None:
        """Throw away what is on disk."""
        self._texts.close()

    def _pairs(self, name: str, view: "_View") -> pl.DataFrame:
        first = self._copies(name, view)
        is_copy = first != np.arange(len(first))
        single = np.flatnonzero(view.has_text & ~is_copy)
        order = single[np.lexsort((single, -view.sizes[single], ~self.against[single]))]
        search = _Search(self, name)
        told_apart = _Once(len(first), lambda rows: self._apart(name, rows))
        for table in view.tables(self._row_of):
            if VIEWS[name].short:
                table = Table(table.rows, table.keys + told_apart(table.rows))
            propose([table], order, search.judge, told_apart)
            search.remember()
        copied = np.flatnonzero(is_copy)
        exact = pl.DataFrame({"left": first[copied], "right": copied}).with_columns(
            similarity=pl.lit(1.0), kind=pl.lit("exact"), parts=pl.lit(1.0)
        )
        return self._as_pairs(pl.concat([exact, *search.found]), name)

    def _copies(self, name: str, view: "_View") -> Integers:
        """For each row the first that is its equal; those with the same sum are looked at together."""
        first = np.arange(len(self.ids))
        rows = np.flatnonzero(view.has_text)
        rows = rows[np.argsort(view.sums[rows], kind="stable")]
        ordered = view.sums[rows]
        is_next = np.concatenate([[False], ordered[1:] == ordered[:-1], [False]])
        rows = rows[is_next[1:] | is_next[:-1]]
        open_rows: Integers = np.zeros(0, np.int64)
        for some in self._portions(rows):
            open_rows = open_rows[view.sums[open_rows] == view.sums[some[0]]]
            both = np.concatenate([open_rows, some])
            found = copies(self._records(name, both), view.sums[both], name)
            first[both] = both[found]
            is_open = (found == np.arange(len(both))) & (view.sums[both] == view.sums[both[-1]])
            open_rows = both[is_open]
        return first

    def _apart(self, name: str, rows: Integers) -> Hashes:
        told = [verify.apart(self._records(name, some), name) for some in self._portions(rows)]
        return np.concatenate([np.zeros(0, np.uint64), *told])

    def _portions(self, rows: Integers) -> Iterator[Integers]:
        return (rows[some] for some in _cut(self._sizes[rows]))

    def _records(self, name: str, rows: Integers) -> pl.DataFrame:
        return self._texts.take(self.came[rows]).with_columns(pl.col(VIEWS[name].text).alias(TEXT))

    def _as_pairs(self, pairs: pl.DataFrame, view: str) -> pl.DataFrame:
        left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
        names = {"a": self.names(np.minimum(left, right)), "b": self.names(np.maximum(left, right))}
        found = pairs.with_columns(**names, view=pl.lit(view)).filter(
            ~pl.Series(self.against[left] & self.against[right])
        )
        return found.select(PAIRS.names()).cast(PAIRS)


class _View:
    """What is known of the texts of one view."""

    def __init__(self, folder: Path, threshold: float) -> None:
        self._threshold = threshold
        self._keys = [Keys(folder / f"{nth}", banding(threshold)[0]) for nth in range(2)]
        self._known: list[pl.DataFrame] = []
        self._count = 0

    def add(self, texts: pl.Series) -> None:
        outline = outlined(texts, self._threshold, lambda _: None)
        for keys, table in zip(self._keys, outline.tables, strict=True):
            keys.add(Table(table.rows + self._count, table.keys))
        size = texts.str.len_bytes().cast(pl.Int64)
        self._known.append(pl.DataFrame({"words": outline.words, "sum": sums(texts, outline), "size": size}))
        self._count += len(texts)

    def seal(self, came: Integers) -> None:
        known = pl.concat(self._known)[came]
        self.words: NDArray[np.int32] = known["words"].to_numpy()
        self.sums: Hashes = known["sum"].to_numpy()
        self.has_text: Flags = known["size"].is_not_null().to_numpy()
        self.sizes: Integers = known["size"].fill_null(0).to_numpy()
        self._known = []

    def tables(self, row_of: Integers) -> Iterator[Table]:
        """Band after band."""
        for keys in self._keys:
            for rows, column in keys:
                yield Table(row_of[rows], column[None, :])


class _Search:
    """Judges pairs of one view; what one band proposed is not measured again for another."""

    def __init__(self, group: Large, view: str) -> None:
        self.found: list[pl.DataFrame] = []
        self._group = group
        self._view = view
        self._codes: list[Integers] = [np.zeros(0, np.int64)]
        self._flags: list[Flags] = [np.zeros(0, np.bool_)]

    def judge(self, left: Integers, right: Integers) -> Flags:
        """Which pairs are duplicates; those worth knowing are kept."""
        codes = left * len(self._group.ids) + right
        places = np.searchsorted(self._codes[0], codes)
        is_known = np.append(self._codes[0], -1)[places] == codes
        flags: Flags = np.append(self._flags[0], False)[places] & is_known
        new = np.flatnonzero(~is_known & ~(self._group.against[left] & self._group.against[right]))
        pair = (left[new], right[new])
        pairs = pl.DataFrame(pair, schema=["left", "right"]).hstack(self._group.measured(self._view, *pair))
        self.found.append(pairs.filter(pl.col("similarity") >= self._group.threshold - MARGIN))
        flags[new] = pairs["kind"].is_in(REMOVING).to_numpy()
        self._codes.append(codes[new])
        self._flags.append(flags[new])
        return flags

    def remember(self) -> None:
        """Another band is next."""
        codes, flags = np.concatenate(self._codes), np.concatenate(self._flags)
        rising = np.argsort(codes, kind="stable")
        self._codes, self._flags = [codes[rising]], [flags[rising]]


class _Once:
    """Numbers of rows, worked out when they are asked for first."""

    def __init__(self, n_rows: int, work: Callable[[Integers], Hashes]) -> None:
        self._numbers: Hashes = np.zeros(n_rows, np.uint64)
        self._is_known = np.zeros(n_rows, np.bool_)
        self._work = work

    def __call__(self, rows: Integers) -> Hashes:
        new = rows[~self._is_known[rows]]
        self._numbers[new] = self._work(new)
        self._is_known[new] = True
        return self._numbers[rows]


def _columns(view: str) -> Iterator[str]:
    for names in astuple(VIEWS[view]):
        yield from [names] if isinstance(names, str) else names


def _cut(sizes: Integers) -> Iterator[slice]:
    """Portions of what has these sizes: as many as are to be read back at once, one at the least."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = ends[first - 1] if first else 0
        last = min(int(np.searchsorted(ends, before + TOGETHER_BYTES, side="right")), first + TOGETHER)
        yield slice(first, max(last, first + 1))
        first = max(last, first + 1)
