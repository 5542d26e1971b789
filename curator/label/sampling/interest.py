"""What makes a record worth a look: how near it is to a threshold, rules that disagree, its part in the score."""

import polars as pl

from curator import rules, scores
from curator.label.movable import movable
from curator.rules.checker import Schema
from curator.versions import DatasetVersion
from curator.whatif import judged_rows

NEAR = 0.05
"""Share of the records between a record and a threshold, from which on it is not near."""


def near_thresholds(version: DatasetVersion, columns: Schema) -> pl.DataFrame:
    """`record_id, interest`: 1 on a threshold of a rule, 0 where `NEAR` of the records lie between; null beyond.

    Only rules count that would hit the record, or not, by that number alone.

    Raises:
        DataError: the version did not store what a rule compares.
    """
    found = list(movable(version, columns))
    if not found:
        return version.frame("ledger").select("record_id", interest=pl.lit(None, dtype=pl.Float64)).collect()
    compared = {each.threshold.column for each in found}
    ruleset = rules.RuleSet(tuple(each.loose for each in found))
    rows = judged_rows(version, ruleset, columns, also=compared)
    distance = pl.min_horizontal(
        pl.when(each.loose.id).then((_place(each.threshold.column) - _place_of(each.threshold)).abs()) for each in found
    )
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


def _place(column: str) -> pl.Expr:
    """The share of the records that measure less, equal ones counted half; null where nothing was measured."""
    return (pl.col(column).rank("average") - 0.5) / pl.col(column).count()


def _place_of(threshold: rules.Threshold) -> pl.Expr:
    """Where a threshold stands among the records, on the same scale."""
    less, equal = pl.col(threshold.column) < threshold.value, pl.col(threshold.column) == threshold.value
    return (less.sum() + equal.sum() / 2) / pl.col(threshold.column).count()
