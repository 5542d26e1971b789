"""Precision and recall of a rule against people's verdicts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from curator.label.calibration.labels import Labels
from curator.label.calibration.shares import Share, share
from curator.rules import Rule

DRAWS = 4_000
_PRIOR = 0.5  # Jeffreys


@dataclass(frozen=True)
class Recall:
    """The share of what people reject that a rule hits, with its 95 % interval; null where nothing tells.

    `misses` counts the labelled records of the control that the rule does not hit.
    """

    recall: float | None
    low: float | None
    high: float | None
    misses: int


UNKNOWN = Recall(None, None, None, 0)


@dataclass(frozen=True)
class Rates:
    """A rule against people's verdicts; `hits` counts its hits in the version, labelled or not."""

    rule: str
    then: str
    hits: int
    precision: Share
    recall: Recall

    @property
    def more_labels(self) -> int | None:
        """How many more labelled hits would narrow the precision to ±5 points; at most all that are left."""
        more = self.precision.more_labels
        return None if more is None else min(more, self.hits - self.precision.labels)

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "then": self.then,
            "hits": self.hits,
            "precision": {**vars(self.precision), "more_labels": self.more_labels},
            "recall": vars(self.recall),
        }


def rates(rule: Rule, ledger: pl.DataFrame, labels: Labels) -> Rates:
    """What the labels say of one rule.

    Args:
        rule: of the version.
        ledger: `record_id` and the rule's Boolean column, of every readable record.
        labels: of any of the records.
    """
    hits = ledger.filter(rule.id)["record_id"]
    judged = labels.of_hits(rule, hits)
    return Rates(
        rule=rule.id,
        then=str(rule.then),
        hits=len(hits),
        precision=share(judged["right"], judged["weight"]),
        recall=recall(ledger.select("record_id", hit=rule.id), labels),
    )


def recall(hits: pl.DataFrame, labels: Labels) -> Recall:
    """The recall of whatever hits as `hit` of `record_id, hit` says.

    Hits and the rest are two strata of known size. What people reject among the hits is estimated from every labelled
    hit, what they reject among the rest from the control alone: other labels were chosen for what rules say of them.
    """
    labelled = labels.records.join(hits, on="record_id")
    inside = labelled.filter("hit")
    outside = labelled.filter(~pl.col("hit") & pl.col("is_control"))
    sizes = (int(hits["hit"].sum()), int((~hits["hit"]).sum()))
    found = share(inside["rejected"], inside["weight"])
    missed = share(outside["rejected"], [1.0] * outside.height)
    if (found.share is None and sizes[0]) or (missed.share is None and sizes[1]):
        return Recall(None, None, None, outside.height)
    value = _recall(np.array(found.share or 0.0), np.array(missed.share or 0.0), sizes)
    if not np.isfinite(value):
        return Recall(None, None, None, outside.height)
    drawn = np.random.default_rng(0)
    draws = _recall(_draws(found, drawn), _draws(missed, drawn), sizes)
    low, high = np.quantile(draws[np.isfinite(draws)], [0.025, 0.975])
    return Recall(float(value), float(min(low, value)), float(max(high, value)), outside.height)


def _draws(known: Share, drawn: np.random.Generator) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """What the share may be, as often as the labels make it likely."""
    rejected = (known.share or 0.0) * known.effective
    return drawn.beta(rejected + _PRIOR, known.effective - rejected + _PRIOR, DRAWS)


def _recall(
    found: "np.ndarray[Any, np.dtype[np.float64]]",
    missed: "np.ndarray[Any, np.dtype[np.float64]]",
    sizes: tuple[int, int],
) -> "np.ndarray[Any, np.dtype[np.float64]]":
    with np.errstate(divide="ignore", invalid="ignore"):
        value: np.ndarray[Any, np.dtype[np.float64]] = found * sizes[0] / (found * sizes[0] + missed * sizes[1])
    return value
