"""How a metric moves along a dose: its slope, every step of it, and what may be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from curator.evaluate.comparison import Arm
from curator.evaluate.statistics import Difference, Groups, Scores, contrast

Course = Literal["falls at every step", "falls", "rises", "cannot tell"]


@dataclass(frozen=True)
class Trend:
    """What a metric does as the dose grows.

    `slope` is the change from no dose to a whole one, of the straight line through the arms by least squares.
    `steps` are the differences between neighbouring doses, the larger one minus the smaller.
    """

    slope: Difference
    steps: tuple[Difference, ...]

    @property
    def course(self) -> Course:
        """What the intervals allow to say.

        - falls at every step: each step's whole interval is below 0. All of them must be, so nothing is adjusted: the
          chance that every one is wrongly found below 0 is no larger than that of one (Berger 1982, the
          intersection-union test).
        - falls, rises: the slope's interval excludes 0.
        - cannot tell: it does not, or an arm was trained only once.
        """
        if not all(each.seeds_suffice for each in (self.slope, *self.steps)):
            return "cannot tell"
        if all(step.high < 0 for step in self.steps):
            return "falls at every step"
        if self.slope.high < 0:
            return "falls"
        return "rises" if self.slope.low > 0 else "cannot tell"

    @property
    def is_ordered(self) -> bool:
        """Whether the means themselves fall from each dose to the next, certain or not."""
        return all(step.difference < 0 for step in self.steps)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON and the report."""
        return {
            "slope": interval(self.slope),
            "steps": [interval(step) for step in self.steps],
            "is_ordered": self.is_ordered,
            "course": self.course,
        }


def trend(doses: Sequence[float], arms: Sequence[Arm], metric: str, *, seed: int = 0) -> Trend:
    """The trend of one metric over arms of growing dose.

    Args:
        doses: of the arms, growing; at least two.
        arms: one a dose.
        metric: one that all were measured by.
        seed: of the resampling.
    """
    assert len(doses) == len(arms) > 1, (len(doses), len(arms))
    assert all(a < b for a, b in pairwise(doses)), doses
    middle = sum(doses) / len(doses)
    spread = sum((dose - middle) ** 2 for dose in doses)
    slope = weighed(arms, [(dose - middle) / spread for dose in doses], metric, seed=seed)
    pairs = zip(arms[1:], arms[:-1], strict=True)
    return Trend(slope, tuple(weighed(pair, (1, -1), metric, seed=seed) for pair in pairs))


def weighed(arms: Sequence[Arm], weights: Sequence[float], metric: str, *, seed: int = 0) -> Difference:
    """The weighted sum of the arms' means over the items that all have a value for; see `statistics.contrast`."""
    values = [arm.values(metric) for arm in arms]
    there = ~np.isnan(np.concatenate(values)).any(axis=0)
    groups = np.unique(np.asarray(arms[0].runs[0].clusters)[there], return_inverse=True)[1].astype(np.int64)
    clusters: Groups | None = None if groups.max() + 1 == len(groups) else groups
    scores: list[Scores] = [each[:, there] for each in values]
    return contrast(scores, weights, seed=seed, fixed=[not arm.seeds for arm in arms], clusters=clusters)


def interval(found: Difference) -> dict[str, float]:
    """A difference as plain data."""
    return {"difference": found.difference, "low": found.low, "high": found.high, "p": found.p, "mde": found.mde}
