"""How many of how many, per thousand, with what certainty."""

import math
from dataclasses import dataclass

Z_95 = 1.959964  # two-sided 95 % quantile of the normal distribution


@dataclass(frozen=True)
class Rate:
    """`hits` records of `of`.

    `per_1000` and its 95 % interval `low`–`high` lie in 0–1000; all three are null when `of` is 0.
    """

    hits: int
    of: int
    per_1000: float | None
    low: float | None
    high: float | None


def rate(hits: int, of: int) -> Rate:
    """The rate with its Wilson score interval.

    The count itself is exact; the interval says what another file of the same origin may show. Wilson's
    (J. Am. Stat. Assoc. 22, 1927, p. 209) stays inside 0–1 and keeps a width at 0 hits.
    """
    if of == 0:
        return Rate(hits, of, None, None, None)
    share = hits / of
    spread = Z_95**2 / of
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    # The ends touch 0 and 1 exactly there; floating point misses by a hair.
    low = 0.0 if hits == 0 else centre - half
    high = 1.0 if hits == of else centre + half
    return Rate(hits, of, 1000 * share, 1000 * low, 1000 * high)
