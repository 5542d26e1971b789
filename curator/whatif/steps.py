"""What a rule does to stored records at one threshold after the other."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from curator import rules
from curator.rules.checker import Schema

_EXAMPLES = 3
_VERDICTS = pl.Enum(["keep", "drop", "review"])


@dataclass(frozen=True)
class Flip:
    """A record whose verdict is not the one it has at the next step towards the rule as it is."""

    record_id: str
    source: str
    measured: float | None
    """What the rule held against the threshold; null: it was missing."""
    before: str
    after: str
    excerpt: str = ""


@dataclass(frozen=True)
class SourceStep:
    """What one step does to one source."""

    hits: int
    only: int
    change: int


@dataclass(frozen=True)
class Step:
    """The rule with one threshold."""

    value: float
    hits: int
    only: int
    """Hits that no other rule has."""
    kept: int
    change: int
    """Records kept more (below 0: fewer) than with the rule as it is."""
    is_over_limit: bool
    sources: Mapping[str, SourceStep]
    examples: tuple[Flip, ...]


class Trial:
    """A version's records, ready to be judged with one rule moved."""

    def __init__(
        self,
        rows: pl.DataFrame,
        judging: rules.RuleSet,
        rule: rules.Rule,
        threshold: rules.Threshold,
        columns: Schema,
    ) -> None:
        self._rule, self._threshold, self._columns = rule, threshold, columns
        others = [each for each in judging.rules if each.id != rule.id]
        self._rows = rows.with_columns(
            other=pl.any_horizontal(False, *(each.id for each in others)),
            **{
                f"other_{action}": pl.any_horizontal(False, *(each.id for each in others if each.then.action == action))
                for action in rules.REMOVING
            },
        )

    def verdicts(self, value: float) -> pl.DataFrame:
        """`hit` and `verdict` of every row when the threshold is `value`."""
        moved = rules.moved(self._rule, self._threshold, value)
        compiled = rules.compile(rules.RuleSet((moved,)), self._columns)
        hit = pl.col(moved.id)
        is_dropped, is_reviewed = (
            pl.col(f"other_{action}") | (hit & (moved.then.action == action)) for action in rules.REMOVING
        )
        ruled = pl.when(is_dropped).then(pl.lit("drop")).when(is_reviewed).then(pl.lit("review"))
        verdict = pl.when("is_settled").then("was").otherwise(ruled.otherwise(pl.lit("keep"))).cast(_VERDICTS)
        return rules.hits(self._rows.lazy(), compiled).select(hit=hit, verdict=verdict).collect()

    def flips(self, tried: Mapping[float, pl.DataFrame], value: float) -> list[Flip]:
        """Records whose verdict is another one at the next tried value towards the rule as it is."""
        towards = [
            other
            for other in tried
            if other != value and min(value, self._threshold.value) <= other <= max(value, self._threshold.value)
        ]
        if not towards:
            return []
        nearest = min(towards, key=lambda other: abs(other - value))
        return [
            Flip(**row)
            for row in self._rows.select(
                "record_id",
                "source",
                measured=rules.measured(self._threshold, self._columns).cast(pl.Float64),
                before=tried[nearest]["verdict"].cast(pl.String),
                after=tried[value]["verdict"].cast(pl.String),
            )
            .filter(pl.col("before") != pl.col("after"))
            .sort("record_id")
            .head(_EXAMPLES)
            .iter_rows(named=True)
        ]

    def step(self, value: float, tried: Mapping[float, pl.DataFrame], examples: tuple[Flip, ...]) -> Step:
        """What `value` does, in all and to every source."""
        rows = self._rows.select(
            "record_id",
            "source",
            "other",
            tried[value]["hit"].alias(self._rule.id),
            is_kept=tried[value]["verdict"] == "keep",
            was_kept=tried[self._threshold.value]["verdict"] == "keep",
        )
        hit = pl.col(self._rule.id)
        counted = rows.group_by("source").agg(
            hits=hit.sum(),
            only=(hit & ~pl.col("other")).sum(),
            kept=pl.col("is_kept").sum(),
            change=pl.col("is_kept").cast(pl.Int64).sum() - pl.col("was_kept").cast(pl.Int64).sum(),
        )
        listed = list(counted.sort("source").iter_rows(named=True))
        return Step(
            value=value,
            **{name: sum(row[name] for row in listed) for name in ("hits", "only", "kept", "change")},
            is_over_limit=bool(rules.over_limits(rows, [self._rule])),
            sources={row["source"]: SourceStep(row["hits"], row["only"], row["change"]) for row in listed},
            examples=examples,
        )
