"""How many of how many, per thousand, with what certainty."""

from dataclasses import dataclass

from curator.scores.interval import wilson


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

    The count itself is exact; the interval says what another file of the same origin may show.
    """
    if of == 0:
        return Rate(hits, of, None, None, None)
    share = hits / of
    low, high = wilson(share, of)
    return Rate(hits, of, 1000 * share, 1000 * low, 1000 * high)
