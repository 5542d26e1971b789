"""What would become of a stored version under other rules, against what its own rules made of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from curator import rules, scores
from curator.rules.checker import Schema
from curator.versions import DatasetVersion
from curator.whatif.removals import Removals, removals
from curator.whatif.stored import judged_rows, quoted, rules_of

_EXAMPLES = 3


@dataclass(frozen=True)
class Example:
    """A record whose verdict would change."""

    record_id: str
    source: str
    rule: str
    excerpt: str


@dataclass(frozen=True)
class Move:
    """The records that would get the verdict `after` in place of `before`."""

    before: str
    after: str
    records: int
    by_rule: Mapping[str, int]
    """The rule that would decide; of records that would be kept, the one that decided."""
    by_source: Mapping[str, int]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class WhatIf:
    """A version, and what it would be."""

    version: str
    before: Mapping[str, int]
    """Records of each verdict: keep, drop, review. A budget is left out of account."""
    after: Mapping[str, int]
    removals: Removals
    moves: tuple[Move, ...]
    new_rules: tuple[str, ...]
    changed_rules: tuple[str, ...]
    gone_rules: tuple[str, ...]
    quality: scores.Change
    """What is kept before and after, both measured by the rules that are tried and those of the version."""
    notes: tuple[str, ...]
    """Where the answer is not what a run would give."""

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values, the version aside."""
        told = {**asdict(self), "removals": self.removals.to_dict(), "quality": self.quality.to_dict()}
        del told["version"]
        return told


def what_if(version: DatasetVersion, ruleset: rules.RuleSet, columns: Schema) -> WhatIf:
    """Judge a stored version by other rules, measuring and storing nothing.

    Args:
        version: whose records; their repairs and duplicates stay as they are.
        ruleset: the rules to judge by.
        columns: every column that rules may compare, with its type.

    Raises:
        RecipeError: a rule has a mistake.
        DataError: the version did not store what a changed rule compares.
    """
    own = rules_of(version)
    judged = _judged(judged_rows(version, ruleset, columns), ruleset.rules)
    before, after = ({rule.id: rule for rule in each.rules} for each in (own, ruleset))
    return WhatIf(
        version=version.id,
        before=_verdicts(judged["was"]),
        after=_verdicts(judged["verdict"]),
        removals=removals(judged, ruleset.rules),
        moves=tuple(_moves(version, judged)),
        new_rules=tuple(name for name in after if name not in before),
        changed_rules=tuple(name for name in after if name in before and _differ(before[name], after[name])),
        gone_rules=tuple(name for name in before if name not in after),
        quality=_quality(version, judged, ruleset),
        notes=tuple(_notes(version, own, ruleset, judged)),
    )


def _judged(rows: pl.DataFrame, listed: Sequence[rules.Rule]) -> pl.DataFrame:
    """The rows with the rules' verdicts, except where a person decided."""
    return rules.judge(rows, listed).with_columns(
        verdict=pl.when("is_settled").then("was").otherwise("verdict"),
        decided_by=pl.when("is_settled").then("was_decided_by").otherwise("decided_by"),
    )


def _quality(version: DatasetVersion, judged: pl.DataFrame, ruleset: rules.RuleSet) -> scores.Change:
    """By all rules that are known: what is let in again still has the faults that the version's own rules found."""
    tried = ruleset.described()
    known = {rule["id"] for rule in tried}
    listed = [*tried, *(rule for rule in version.manifest["rules"] if rule["id"] not in known)]
    return scores.change((judged.with_columns(verdict="was"), listed), (judged, listed))


def _verdicts(verdicts: pl.Series) -> dict[str, int]:
    return {verdict: int((verdicts == verdict).sum()) for verdict in ("keep", "drop", "review")}


def _differ(before: rules.Rule, after: rules.Rule) -> bool:
    return not rules.hit_alike(before, after) or str(before.then) != str(after.then)


def _moves(version: DatasetVersion, judged: pl.DataFrame) -> Iterator[Move]:
    moved = judged.filter(pl.col("was") != pl.col("verdict")).with_columns(
        rule=pl.when(pl.col("verdict") == "keep").then("was_decided_by").otherwise("decided_by")
    )
    groups = sorted(
        moved.partition_by("was", "verdict", as_dict=True).items(), key=lambda each: (-each[1].height, each[0])
    )
    shown = {move: rows.sort("record_id").head(_EXAMPLES) for move, rows in groups}
    ids = [record_id for rows in shown.values() for record_id in rows["record_id"]]
    texts = quoted(version, ids)
    for move, rows in groups:
        listed = shown[move].select("record_id", "source", "rule").iter_rows(named=True)
        yield Move(
            before=str(move[0]),
            after=str(move[1]),
            records=rows.height,
            by_rule=_counted(rows["rule"]),
            by_source=_counted(rows["source"]),
            examples=tuple(Example(**each, excerpt=texts.get(each["record_id"], "")) for each in listed),
        )


def _counted(values: pl.Series) -> dict[str, int]:
    counts = values.value_counts().sort("count", values.name, descending=[True, False])
    return dict(counts.iter_rows())


def _notes(version: DatasetVersion, own: rules.RuleSet, ruleset: rules.RuleSet, judged: pl.DataFrame) -> Iterator[str]:
    allowed = version.manifest["recipe"].get("over_limit", [])
    for excess in rules.over_limits(judged, ruleset.rules):
        if excess.rule.id not in allowed:
            yield f"{excess}: curate would stop"
    repairs = [{rule.id: (rule.when, rule.fix) for rule in each.rules if rule.fix} for each in (own, ruleset)]
    differing = sorted({name for name, _ in repairs[0].items() ^ repairs[1].items()})
    if differing:
        yield f"rules that repair are not tried here, the version's repairs stand: {', '.join(differing)}"
    yield from budget_notes(version)
    orphans = _orphans(judged, ruleset.rules)
    if orphans:
        yield (
            f"{orphans:,} records go only because they repeat one that would no longer be kept; "
            "a run would keep the best of each group in its place"
        )


def _orphans(judged: pl.DataFrame, listed: Sequence[rules.Rule]) -> int:
    """How many records only the rules about duplicates remove, though their kept twin would go as well."""
    others = [rule.id for rule in listed if rule.then.action in rules.REMOVING and not rules.uses_duplicates(rule)]
    lost = judged.filter((pl.col("was") == "keep") & (pl.col("verdict") != "keep")).select(twin_id="record_id")
    is_orphan = (pl.col("verdict") != "keep") & ~pl.col("is_settled") & ~pl.any_horizontal(False, *others)
    return judged.join(lost, on="twin_id", how="semi").filter(is_orphan).height


def budget_notes(version: DatasetVersion) -> Iterator[str]:
    """What a version's budget means for numbers that leave it out of account."""
    budget = version.manifest["recipe"]["selection"]["budget"]
    if budget is not None:
        yield f"the version keeps {budget:,} of the records that pass; here all that pass are counted as kept"
