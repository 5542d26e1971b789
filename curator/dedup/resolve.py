"""Choose which record of a group of duplicates stays, and name for every other the kept one it repeats."""

from collections import defaultdict
from collections.abc import Iterable

import polars as pl

from curator.errors import RecipeError
from curator.registry import closest

KEEP_POLICIES = ("longest", "shortest", "first")

REMOVALS = pl.Schema({"record_id": pl.String, "twin_id": pl.String, "similarity": pl.Float64, "kind": pl.String})


def keep_order(frame: pl.DataFrame, policy: str = "longest", rank: pl.Expr | None = None) -> pl.DataFrame:
    """The records in the order in which they deserve to be kept, best first: one column, `record_id`.

    Args:
        frame: `record_id` and `full`.
        policy: `longest` or `shortest` by the characters of `full`, `first` by the place in the frame. Ties go to
            the smaller record id.
        rank: what comes before the policy, smaller being better; so that no record is removed in favour of one that
            a rule drops anyway.

    Raises:
        RecipeError: there is no such policy.
    """
    if policy not in KEEP_POLICIES:
        raise RecipeError(f"unknown keep policy {policy!r}", hint=closest(policy, KEEP_POLICIES))
    length = pl.col("full").str.len_chars().fill_null(0).cast(pl.Int64)
    preference = {"longest": -length, "shortest": length, "first": pl.int_range(pl.len())}[policy]
    keys = [preference] if rank is None else [rank, preference]
    return frame.sort(*keys, "record_id").select("record_id")


def resolve(edges: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Which records to remove, and in favour of which.

    Best first, a record stays unless a record that stays already is its duplicate. There are no chains: if a is like
    b and b is like c, but a is not like c, then a and c both stay. Exact copies stand and fall together, whichever of
    them the edges name: one of them stays at most, and what is like one is like all.

    Args:
        edges: as `find_edges` gives them. Edges of records that are not in `order` are ignored.
        order: `record_id`, best first.

    Returns:
        `record_id` (removed), `twin_id` (kept, and better in the order; an exact copy if there is one, else the most
        similar, then the one with the smallest id), `similarity`, `kind`; sorted by `record_id`.
    """
    exact = edges.filter(pl.col("kind") == "exact")
    near = edges.filter(pl.col("kind") != "exact")
    leader = _leaders(exact.select("a", "b").iter_rows())
    involved = order.filter(pl.col("record_id").is_in(pl.concat([edges["a"], edges["b"]]).unique().implode()))
    groups: dict[str, list[str]] = defaultdict(list)
    for record_id in involved["record_id"]:
        groups[leader.get(record_id, record_id)].append(record_id)
    neighbours: dict[str, dict[str, float]] = defaultdict(dict)
    for a, b, similarity in near.select("a", "b", "similarity").iter_rows():
        one, other = leader.get(a, a), leader.get(b, b)
        best = max(similarity, neighbours[one].get(other, 0.0))
        neighbours[one][other] = neighbours[other][one] = best
    return pl.DataFrame(list(_removals(groups, neighbours)), schema=REMOVALS, orient="row").sort("record_id")


def _removals(
    groups: dict[str, list[str]], neighbours: dict[str, dict[str, float]]
) -> Iterable[tuple[str, str, float, str]]:
    """Removed record, twin, similarity and kind; groups and their members come best first."""
    kept: dict[str, str] = {}
    for group, (best, *copies) in groups.items():
        twins = [(-similarity, kept[other]) for other, similarity in neighbours[group].items() if other in kept]
        if twins:
            similarity, twin = min(twins)
            yield from ((record_id, twin, -similarity, "near") for record_id in (best, *copies))
        else:
            kept[group] = best
            yield from ((record_id, best, 1.0, "exact") for record_id in copies)


def _leaders(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each record that has an exact copy, the one that stands for all of them (union-find)."""
    leader: dict[str, str] = {}

    def find(record_id: str) -> str:
        while leader.setdefault(record_id, record_id) != record_id:
            leader[record_id] = leader[leader[record_id]]
            record_id = leader[record_id]
        return record_id

    for a, b in pairs:
        leader[find(b)] = find(a)
    return {record_id: find(record_id) for record_id in list(leader)}
