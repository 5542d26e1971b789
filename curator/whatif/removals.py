"""How much each rule removes: in all, by itself, and together with others, of every source."""

import itertools
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

import polars as pl

from curator.rules import REMOVING, Rule


@dataclass(frozen=True)
class Removal:
    """What one rule does to one source, or to all of them."""

    records: int
    """How many there are."""
    hits: int
    only: int
    """Hits that no other rule has, whatever that rule asks for."""
    marginal: int
    """Records that would be kept without this rule; 0 for a rule that removes nothing."""
    overlapping: int
    """Hits that another removing rule has too; 0 for a rule that removes nothing."""


@dataclass(frozen=True)
class RuleRemovals:
    """What one rule removes."""

    rule: str
    then: str
    total: Removal
    sources: Mapping[str, Removal]


@dataclass(frozen=True)
class Overlap:
    """Two rules that remove the same records."""

    rules: tuple[str, str]
    records: int


@dataclass(frozen=True)
class Removals:
    """What every rule removes, and which rules do so together; the most records first."""

    rules: tuple[RuleRemovals, ...]
    overlaps: tuple[Overlap, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        rules = {
            each.rule: {
                "then": each.then,
                **asdict(each.total),
                "sources": {name: asdict(removal) for name, removal in each.sources.items()},
            }
            for each in self.rules
        }
        return {"rules": rules, "overlaps": [asdict(each) for each in self.overlaps]}


def removals(judged: pl.DataFrame, rules: Sequence[Rule]) -> Removals:
    """Count what rules remove.

    Args:
        judged: `source` and one Boolean column a rule, of the readable records.
        rules: the rules, in order.
    """
    removing = [rule.id for rule in rules if rule.then.action in REMOVING]
    counted = judged.select(
        "source",
        *(rule.id for rule in rules),
        hit_by=pl.sum_horizontal(pl.lit(0), *(rule.id for rule in rules)),
        removed_by=pl.sum_horizontal(pl.lit(0), *removing),
    )
    totals: dict[str, dict[str, Removal]] = {}
    sums = [pl.len().alias("of_source"), *(each for rule in rules for each in _sums(rule.id))]
    for row in counted.group_by("source").agg(sums).sort("source").iter_rows(named=True):
        for rule in rules:
            totals.setdefault(rule.id, {})[row["source"]] = _removal(row, rule)
    listed = [
        RuleRemovals(rule.id, str(rule.then), _sum(totals.get(rule.id, {}).values()), totals.get(rule.id, {}))
        for rule in rules
    ]
    return Removals(
        tuple(sorted(listed, key=lambda each: -each.total.hits)),
        tuple(_overlaps(judged.select(removing))),
    )


def _sums(rule_id: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    hit = pl.col(rule_id)
    return (
        hit.sum(),
        (hit & (pl.col("hit_by") == 1)).sum().alias(f"{rule_id}_only"),
        (hit & (pl.col("removed_by") == 1)).sum().alias(f"{rule_id}_marginal"),
    )


def _removal(row: Mapping[str, Any], rule: Rule) -> Removal:
    hits, marginal = row[rule.id], row[f"{rule.id}_marginal"]
    removes = rule.then.action in REMOVING
    return Removal(
        records=row["of_source"],
        hits=hits,
        only=row[f"{rule.id}_only"],
        marginal=marginal if removes else 0,
        overlapping=hits - marginal if removes else 0,
    )


def _sum(parts: Collection[Removal]) -> Removal:
    columns = zip(*map(astuple, parts), strict=True)
    return Removal(*(sum(column) for column in columns)) if parts else Removal(0, 0, 0, 0, 0)


def _overlaps(hits: pl.DataFrame) -> list[Overlap]:
    if not hits.width:
        return []
    together: Counter[tuple[str, str]] = Counter()
    combinations = hits.group_by(pl.all()).agg(hit_by=pl.len())
    for *row, records in combinations.iter_rows():
        hit = [rule_id for rule_id, is_hit in zip(hits.columns, row, strict=True) if is_hit]
        together.update(dict.fromkeys(itertools.combinations(hit, 2), records))
    return sorted((Overlap(*each) for each in together.items()), key=lambda each: (-each.records, each.rules))
