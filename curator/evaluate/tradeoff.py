"""Quality against accuracy: one point a version, the random subset as a band, and what may be said of both."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

FEW = 6
"""Below so many versions a correlation is noise: ranks are given, and no coefficient."""


@dataclass(frozen=True)
class Index:
    """The quality index of what an arm is trained on, 0 to 100, with its 95 % interval."""

    index: float
    low: float
    high: float


@dataclass(frozen=True)
class Point:
    """One trained arm: the quality of its data, and the mean of a metric with its 95 % interval."""

    arm: str
    version: str
    quality: Index
    mean: float
    low: float
    high: float
    is_control: bool
    """Whether its records were drawn by chance: a band, not one of the versions."""


def tradeoff(metric: str, points: Sequence[Point]) -> dict[str, Any]:
    """What a chart of quality against accuracy needs, as JSON values.

    `points` are the versions, `band` the interval of the arm that was drawn by chance. `ranks` gives the place of each
    version by quality and by the metric, 1 being best, ties shared. `spearman` is the rank correlation, null below six
    versions and where one of both does not vary.
    """
    versions = [point for point in points if not point.is_control]
    band = next((point for point in points if point.is_control), None)
    quality = _ranks([point.quality.index for point in versions])
    reached = _ranks([point.mean for point in versions])
    ranks = [
        {"arm": point.arm, "quality": of_quality, "metric": of_metric}
        for point, of_quality, of_metric in zip(versions, quality, reached, strict=True)
    ]
    return {
        "metric": metric,
        "points": [
            {
                "arm": point.arm,
                "version": point.version,
                "quality": asdict(point.quality),
                "mean": point.mean,
                "low": point.low,
                "high": point.high,
            }
            for point in versions
        ],
        "band": {"arm": band.arm, "mean": band.mean, "low": band.low, "high": band.high} if band else None,
        "ranks": ranks,
        "spearman": _correlation(quality, reached) if len(versions) >= FEW else None,
    }


def _ranks(values: Sequence[float]) -> list[float]:
    """1 for the highest; equal values share the mean of their places."""
    return [
        sum(other > value for other in values) + (sum(other == value for other in values) + 1) / 2 for value in values
    ]


def _correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    if len(set(first)) < 2 or len(set(second)) < 2:
        return None
    return float(np.corrcoef(first, second)[0, 1])
