"""Draw the records that people shall look at: the same call on the same data gives the same records."""

from collections.abc import Collection, Mapping
from typing import Literal, get_args

import polars as pl

from curator.label import frame
from curator.label.sampling import interest
from curator.label.sampling.chance import chances
from curator.label.sampling.draw import DRAWN, random, top
from curator.label.sampling.draw import control as control_of
from curator.rules.checker import Schema
from curator.versions import DatasetVersion

Strategy = Literal["review", "near", "disagree", "influence", "stratified", "mixed"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)

MIXED = {"review": 0.4, "near": 0.2, "disagree": 0.2, "influence": 0.2}
"""Shares of the budget, control aside; what one of them cannot fill goes to a random draw from everything."""


def sample(
    version: DatasetVersion,
    columns: Schema,
    *,
    budget: int,
    strategy: Strategy = "review",
    control: float = 0.1,
    seed: int = 0,
    per_source: int | None = None,
    leave_out: Collection[str] = (),
) -> pl.DataFrame:
    """Records that nobody was asked about yet, at most `budget`, in an order that tells nothing.

    - `review`: those that wait for review, at random if more wait than there is budget for.
    - `near`: those nearest to a threshold of a rule; `disagree`: those where a rule is alone that mostly has company;
      `influence`: those whose hits take most from the quality index.
    - `stratified`: at random from everything, each source and kind by its share.
    - `mixed`: `MIXED`.

    Beside these a share of the budget is the control: drawn from everything, whatever the rules say. Without it nobody
    learns what the rules miss.

    Args:
        version: whose records.
        columns: every column that rules may compare, with its type.
        budget: how many at the most.
        strategy: one of the above.
        control: share of the budget, 0 to 1.
        seed: another seed, another draw where there is one; the control does not depend on it.
        per_source: from one source at the most, the control aside, which has to stay random.
        leave_out: records that were asked about elsewhere.

    Returns:
        `record_id`, `stratum` and `probability`: the name of the draw that a record comes from, and how likely it was
        to be in that draw.

    Raises:
        DataError: the version did not store what a rule compares, or is damaged.
    """
    ledger = version.frame("ledger").filter(pl.col("verdict") != "quarantined").select("record_id", "verdict", "source")
    kinds = version.frame("records").select("record_id", "kind")
    everything = ledger.join(kinds, on="record_id").collect()
    asked = pl.Series("record_id", [*frame.of(version)["record_id"], *leave_out], dtype=pl.String).unique()
    room = _room(everything, per_source)
    for_control = round(control * budget)
    chosen = pl.DataFrame(schema=DRAWN)
    for name, size in _sizes(strategy, budget - for_control):
        taken = pl.concat([asked, chosen["record_id"]])
        candidates = everything.filter(~pl.col("record_id").is_in(taken.implode()))
        left = _left(room, everything, chosen)
        size = min(size, budget - for_control - chosen.height)
        found = _draw(name, version, columns, candidates, size, seed, left)
        chosen = pl.concat([chosen, found])
    drawn = pl.concat([chosen, control_of(everything, for_control, pl.concat([asked, chosen["record_id"]]))])
    return drawn.sort(chances(f"order {seed}"), "record_id")


def _sizes(strategy: Strategy, budget: int) -> list[tuple[str, int]]:
    if strategy != "mixed":
        return [(strategy, budget)]
    return [*((name, round(share * budget)) for name, share in MIXED.items()), ("stratified", budget)]


def _draw(
    name: str,
    version: DatasetVersion,
    columns: Schema,
    candidates: pl.DataFrame,
    size: int,
    seed: int,
    room: Mapping[str, int] | None,
) -> pl.DataFrame:
    if name == "review":
        return random(candidates.filter(verdict="review"), size, name, seed, room)
    if name == "stratified":
        return random(candidates, size, name, seed, room)
    if name == "near":
        interests = interest.near_thresholds(version, columns)
    else:
        interests = interest.disagreement(version) if name == "disagree" else interest.influence(version)
    return top(candidates.join(interests, on="record_id"), size, name, seed, room)


def _room(everything: pl.DataFrame, per_source: int | None) -> dict[str, int] | None:
    return None if per_source is None else dict.fromkeys(everything["source"].unique(), per_source)


def _left(room: dict[str, int] | None, everything: pl.DataFrame, chosen: pl.DataFrame) -> dict[str, int] | None:
    """What each source may still give."""
    if room is None:
        return None
    given = dict(everything.join(chosen, on="record_id", how="semi").group_by("source").len().iter_rows())
    return {source: most - given.get(source, 0) for source, most in room.items()}
