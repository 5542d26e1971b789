"""Stop a run in which a rule would take away more of the data than it is trusted with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from curator.errors import Problem, RecipeError
from curator.registry import closest
from curator.rules.apply import REMOVING
from curator.rules.excerpts import excerpts
from curator.rules.pack import Rule
from curator.text import printable

MIN_RECORDS = 50
"""A source with fewer is too small for shares to mean anything: such sources are judged together, as one."""

_EXAMPLES = 2


@dataclass(frozen=True)
class Excess:
    """A rule that hits more of a source than its limit allows."""

    rule: Rule
    source: str | None
    """Null: the sources that are too small to be judged one by one."""
    hits: int
    records: int
    examples: tuple[str, ...]
    """Ids of records that the rule hits."""

    @property
    def share(self) -> float:
        """Of the source's records, how many the rule hits (0–1)."""
        return self.hits / self.records

    def __str__(self) -> str:
        small = f"the sources with fewer than {MIN_RECORDS} records"
        place = small if self.source is None else f"source {printable(self.source)}"
        return (
            f"rule {self.rule.id} would remove {_percent(self.share)} of {place} "
            f"({self.hits:,} of {self.records:,} records), its limit is {_percent(self.rule.limit or 0)}"
        )


def over_limits(judged: pl.DataFrame, rules: Sequence[Rule]) -> list[Excess]:
    """Where rules would remove more than they may: in the order of the rules, the worst source of each first.

    Args:
        judged: `record_id`, `source` and the hit columns.
        rules: the rules; only those that drop or send to review remove anything.
    """
    limited = [(rule, rule.limit) for rule in rules if rule.limit is not None and rule.then.action in REMOVING]
    if not limited:
        return []
    is_small = pl.len().over("source") < MIN_RECORDS
    grouped = judged.with_columns(source_group=pl.when(~is_small).then("source"))
    counted = grouped.group_by("source_group").agg(
        pl.len().alias("group_size"), *(pl.col(rule.id).sum() for rule, _ in limited)
    )
    groups = [row for row in counted.sort("source_group").iter_rows(named=True) if row["group_size"] >= MIN_RECORDS]
    found = [
        Excess(
            rule,
            group["source_group"],
            group[rule.id],
            group["group_size"],
            _examples(grouped, rule, group["source_group"]),
        )
        for rule, limit in limited
        for group in groups
        if group[rule.id] > limit * group["group_size"]
    ]
    order = {rule.id: place for place, (rule, _) in enumerate(limited)}
    return sorted(found, key=lambda excess: (order[excess.rule.id], -excess.share))


def check_over_limit(names: Collection[str], rules: Sequence[Rule]) -> None:
    """Make sure that every rule that may go over its limit is a rule of the run.

    Raises:
        RecipeError: every name that is none, and the rule that was most likely meant.
    """
    known = [rule.id for rule in rules]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise RecipeError.of(
            [Problem(f"over_limit names no rule of this run: {name!r}", hint=closest(name, known)) for name in unknown]
        )


def check_limits(
    judged: pl.DataFrame,
    rules: Sequence[Rule],
    *,
    records: pl.DataFrame | None = None,
    over_limit: Collection[str] = (),
) -> None:
    """Stop if a rule would remove a larger share of a source than its `limit` allows.

    Args:
        judged: `record_id`, `source` and the hit columns.
        rules: the rules; only those that drop or send to review remove anything.
        records: the canonical records, from which examples are quoted; none: examples are ids.
        over_limit: ids of the rules that may go over their limit this time.

    Raises:
        RecipeError: every rule where it happens, with the worst source and two examples.
    """
    places: dict[str, list[Excess]] = {}
    for excess in over_limits(judged, rules):
        if excess.rule.id not in over_limit:
            places.setdefault(excess.rule.id, []).append(excess)
    if places:
        ids = [record_id for worst, *_ in places.values() for record_id in worst.examples]
        texts = excerpts(records.lazy(), ids) if records is not None else {}
        raise RecipeError.of([_problem(each, texts) for each in places.values()])


def _examples(grouped: pl.DataFrame, rule: Rule, group: str | None) -> tuple[str, ...]:
    hit = grouped.filter(pl.col(rule.id) & pl.col("source_group").eq_missing(pl.lit(group, dtype=pl.String)))
    return tuple(hit["record_id"].sort().head(_EXAMPLES))


def _problem(found: Sequence[Excess], texts: Mapping[str, str]) -> Problem:
    worst, *others = found
    more = f", as it would in {len(others):,} more" if others else ""
    examples = [f"{printable(each)} {texts.get(each, '')}".strip() for each in worst.examples]
    return Problem(
        f"{worst}{more}; for example: {' | '.join(examples)}",
        hint=f"look at what it hits: change the rule or its limit, or go on with --over-limit {worst.rule.id} "
        f"(in a recipe: over_limit: [{worst.rule.id}])",
    )


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%").replace("%", " %")
