"""Pairs of records as numbers, so that who stays can be decided again and again as more of them are found."""

from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Twins: TypeAlias = tuple[Integers, Floats, Integers]

ABSENT = int(np.iinfo(np.int64).max)
"""The place of a row that takes no part, but may still tie its copies together."""


class Numbered:
    """Those of some pairs that remove, with numbers for their records and views, in the order of the names."""

    def __init__(self, pairs: pl.DataFrame, order: pl.DataFrame, against: pl.Series | None) -> None:
        """All pairs are in `codes`; of records that are in none nothing is held."""
        from curator.dedup.named import firsts

        safe = pl.Series(dtype=pl.String) if against is None else against
        names = pl.concat([safe, order["record_id"], pairs["a"], pairs["b"]])
        first = firsts(names)
        rows = first[len(safe) + order.height :]
        is_there: Flags = np.zeros(len(names), np.bool_)
        is_there[rows] = True
        there = np.flatnonzero(is_there)
        there = there[names.gather(there).arg_sort().to_numpy()]
        number = np.empty(len(names), np.int64)
        number[there] = np.arange(len(there))
        place = np.where(there < len(safe) + order.height, there - len(safe), ABSENT)
        self._place: Integers = np.where(there < len(safe), -1, place)
        self.ids = names.gather(there)
        self.views = pairs["view"].unique().sort()
        self.left: Integers = np.zeros(0, np.int64)
        self.right: Integers = np.zeros(0, np.int64)
        self.view: Integers = np.zeros(0, np.int64)
        self._similarity = np.zeros(0)
        self._is_exact, self._is_near = np.zeros(0, np.bool_), np.zeros(0, np.bool_)
        one, other = np.split(number[rows], 2)
        self.codes = self.coded(one, other, _rows(pairs["view"], self.views))
        self.add(self.codes, pairs)

    def add(self, codes: Integers, pairs: pl.DataFrame) -> int:
        """More pairs of the same records, and their codes; how many of them remove."""
        is_exact, is_near = ((pairs["kind"] == kind).to_numpy() for kind in ("exact", "near"))
        some = np.flatnonzero(is_exact | is_near)
        view, rows = np.divmod(codes[some], len(self.ids) ** 2)
        left, right = np.divmod(rows, len(self.ids))
        self.left, self.right = np.concatenate([self.left, left]), np.concatenate([self.right, right])
        self.view = np.concatenate([self.view, view])
        self._similarity = np.concatenate([self._similarity, pairs["similarity"].to_numpy()[some]])
        self._is_exact = np.concatenate([self._is_exact, is_exact[some]])
        self._is_near = np.concatenate([self._is_near, is_near[some]])
        return len(some)

    def copies(self) -> Integers:
        """(n_views, n_records): for each record the first that is equal to it."""
        exact = [self._is_exact & (self.view == each) for each in range(len(self.views))]
        return np.stack([smallest_tied(self.left[some], self.right[some], len(self.ids)) for some in exact])

    def twins(self) -> Twins:
        """What `resolve_rows` says."""
        near = np.flatnonzero(self._is_near)
        return resolve_rows(
            self.left[near], self.right[near], self._similarity[near], self.copies(), self._place, self.view[near]
        )

    def settle(self, twins: Twins, added: int) -> Integers:
        """Bring twins up to date with the pairs that were added last; the records of whom that may have changed."""
        smallest = smallest_tied(self.left, self.right, len(self.ids))
        is_changed: Flags = np.zeros(len(self.ids), np.bool_)
        is_changed[smallest[self.left[len(self.left) - added :]]] = True
        is_changed = is_changed[smallest]
        rows = np.flatnonzero(is_changed)
        number = np.cumsum(is_changed) - 1
        near = np.flatnonzero(self._is_near & is_changed[self.left])
        twin, similarity, view = resolve_rows(
            number[self.left[near]],
            number[self.right[near]],
            self._similarity[near],
            number[self.copies()[:, rows]],
            self._place[rows],
            self.view[near],
        )
        twins[0][rows] = np.where(twin < 0, -1, rows[twin])
        twins[1][rows], twins[2][rows] = similarity, view
        return rows

    def beside(self, twin: Integers, among: Integers | None = None) -> Integers:
        """Codes of the pairs of each record that stays with the twin of every neighbour of it that is removed.

        Args:
            twin: of each record, as `twins` gives it.
            among: only these records are looked at; none: all.
        """
        tied: Integers = np.arange(len(self.left))
        if among is not None:
            is_among = np.zeros(len(self.ids), np.bool_)
            is_among[among] = True
            tied = np.flatnonzero(is_among[self.left])
        stays = np.concatenate([self.left[tied], self.right[tied]])
        other = twin[np.concatenate([self.right[tied], self.left[tied]])]
        view = np.concatenate([self.view[tied], self.view[tied]])
        wanted = np.flatnonzero((twin[stays] < 0) & (other >= 0) & (stays != other))
        wanted = wanted[(self._place[stays[wanted]] != -1) | (self._place[other[wanted]] != -1)]
        return self.coded(stays[wanted], other[wanted], view[wanted])

    def named(self, codes: Integers) -> pl.DataFrame:
        """The pairs of codes: `a`, `b`, `view`."""
        view, rows = np.divmod(codes, len(self.ids) ** 2)
        left, right = np.divmod(rows, len(self.ids))
        return pl.DataFrame({"a": self.ids.gather(left), "b": self.ids.gather(right), "view": self.views.gather(view)})

    def coded(self, one: Integers, other: Integers, view: Integers) -> Integers:
        """A number for each pair, rising with its view and its records."""
        n = len(self.ids)
        codes: Integers = (view * n + np.minimum(one, other)) * n + np.maximum(one, other)
        return codes


