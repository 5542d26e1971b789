"""A 95 % interval around a mean of numbers between 0 and 1."""

import math

Z_95 = 1.959964  # two-sided 95 % quantile of the normal distribution


def wilson(mean: float, n: float) -> tuple[float, float]:
    """Wilson's score interval (J. Am. Stat. Assoc. 22, 1927, p. 209) of `n` independent values of 0 to 1.

    It is exact in form for values that are 0 or 1. Others vary less around the same mean, so that for them it is wider
    than it had to be. It stays inside 0 to 1, keeps a width at a mean of 0 or 1, and shrinks as `n` grows.
    """
    assert n > 0
    assert 0 <= mean <= 1, mean
    spread = Z_95**2 / n
    centre = (mean + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(mean * (1 - mean) / n + spread / (4 * n)) / (1 + spread)
    # Floating point misses by a hair where an end touches the mean.
    return max(0.0, min(mean, centre - half)), min(1.0, max(mean, centre + half))
