"""Another number for a rule's threshold, so that its hits are right as often as wanted."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

from curator.label.calibration.labels import Labels
from curator.label.calibration.shares import Share, share
from curator.label.movable import Movable, movable
from curator.rules import REMOVING, RuleSet
from curator.rules.checker import Schema
from curator.versions import DatasetVersion
from curator.whatif import judged_rows

MIN_LABELS = 10
"""Labelled records beyond a threshold, below which none is suggested."""


@dataclass(frozen=True)
class Suggestion:
    """A threshold at which the labelled hits are right as often as wanted; `value` is null where no number does that.

    `hits` is how many records of the version it would hit.
    """

    rule: str
    column: str
    operator: str
    current: float
    value: float | None
    precision: Share
    hits: int

    @property
    def is_new(self) -> bool:
        """Whether it is another number than the rule has."""
        return self.value is not None and self.value != self.current

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {**vars(self), "precision": vars(self.precision)}


def suggest(version: DatasetVersion, columns: Schema, labels: Labels, precision: float) -> list[Suggestion]:
    """For every rule with one threshold, the loosest number at which its labelled hits are right often enough.

    A number is loosened only for rules that remove, and only as far as records tell that were drawn at random from
    everything: one that people rejected and that no other rule explains would be a right hit. Never so far that every
    record of the version would be hit.

    Raises:
        DataError: the version did not store what a rule compares.
    """
    listed = list(movable(version, columns))
    alone = [each for each in listed if sum(other.rule.id == each.rule.id for other in listed) == 1]
    if not alone:
        return []
    loose = RuleSet(tuple(each.loose for each in alone))
    also = {each.threshold.column for each in alone}
    rows = judged_rows(version, loose, columns, also=also)
    explained = version.frame("ledger").filter(pl.col("rules").list.len() > 0).select("record_id").collect()
    drawn = labels.records.filter("is_control").with_columns(
        right=pl.when(pl.col("record_id").is_in(explained["record_id"].implode())).then(0.0).otherwise("rejected")
    )
    found = (_suggestion(each, rows, labels, drawn, precision) for each in alone)
    return [each for each in found if each is not None]


def _suggestion(
    moving: Movable, rows: pl.DataFrame, labels: Labels, drawn: pl.DataFrame, precision: float
) -> Suggestion | None:
    rule, threshold = moving.rule, moving.threshold
    measured = rows.filter(moving.loose.id).select(
        "record_id", value=pl.col(threshold.column).cast(pl.Float64), hit=rule.id
    )
    judged = labels.of_hits(rule, measured.filter("hit")["record_id"].to_list())
    labelled_hits = judged.height
    if rule.then.action in REMOVING:
        ordinary = measured["value"].min() if moving.wants_more else measured["value"].max()
        others = measured.filter(~pl.col("hit"), pl.col("value") != pl.lit(ordinary, pl.Float64))
        judged = pl.concat([judged, drawn.join(others, on="record_id").select(judged.columns)])
    ladder = judged.join(measured, on="record_id").drop_nulls("value")
    ladder = ladder.sort("value", "record_id", descending=[moving.wants_more, False])
    if ladder.height < MIN_LABELS:
        return None
    place = _loosest(ladder, precision)
    if place is None and labelled_hits < MIN_LABELS:
        return None
    if place is None:
        value = None
        told = share(ladder["right"], ladder["weight"])
    else:
        inside = ladder.head(place)
        told = share(inside["right"], inside["weight"])
        value = _number(moving, float(inside["value"][-1]), [*ladder["value"][place:]])
    return Suggestion(
        rule=rule.id,
        column=threshold.column,
        operator=threshold.operator,
        current=threshold.value,
        value=value,
        precision=told,
        hits=0 if value is None else _hits(measured["value"], threshold.operator, value),
    )


def _loosest(ladder: pl.DataFrame, precision: float) -> int | None:
    """How many of the labelled records, the most extreme first, may be hit; equal values stand or fall together."""
    best: int | None = None
    height, right, weight = 0, 0.0, 0.0
    rows = ladder.select("value", "right", "weight").iter_rows()
    for _, equal in groupby(rows, key=lambda row: row[0]):
        for _, is_right, heavy in equal:
            height, right, weight = height + 1, right + is_right * heavy, weight + heavy
        if height >= MIN_LABELS and right >= precision * weight:
            best = height
    return best


def _number(moving: Movable, last: float, beyond: list[float]) -> float:
    """A short number that hits `last` and not what lies `beyond`; the present one where it does that."""
    hits = OPERATORS[moving.threshold.operator]
    current = moving.threshold.value
    if hits(last, current) and not (beyond and hits(beyond[0], current)):
        return current
    if not beyond:  # all that was labelled may be hit, and nothing tells of more
        return last if hits(last, last) else _beside(last, wants_more=moving.wants_more)
    middle = (last + beyond[0]) / 2
    for digits in range(16):
        scale = 10**digits
        for whole in (round, math.floor, math.ceil):
            short = whole(middle * scale) / scale
            if hits(last, short) and not hits(beyond[0], short):
                return int(short) if short == int(short) else short
    return middle


def _beside(last: float, *, wants_more: bool) -> float:
    step = 1 if last == int(last) else abs(last) / 1000
    beside = last - step if wants_more else last + step
    return int(beside) if beside == int(beside) else beside


def _hits(values: pl.Series, operator: str, threshold: float) -> int:
    compared = {"<": values < threshold, "<=": values <= threshold, ">": values > threshold, ">=": values >= threshold}
    return int(compared[operator].sum())


OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda value, threshold: value < threshold,
    "<=": lambda value, threshold: value <= threshold,
    ">": lambda value, threshold: value > threshold,
    ">=": lambda value, threshold: value >= threshold,
}