def resolve_rows(
    left: Integers,
    right: Integers,
    similarity: Floats,
    copy_of: Integers,
    place: Integers,
    view: Integers | None = None,
) -> Twins:
    """For each row the kept row it repeats (-1: it stays), how alike they are, and in which view.

    Args:
        left: rows of near-duplicates, with `right` and their `similarity`; rows are numbered in the order of the ids.
        right: the other row of each pair.
        similarity: of each pair.
        copy_of: (n_rows,) or (n_views, n_rows): for each row the first one that is equal to it.
        place: (n_rows,) in the order of who deserves to stay, the best first; -1: never removed; `ABSENT`.
        view: of each pair; none: there is but one.
    """
    from curator.dedup.choosing import choose

    groups = np.atleast_2d(copy_of)
    n_views, n_rows = groups.shape
    groups = np.ascontiguousarray(groups + np.arange(n_views, dtype=np.int64)[:, None] * n_rows)
    of_view = np.zeros(len(left), dtype=np.int64) if view is None else view
    one, other = groups[of_view, left], groups[of_view, right]
    ends = np.concatenate([one, other])
    sorting = np.argsort(ends, kind="stable")
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(ends, minlength=groups.size))])
    others = np.concatenate([other, one])[sorting]
    alike = np.concatenate([similarity, similarity])[sorting]
    order = np.argsort(place, kind="stable")
    order = order[(place[order] >= 0) & (place[order] != ABSENT)]
    return choose(order, place, groups, starts, others, alike)


def smallest_tied(left: Integers, right: Integers, n_rows: int) -> Integers:
    """For each row the smallest that pairs tie it to; itself where there is none."""
    from curator.dedup.candidates import components

    smallest = components(n_rows, [(left, right)])
    return np.where(smallest < 0, np.arange(n_rows), smallest)


def _rows(values: pl.Series, among: pl.Series) -> Integers:
    """The place of each value in `among`."""
    if len(among) == 1:
        return np.zeros(len(values), np.int64)
    places = pl.DataFrame({"value": among, "place": np.arange(len(among))})
    found = values.to_frame("value").join(places, on="value", how="left", maintain_order="left")
    return np.ascontiguousarray(found["place"].to_numpy())
