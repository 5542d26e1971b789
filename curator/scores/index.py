"""The quality index of many records: of those that came in, and of those that were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from curator.scores.interval import wilson
from curator.scores.records import ScoredRule, record_scores
from curator.scores.weights import ASPECTS


@dataclass(frozen=True)
class Measure:
    """100 × the mean score, with its 95 % interval, all 0–100; `faulty` counts the records that score below 1.

    The interval says what other records of the same origin may show, if they do not depend on each other.
    """

    index: float
    low: float
    high: float
    faulty: int


@dataclass(frozen=True)
class Quality:
    """The index of some records, with the aspects and the parts that it is made of.

    `whole` is null without records or rules; an aspect of which no rule speaks is left out.
    """

    records: int
    whole: Measure | None
    aspects: Mapping[str, Measure]
    parts: Mapping[str, Measure]

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        bare: dict[str, Any] = {"index": None, "low": None, "high": None, "faulty": 0}
        return {
            "records": self.records,
            **(asdict(self.whole) if self.whole else bare),
            "aspects": {name: asdict(each) for name, each in self.aspects.items()},
            "parts": {name: asdict(each) for name, each in self.parts.items()},
        }


@dataclass(frozen=True)
class Qualities:
    """The quality of the records as they came in, and of those that were kept, as they were repaired."""

    input: Quality
    kept: Quality

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {"input": self.input.to_dict(), "kept": self.kept.to_dict()}


def qualities(ledger: pl.DataFrame, rules: Sequence[ScoredRule]) -> Qualities:
    """The quality of what a run read, unreadable lines aside, and of what it kept.

    Args:
        ledger: `verdict`, `fixes` and the Boolean column of every rule.
        rules: those that count.
    """
    kept = ledger.filter(pl.col("verdict") == "keep")
    return Qualities(quality(ledger, rules, repaired=False), quality(kept, rules))


def quality(ledger: pl.DataFrame, rules: Sequence[ScoredRule], *, repaired: bool = True) -> Quality:
    """The quality of the readable records among these lines of a ledger; `repaired` as in `record_scores`."""
    read = ledger.filter(pl.col("verdict") != "quarantined")
    if read.is_empty() or not rules:
        return Quality(read.height, None, {}, {})
    spoken_of = {rule.aspect for rule in rules}
    scores = record_scores(read, rules, repaired=repaired)
    return Quality(
        records=read.height,
        whole=_measure(scores["score"]),
        aspects={aspect: _measure(scores[f"score_{aspect}"]) for aspect in ASPECTS if aspect in spoken_of},
        parts={part: _measure(scores[f"score_in_{part}"]) for part in sorted({rule.part for rule in rules})},
    )


def _measure(scores: pl.Series) -> Measure:
    # Scores take few values: their counts give a mean that no order of the records changes by a rounding.
    counts = scores.value_counts(name="records").sort(scores.name)
    mean = min(1.0, sum(score * records for score, records in counts.iter_rows()) / scores.len())
    low, high = wilson(mean, scores.len())
    return Measure(100 * mean, 100 * low, 100 * high, int((scores < 1).sum()))
