"""What makes a record worth a look: how near it is to a threshold, rules that disagree, its part in the score."""

from collections.abc import Iterator

import polars as pl

from curator import rules, scores
from curator.rules.checker import Schema
from curator.versions import DatasetVersion
from curator.whatif import judged_rows, rules_of

_LOOSEST = {"<": 1e15, "<=": 1e15, ">": -1e15, ">=": -1e15}  # the largest numbers that a predicate takes
NEAR = 0.05
"""Share of the records between a record and a threshold, from which on it is not near."""


def near_thresholds(version: DatasetVersion, columns: Schema) -> pl.DataFrame:
    """`record_id, interest`: 1 on a threshold of a rule, 0 where `NEAR` of the records lie between; null beyond.

    Only rules count that would hit the record, or not, by that number alone.

    Raises:
        DataError: the version did not store what a rule compares.
    """
    variants = list(_loosened(version, columns))
    if not variants:
        return _nothing(version)
    compared = {threshold.column for _, threshold in variants}
    ruleset = rules.RuleSet(tuple(rule for rule, _ in variants))
    rows = judged_rows(version, ruleset, columns, also=compared)
    found = [
        pl.when(pl.col(rule.id)).then((_below(threshold.column, pl.col(threshold.column)) - _at(threshold)).abs())
        for rule, threshold in variants
    ]
    distance = pl.min_horizontal(found)
    interest = pl.when(distance < NEAR).then(1 - distance / NEAR)
    return rows.select("record_id", interest=interest)


def disagreement(version: DatasetVersion) -> pl.DataFrame:
    """`record_id, interest`: how much company its hits would have, where they have none; null elsewhere.

    A rule that hits is alone when no rule of another pack hits. Its interest is the share of its hits that do have
    company: where that is high, one side or the other is wrong.
    """
    judging = [each for each in scores.scored_rules(version.manifest["rules"]) if not each.fix]
    ledger = version.frame("ledger").filter(pl.col("verdict") != "quarantined").collect()
    parts = sorted({each.part for each in judging})
    hit = {part: pl.any_horizontal(False, *(each.id for each in judging if each.part == part)) for part in parts}
    counted = ledger.select("record_id", *(each.id for each in judging), _parts=pl.sum_horizontal(0, *hit.values()))
    is_alone = pl.col("_parts") == 1
    expected = [
        pl.when(each.id).then(1 - (pl.col(each.id) & is_alone).sum() / pl.col(each.id).sum()) for each in judging
    ]
    company = pl.max_horizontal(pl.lit(None, dtype=pl.Float64), *expected)
    return counted.select("record_id", interest=pl.when(is_alone & (company > 0)).then(company))


def influence(version: DatasetVersion) -> pl.DataFrame:
    """`record_id, interest`: what its hits take from the score of a record that is kept or in review; null of none."""
    ledger = version.frame("ledger").filter(pl.col("verdict").is_in(["keep", "review"])).collect()
    judging = scores.scored_rules(version.manifest["rules"])
    loss = 1 - scores.record_scores(ledger, judging)["score"]
    return ledger.select("record_id", interest=pl.when(loss > 0).then(loss).otherwise(None))


def _nothing(version: DatasetVersion) -> pl.DataFrame:
    return version.frame("ledger").select("record_id", interest=pl.lit(None, dtype=pl.Float64)).collect()


def _loosened(version: DatasetVersion, columns: Schema) -> Iterator[tuple[rules.Rule, rules.Threshold]]:
    """Each rule once for each of its thresholds, as if that number let everything through."""
    stored = set(version.frame("signals").collect_schema().names())
    for rule in rules_of(version).rules:
        if rule.fix:
            continue
        for nth, threshold in enumerate(rules.thresholds(rule)):
            is_plain = threshold.column in columns and threshold.column in stored
            if is_plain and threshold.operator in _LOOSEST:
                loose = rules.moved(rule, threshold, _LOOSEST[threshold.operator])
                yield loose.model_copy(update={"id": f"near-{nth}-{rule.id}"}), threshold


def _below(column: str, value: pl.Expr) -> pl.Expr:
    """The share of the records that measure less, equal ones counted half."""
    known = pl.col(column).count()
    return pl.when(value.is_not_null()).then((pl.col(column).rank("average") - 0.5) / known)


def _at(threshold: rules.Threshold) -> pl.Expr:
    """Where a threshold stands among the records, on the same scale."""
    less, equal = ((pl.col(threshold.column) < threshold.value), (pl.col(threshold.column) == threshold.value))
    return (less.sum() + equal.sum() / 2) / pl.col(threshold.column).count()
