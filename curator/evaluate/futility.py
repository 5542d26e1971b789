"""Whether more seeds could still settle a comparison: the chance of a verdict, given the runs there are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from curator.evaluate.statistics import Groups, Scores, difference

HOPELESS = 0.1
"""Below this chance of a verdict a comparison is not worth more seeds."""
FEWEST = 2
"""Runs of each arm that must be there before anything can be said of the spread between runs."""
FUTURES = 2_000

_T_95 = {1: 12.706, 1.5: 6.314, 2: 4.303, 3: 3.182, 4: 2.776, 6: 2.447, 10: 2.228, 20: 2.086, 60: 2.0, np.inf: 1.96}
"""Two-sided 95 % quantiles of Student's t by degrees of freedom; between them the logarithm is nearly straight."""


def chance_of_verdict(
    a: Scores,
    b: Scores,
    *,
    seeds: int,
    margin: float,
    fixed: Sequence[bool] = (False, False),
    clusters: Groups | None = None,
    seed: int = 0,
) -> float:
    """How likely the comparison will end better, worse or equivalent once both arms have all their seeds.

    The futures of the run means are drawn from what the runs so far allow: the spread between runs from a scaled
    inverse chi-square, common to both arms, their true means from a normal of this spread. The items stay the same.
    The verdict in each future is that of one comparison by itself, so that an adjustment for several, which makes
    verdicts rarer, is left out: the chance is rather too high. It decides only whether to go on, never what is said.

    Args:
        a: scores of the first arm so far, (runs, items).
        b: scores of the second arm so far.
        seeds: of each trained arm in the end.
        margin: of equivalence.
        fixed: whether each arm has no chance in it.
        clusters: a number for each item, equal for items that hang together.
        seed: of the draws.
    """
    draw = np.random.default_rng(seed)
    item_se = difference(a, b, fixed=(True, True), clusters=clusters).item_se
    means = [arm.mean(axis=1) for arm in (a, b)]
    freedom = sum(len(runs) - 1 for runs, is_fixed in zip(means, fixed, strict=True) if not is_fixed)
    if any(len(runs) < FEWEST for runs, is_fixed in zip(means, fixed, strict=True) if not is_fixed):
        return 1.0
    squares = sum(
        ((runs - runs.mean()) ** 2).sum() for runs, is_fixed in zip(means, fixed, strict=True) if not is_fixed
    )
    spread = np.sqrt(squares / draw.chisquare(max(1, freedom), FUTURES))  # (FUTURES,)
    ends = [
        (np.full(FUTURES, runs.mean()), np.zeros(FUTURES)) if is_fixed else _ends(runs, seeds, spread, draw)
        for runs, is_fixed in zip(means, fixed, strict=True)
    ]
    found = ends[0][0] - ends[1][0]
    half = _half_width(item_se, ends[0][1], ends[1][1], seeds)
    is_settled = (np.abs(found) > half) | (np.abs(found) + half <= margin)
    return float(is_settled.mean())


def _ends(
    runs: Scores, seeds: int, spread: Scores, draw: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean over all runs in each future, and the squared standard error that these runs will show."""
    true = runs.mean() + spread / np.sqrt(len(runs)) * draw.standard_normal(FUTURES)
    new = true[:, None] + spread[:, None] * draw.standard_normal((FUTURES, seeds - len(runs)))
    everything = np.concatenate([np.broadcast_to(runs, (FUTURES, len(runs))), new], axis=1)
    return everything.mean(axis=1), everything.var(axis=1, ddof=1) / seeds


def _half_width(item_se: float, first: Scores, second: Scores, seeds: int) -> NDArray[np.float64]:
    """Of the interval, by Welch and Satterthwaite; the error over items counts as known."""
    variance = item_se**2 + first + second
    of_runs = (first**2 + second**2) / (seeds - 1)
    inverse = np.divide(of_runs, variance**2, out=np.zeros_like(variance), where=variance > 0)  # 1 / freedom
    known = sorted((1 / freedom, np.log(t)) for freedom, t in _T_95.items())
    quantile = np.exp(np.interp(inverse, [at for at, _ in known], [log for _, log in known]))
    half: NDArray[np.float64] = quantile * np.sqrt(variance)
    return half
