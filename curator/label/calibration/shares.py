"""Weighted shares with their intervals, and how many labels a narrower one takes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from curator.scores.interval import wilson

WANTED_HALF_WIDTH = 0.05
_MOST = 1 << 20


@dataclass(frozen=True)
class Share:
    """A share, 0 to 1, with its 95 % interval; null without labels.

    `labels` counts the records behind it, `effective` how many of equal weight would tell as much.
    """

    share: float | None
    low: float | None
    high: float | None
    labels: int
    effective: float

    @property
    def more_labels(self) -> int | None:
        """How many more labels, like those there are, would narrow the interval to ±5 points; null where none says."""
        if self.share is None:
            return None
        per_label = self.labels / self.effective
        return max(0, math.ceil((labels_for(self.share) - self.effective) * per_label))


NOTHING = Share(None, None, None, 0, 0.0)


def share(values: Iterable[float], weights: Iterable[float]) -> Share:
    """The weighted mean of values of 0 to 1, with Wilson's interval for the effective number of labels (Kish 1965)."""
    told, heavy = (np.fromiter(each, dtype=float) for each in (values, weights))
    if not len(told):
        return NOTHING
    mean = float(np.average(told, weights=heavy))
    effective = float(heavy.sum() ** 2 / (heavy**2).sum())
    mean = min(1.0, max(0.0, mean))
    return Share(mean, *wilson(mean, effective), len(told), effective)


def labels_for(mean: float, half_width: float = WANTED_HALF_WIDTH) -> int:
    """The labels of equal weight from which on the interval around `mean` is no wider than ± `half_width`."""
    low, high = 1, _MOST
    while low < high:
        middle = (low + high) // 2
        ends = wilson(mean, middle)
        if (ends[1] - ends[0]) / 2 <= half_width:
            high = middle
        else:
            low = middle + 1
    return low
