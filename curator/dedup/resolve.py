"""Choose which record of a group of duplicates stays, and name for every other the kept one it repeats."""

from collections.abc import Callable

import numpy as np
import polars as pl

from curator.dedup.numbered import Numbered, Twins, smallest_tied
from curator.progress import stage

Measure = Callable[[pl.DataFrame], pl.DataFrame]
"""Compares the pairs `a`, `b` in `view`; gives the other columns of pairs, a row a pair in the same order."""

REMOVING = ("exact", "near")
"""The kinds of pairs of which one record may go; all others are evidence."""

APART = ("below", "numbers", "entities", "content", "part", "conflict", "semantic")
"""The kinds of pairs that look like duplicates and are none."""

ROUNDS = 4
"""How often records are compared with the twins of their removed neighbours."""

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
    if pairs.is_empty():
        return pl.DataFrame(schema=REMOVALS)
    numbered = Numbered(pairs, order, against)
    with stage("choosing which duplicates stay"):
        return _removals(numbered, numbered.twins())


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
    return settled(pairs, order, measure, against=against)[0]


def settled(
    pairs: pl.DataFrame, order: pl.DataFrame, measure: Measure, *, against: pl.Series | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What `closed` gives, and what `resolve` says of it: both at once take half as long."""
    if not pairs["kind"].is_in(REMOVING).any():
        return pairs, pl.DataFrame(schema=REMOVALS)
    with stage("choosing which duplicates stay"):
        numbered = Numbered(pairs, order, against)
        twins = numbered.twins()
    changed = None
    seen = pl.Series(numbered.codes)
    for _ in range(ROUNDS):
        beside = pl.Series(numbered.beside(twins[0], changed)).unique().sort()
        unknown = beside.filter(~beside.is_in(seen.implode()))
        if unknown.is_empty():
            break
        seen = pl.concat([seen, unknown])
        names = numbered.named(unknown.to_numpy())
        found = names.hstack(measure(names)).select(pairs.columns)
        is_found = found["kind"] != "below"
        pairs = pl.concat([pairs, found.filter(is_found)])
        changed = numbered.settle(twins, numbered.add(unknown.to_numpy(), found))
    return pairs, _removals(numbered, twins)


def _removals(numbered: Numbered, twins: Twins) -> pl.DataFrame:
    ids = numbered.ids
    twin, similarity, where = twins
    gone = np.flatnonzero(twin >= 0)
    kept, where = twin[gone], where[gone]
    copy_of = numbered.copies()
    return pl.DataFrame(
        {
            "record_id": ids.gather(gone),
            "twin_id": ids.gather(kept),
            "similarity": similarity[gone],
            "kind": np.where(copy_of[where, gone] == copy_of[where, kept], "exact", "near").astype(object),
            "view": numbered.views.gather(where),
            "cluster_id": ids.gather(smallest_tied(numbered.left, numbered.right, len(ids))[gone]),
        },
        schema=REMOVALS,
    )
