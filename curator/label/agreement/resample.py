"""A statistic of sums over records, and how it varies when other records are drawn."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from curator.label.agreement.ratings import Real

DRAWS = 1_000
LOW, HIGH = 0.025, 0.975

Statistic = Callable[[Real], Real]
"""From sums over records, (draws, features), to a value a draw; NaN where it is undefined."""


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval; null where it is undefined. `units` is what was drawn from."""

    value: float | None
    low: float | None
    high: float | None
    units: int

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return asdict(self)


def estimate(features: Real, statistic: Statistic, *, seed: int, draws: int = DRAWS) -> Estimate:
    """The statistic of all records, and the percentile interval of a bootstrap over records.

    Records of which a draw holds too few to define the statistic are passed over; where that happens in every second
    draw there is no interval.

    Args:
        features: what each record adds to the sums: (records, features).
        statistic: of the sums.
        seed: of the draws.
        draws: how many.
    """
    units = len(features)
    if not units:
        return Estimate(None, None, None, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(statistic(features.sum(axis=0, keepdims=True))[0])
        if not np.isfinite(value):
            return Estimate(None, None, None, units)
        # Few different rows occur, so that a draw is a few numbers, however many records there are.
        rows, counts = np.unique(features, axis=0, return_counts=True)
        drawn = np.random.default_rng(seed).multinomial(units, counts / units, size=draws)
        values = statistic(drawn @ rows)
    values = values[np.isfinite(values)]
    if len(values) * 2 < draws:
        return Estimate(value, None, None, units)
    low, high = np.quantile(values, [LOW, HIGH])
    return Estimate(value, float(low), float(high), units)
