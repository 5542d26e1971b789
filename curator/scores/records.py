"""The score of each record, its aspects and its parts, from the ledger's Boolean columns."""

import functools
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from curator.scores.weights import ASPECTS, WEIGHTS

FIX = "fix: "


@dataclass(frozen=True)
class ScoredRule:
    """What a score needs to know of a rule; `fix` names the repair that it asks for."""

    id: str
    part: str
    aspect: str
    severity: str
    fix: str | None

    @property
    def weight(self) -> float:
        """What a hit takes from its part."""
        return WEIGHTS.get(self.severity, WEIGHTS["medium"])


def scored_rules(rules: Iterable[Mapping[str, Any]]) -> tuple[ScoredRule, ...]:
    """The rules as a run's summary or a version's manifest describes them.

    Of a version that does not remember the packs of its rules, every rule is a part of its own.
    """
    return tuple(
        ScoredRule(
            id=rule["id"],
            part=rule.get("pack") or rule["id"],
            aspect=rule.get("aspect", ASPECTS[0]),
            severity=rule.get("severity", "medium"),
            fix=str(rule["then"]).removeprefix(FIX) if str(rule["then"]).startswith(FIX) else None,
        )
        for rule in rules
    )


def record_scores(ledger: pl.DataFrame, rules: Sequence[ScoredRule], *, repaired: bool = True) -> pl.DataFrame:
    """`score`, `score_<aspect>` and `score_in_<part>`, all 0–1, a row a line of the ledger in the same order.

    Args:
        ledger: the Boolean column of every rule, and `verdict`; lines that could not be read score null, and so does
            everything that no rule looks at.
        rules: those that count.
        repaired: score the records as they were repaired, so that what a repair took away counts no more; else as
            they came in. Needs the column `fixes`.
    """
    hit = {rule.id: _stands(rule) if repaired and rule.fix else pl.col(rule.id) for rule in rules}
    parts = sorted({rule.part for rule in rules})  # in one order, so that products round alike
    by_part = {part: _kept([rule for rule in rules if rule.part == part], hit) for part in parts}
    by_aspect = {
        f"score_{aspect}": _product(_kept(listed, hit) for part in parts if (listed := _of(rules, part, aspect)))
        for aspect in ASPECTS
    }
    whole = {"score": _product(by_part.values()), **by_aspect}
    columns = {**whole, **{f"score_in_{part}": score for part, score in by_part.items()}}
    is_read = pl.col("verdict") != "quarantined"
    return ledger.select(pl.when(is_read).then(score).alias(name) for name, score in columns.items())


def _of(rules: Sequence[ScoredRule], part: str, aspect: str) -> list[ScoredRule]:
    return [rule for rule in rules if (rule.part, rule.aspect) == (part, aspect)]


def _stands(rule: ScoredRule) -> pl.Expr:
    """Whether a repairing rule hit and its repair was not made."""
    return pl.col(rule.id) & ~pl.col("fixes").list.contains(pl.lit(rule.fix))


def _kept(rules: Sequence[ScoredRule], hit: Mapping[str, pl.Expr]) -> pl.Expr:
    """What the heaviest hit of the rules leaves of 1."""
    left = pl.lit(1.0)
    for weight in sorted({rule.weight for rule in rules}):  # the heaviest last, so that it is asked first
        is_hit = pl.any_horizontal(hit[rule.id] for rule in rules if rule.weight == weight)
        left = pl.when(is_hit).then(pl.lit(1 - weight)).otherwise(left)
    return left


def _product(scores: Iterable[pl.Expr]) -> pl.Expr:
    """The product; null of none, for what no rule looks at is not good by that."""
    listed = list(scores)
    return functools.reduce(operator.mul, listed) if listed else pl.lit(None, dtype=pl.Float64)
