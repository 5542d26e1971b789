"""Choose which record of a group of duplicates stays, and name for every other the kept one it repeats."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.progress import stage

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Measure = Callable[[pl.DataFrame], pl.DataFrame]
"""Compares the pairs `a`, `b` in `view`; gives the other columns of pairs, a row a pair in the same order."""

REMOVING = ("exact", "near")
"""The kinds of pairs of which one record may go; all others are evidence."""

APART = ("below", "numbers", "entities", "content", "part", "conflict", "semantic")
"""The kinds of pairs that look like duplicates and are none."""

ROUNDS = 4
"""How often records are compared with the twins of their removed neighbours."""

ABSENT = int(np.iinfo(np.int64).max)
"""The place of a row that takes no part, but may still tie its copies together."""

PAIRS = pl.Schema(
    {
        "a": pl.String,
        "b": pl.String,
        "similarity": pl.Float64,
        "kind": pl.String,
        "view": pl.String,
        "parts": pl.Float64,
    }
)
"""Two records (a < b), how alike their texts are in a view, and the least similarity of the other parts there."""

REMOVALS = pl.Schema(
    {
        "record_id": pl.String,
        "twin_id": pl.String,
        "similarity": pl.Float64,
        "kind": pl.String,
        "view": pl.String,
        "cluster_id": pl.String,
    }
)


def resolve(pairs: pl.DataFrame, order: pl.DataFrame, *, against: pl.Series | None = None) -> pl.DataFrame:
    """Which records to remove, and in favour of which.

    Best first, a record stays unless a record that stays already is its duplicate in one of the views. There are no
    chains: if a is like b and b is like c, but a is not like c, then a and c both stay. Records that are equal in a
    view stand and fall together there, whichever of them the pairs name: one of them stays at most, and what is like
    one is like all.

    Args:
        pairs: as `find_pairs` gives them, of one view or several; only those of a kind in `REMOVING` remove.
        order: `record_id`, best first. Pairs of other records are ignored.
        against: ids of records that are never removed, and in favour of which everything else goes.

    Returns:
        `record_id` (removed), `twin_id` (kept; one of `against` before an exact copy before the most similar, then
        the one with the smallest id), `similarity`, `kind` and `view` of this pair, `cluster_id` (the smallest id
        that pairs tie the record to over any number of steps: a report, it decides nothing); sorted by `record_id`.
    """
    pairs = pairs.filter(pl.col("kind").is_in(REMOVING))
    return _resolved(pairs, order, against) if pairs.height else pl.DataFrame(schema=REMOVALS)


def closed(
    pairs: pl.DataFrame, order: pl.DataFrame, measure: Measure, *, against: pl.Series | None = None
) -> pl.DataFrame:
    """The pairs, and those that only show when records go: a record that stays beside the twins of its neighbours.

    Nobody proposed them, for a bucket ties its records to one of them only. Four rounds at the most.

    Args:
        pairs: as `find_pairs` gives them.
        order: as `resolve` takes it, and so `against`.
        measure: compares pairs; what is not alike it calls `below`.
        against: ids of records that are never removed.
    """
    seen = pairs.select("a", "b", "view")
    for _ in range(ROUNDS):
        unknown = _beside(pairs, resolve(pairs, order, against=against), against).join(
            seen, on=["a", "b", "view"], how="anti"
        )
        if unknown.is_empty():
            break
        found = unknown.hstack(measure(unknown))
        seen = pl.concat([seen, unknown])
        pairs = pl.concat([pairs, found.filter(pl.col("kind") != "below").select(pairs.columns)])
    return pairs


def resolve_rows(
    left: Integers,
    right: Integers,
    similarity: Floats,
    copy_of: Integers,
    place: Integers,
    view: Integers | None = None,
) -> tuple[Integers, Floats, Integers]:
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
    starts = np.searchsorted(ends[sorting], np.arange(groups.size + 1))
    others = np.concatenate([other, one])[sorting]
    alike = np.concatenate([similarity, similarity])[sorting]
    order = np.argsort(place, kind="stable")
    order = order[(place[order] >= 0) & (place[order] != ABSENT)]
    return choose(order, place, groups, starts, others, alike)


def _resolved(pairs: pl.DataFrame, order: pl.DataFrame, against: pl.Series | None) -> pl.DataFrame:
    ids = pl.concat([pairs["a"], pairs["b"]]).unique().sort()
    views = pairs["view"].unique().sort()
    left, right = (_rows(pairs[name], ids) for name in ("a", "b"))
    view = _rows(pairs["view"], views)
    is_exact = (pairs["kind"] == "exact").to_numpy()
    copies = [is_exact & (view == each) for each in range(len(views))]
    copy_of = np.stack([_smallest_tied(left[exact], right[exact], len(ids)) for exact in copies])
    near = np.flatnonzero(~is_exact)
    place = _places(ids, order, against)
    alike = pairs["similarity"].to_numpy()[near]
    with stage("choosing which duplicates stay"):
        twin, similarity, where = resolve_rows(left[near], right[near], alike, copy_of, place, view[near])
    gone = np.flatnonzero(twin >= 0)
    kept, where = twin[gone], where[gone]
    return pl.DataFrame(
        {
            "record_id": ids.gather(gone),
            "twin_id": ids.gather(kept),
            "similarity": similarity[gone],
            "kind": np.where(copy_of[where, gone] == copy_of[where, kept], "exact", "near").astype(object),
            "view": views.gather(where),
            "cluster_id": ids.gather(_smallest_tied(left, right, len(ids))[gone]),
        },
        schema=REMOVALS,
    )


def _smallest_tied(left: Integers, right: Integers, n_rows: int) -> Integers:
    """For each row the smallest that pairs tie it to; itself where there is none."""
    from curator.dedup.candidates import components

    smallest = components(n_rows, [(left, right)])
    return np.where(smallest < 0, np.arange(n_rows), smallest)


def _rows(values: pl.Series, among: pl.Series) -> Integers:
    """The place of each value in `among`."""
    places = values.replace_strict(among, pl.Series(range(len(among)), dtype=pl.Int64), return_dtype=pl.Int64)
    return np.ascontiguousarray(places.to_numpy())


def _places(ids: pl.Series, order: pl.DataFrame, against: pl.Series | None) -> Integers:
    """The place of each id in the order; -1 for those that are never removed."""
    best_first = order.select(id="record_id", place=pl.int_range(pl.len()))
    places = ids.alias("id").to_frame().join(best_first, on="id", how="left", maintain_order="left")
    safe = pl.col("id").is_in(against.implode()) if against is not None else pl.lit(False)
    place = pl.when(safe).then(-1).otherwise(pl.col("place").fill_null(ABSENT)).cast(pl.Int64)
    return np.ascontiguousarray(places.select(place=place)["place"].to_numpy())


def _beside(pairs: pl.DataFrame, removals: pl.DataFrame, against: pl.Series | None) -> pl.DataFrame:
    """Each record that stays beside the twin of every neighbour of it that was removed: `a`, `b`, `view`."""
    pairs = pairs.filter(pl.col("kind").is_in(REMOVING))
    safe = (against if against is not None else pl.Series(dtype=pl.String)).implode()
    twins = removals.select(neighbour="record_id", twin="twin_id")
    ends = pl.concat(
        [
            pairs.select(stays="a", neighbour="b", view="view"),
            pairs.select(stays="b", neighbour="a", view="view"),
        ]
    )
    return (
        ends.join(removals, left_on="stays", right_on="record_id", how="anti")
        .join(twins, on="neighbour")
        .filter(pl.col("stays") != pl.col("twin"), ~(pl.col("stays").is_in(safe) & pl.col("twin").is_in(safe)))
        .select(a=pl.min_horizontal("stays", "twin"), b=pl.max_horizontal("stays", "twin"), view="view")
        .unique()
        .sort("view", "a", "b")
    )
