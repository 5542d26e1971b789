"""How often one side wins, and how often it would at equal length.

Judges favour long answers. The length-controlled rate is that of AlpacaEval 2 (Dubois et al. 2024, "Length-Controlled
AlpacaEval", arXiv 2404.04475, section 3.2) without its term for the difficulty of each instruction, which needs many
models on the same instructions: a logistic regression of the outcome on θ + φ·tanh(Δ / sd(Δ)), Δ the difference in
characters (a minus b), and then the prediction at Δ = 0, which is sigmoid(θ). The slope φ is held back by a ridge of
1, so that few pairs do not drive it to infinity; θ is free, so that without differences in length the rate is the
plain one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

RESAMPLES = 1_000
RIDGE = 1.0
_CHUNK = 2_000_000  # numbers worked on at a time: 16 MB each
_STEPS = 60
_LONGEST_STEP = 2.0
_CERTAIN = 20.0  # of θ: 2e-9 from 0 or 1


@dataclass(frozen=True)
class Rate:
    """A share of wins of side a, ties as halves, with its 95 % interval: a percentile bootstrap over pairs."""

    value: float
    low: float
    high: float


def win_rate(scores: Sequence[float], *, seed: int = 0) -> Rate | None:
    """The mean of `scores` (1 where a won, 0 where b did, 0.5 for a tie); null without any."""
    if not scores:
        return None
    given = np.asarray(scores, dtype=np.float64)
    drawn = _weights(len(given), seed)
    return _rate(float(given.mean()), drawn @ given / len(given))


def length_controlled(scores: Sequence[float], excess: Sequence[int], *, seed: int = 0) -> Rate | None:
    """The win rate that is left when both answers are equally long; null without any.

    Args:
        scores: as of `win_rate`.
        excess: characters that a's answer is longer than b's, a pair each.
        seed: of the resampling.
    """
    if not scores:
        return None
    given = np.asarray(scores, dtype=np.float64)
    apart = np.asarray(excess, dtype=np.float64)
    spread = apart.std()
    bent = np.tanh(apart / spread) if spread > 0 else np.zeros(len(apart))
    value = _at_equal_length(given, bent, np.ones((1, len(given))))
    drawn = _weights(len(given), seed)
    size = max(1, _CHUNK // len(given))
    rates = [_at_equal_length(given, bent, drawn[at : at + size]) for at in range(0, RESAMPLES, size)]
    return _rate(float(value[0]), np.concatenate(rates))


def _weights(pairs: int, seed: int) -> Real:
    """How often each pair was drawn: (RESAMPLES, pairs)."""
    drawn = np.random.default_rng(seed).multinomial(pairs, np.full(pairs, 1 / pairs), size=RESAMPLES)
    return drawn.astype(np.float64)


def _rate(value: float, resampled: Real) -> Rate:
    low, high = np.quantile(resampled, (0.025, 0.975))
    return Rate(value, float(low), float(high))


def _at_equal_length(scores: Real, bent: Real, weights: Real) -> Real:
    """sigmoid(θ) of a fit for each row of weights (draws, pairs), by Newton's method."""
    total = weights.sum(axis=1)
    won = weights @ scores
    theta, slope = np.zeros(len(weights)), np.zeros(len(weights))
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-(theta[:, None] + slope[:, None] * bent)))
        missing = weights * (scores - expected)
        curve = weights * expected * (1 - expected)
        gradient_theta, gradient_slope = missing.sum(axis=1), missing @ bent - RIDGE * slope
        # A little on the diagonal: where one side wins everything θ has no end, and the curve none either.
        aa, ab, bb = curve.sum(axis=1) + 1e-9, curve @ bent, curve @ bent**2 + RIDGE
        determinant = aa * bb - ab**2
        step_theta = np.clip((bb * gradient_theta - ab * gradient_slope) / determinant, -_LONGEST_STEP, _LONGEST_STEP)
        step_slope = np.clip((aa * gradient_slope - ab * gradient_theta) / determinant, -_LONGEST_STEP, _LONGEST_STEP)
        theta = np.clip(theta + step_theta, -_CERTAIN, _CERTAIN)
        slope = slope + step_slope
        if max(np.abs(step_theta).max(), np.abs(step_slope).max()) < 1e-10:
            break
    rates: Real = np.where(won == 0, 0.0, np.where(won == total, 1.0, 1 / (1 + np.exp(-theta))))
    return rates
