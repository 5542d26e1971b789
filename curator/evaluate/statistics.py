"""How sure a difference between two arms is, given few runs and a few hundred items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Verdict = Literal["better", "worse", "equivalent", "cannot tell"]
Scores = NDArray[np.float64]
Groups = NDArray[np.int64]

LEVEL = 0.05
POWER = 0.8
RESAMPLES = 10_000
FEW = 30  # clusters that differ, from which on the bootstrap is to be believed
_FOUND = 7.9  # mean of a Poisson variable that is 6 or more four times in five: fewer, all of one sign, find nothing
CHUNK = 1_000  # resamples drawn at a time, so that 10,000 items need 80 MB and not 800


@dataclass(frozen=True)
class Difference:
    """The mean of arm a minus the mean of arm b, in units of the metric.

    `low` and `high` bound the 95 % interval. `p` is two-sided, not adjusted. `mde` is the smallest true difference
    that a comparison as noisy as this one would find four times in five. `seeds_suffice` is false when an arm was
    trained only once, or all items hang together: then the interval knows nothing of that spread. `item_se` and
    `seed_se` are the standard errors that the choice of items and that of seeds give the difference, each by itself.
    """

    difference: float
    low: float
    high: float
    p: float
    mde: float
    seeds_suffice: bool
    item_se: float = 0.0
    seed_se: float = 0.0


def difference(
    a: Scores, b: Scores, *, seed: int = 0, fixed: Sequence[bool] = (False, False), clusters: Groups | None = None
) -> Difference:
    """Compare two arms that answered the same items; a and b are (runs, items), without NaN.

    Args:
        a: scores of the first arm.
        b: scores of the second arm.
        seed: of the resampling.
        fixed: whether each arm has no chance in it, as a model that was not trained; its one run then suffices.
        clusters: a number for each item, equal for items that hang together; none: every item by itself.
    """
    return contrast((a, b), (1, -1), seed=seed, fixed=fixed, clusters=clusters)


def contrast(
    arms: Sequence[Scores],
    weights: Sequence[float],
    *,
    seed: int = 0,
    fixed: Sequence[bool] | None = None,
    clusters: Groups | None = None,
) -> Difference:
    """The weighted sum of the means of arms that answered the same items; each is (runs, items), without NaN.

    Both sources of chance are resampled. Items: whole clusters drawn with replacement 10,000 times, all arms
    together, on the weighted sums averaged over runs. Runs: three of them cannot be drawn with replacement honestly.
    There are only ten distinct draws, and they show (n-1)/n of the variance (the narrowness bias in Hesterberg 2015,
    "What Teachers Should Know About the Bootstrap", The American Statistician 69(4)). So the error of the mean over
    runs is drawn from Student's t, with the standard error of all arms' run means and Welch's (1947) degrees of
    freedom, and added. In simulation with three runs this covers the truth in 95 % of cases or more, and drawing
    runs with replacement in 88 %. Few clusters have the same fault, and get the same tails (`_item_errors`).

    Where few clusters differ at all, as when two models answer all but five items alike, the bootstrap is too sure:
    p is then at least that of turning the signs of these clusters' differences (`_turned`). Where none differs, it
    would be wholly sure: arms that answer every item alike, right or wrong, may differ by as much as so few items can
    hide (`unseen`).

    Arms are not paired by seed: runs on different data share little chance, and pairing would halve the degrees
    of freedom. Where they do share some, the interval is a little too wide.

    Args:
        arms: scores.
        weights: of each arm's mean; 1 and -1 give a difference.
        seed: of the resampling.
        fixed: for each arm whether there is no chance in it; none: in all is.
        clusters: a number for each item, equal for items that hang together; none: every item by itself.
    """
    draw = np.random.default_rng(seed)
    weighed = list(zip(arms, weights, strict=True))
    found = float(sum(weight * arm.mean() for arm, weight in weighed))
    apart: Scores = np.sum([weight * arm.mean(axis=0) for arm, weight in weighed], axis=0)
    of_items = _item_errors(apart, clusters, draw)
    of_runs, seed_se = _run_errors([weight * arm.mean(axis=1) for arm, weight in weighed], draw)
    errors = of_items + of_runs
    low, high = found + np.quantile(errors, (LEVEL / 2, 1 - LEVEL / 2))
    p = (1 + np.count_nonzero(np.abs(errors) >= abs(found))) / (1 + RESAMPLES)
    p = max(p, _turned(totals(apart, clusters)[0], draw))
    # A true difference is found when it exceeds the critical value in spite of an error that POWER of all stay under.
    mde = np.quantile(np.abs(errors), 1 - LEVEL) + np.quantile(errors, POWER)
    if _are_alike(apart, arms, weights):
        n = len(totals(apart, clusters)[1])
        hidden = unseen(n) * sum(map(abs, weights)) / 2
        low, high, mde = min(low, -hidden), max(high, hidden), max(mde, min(1.0, _FOUND / n))
    trained = [arm for arm, is_fixed in zip(arms, fixed or [False] * len(arms), strict=True) if not is_fixed]
    several = clusters is None or len(np.unique(clusters)) > 1
    return Difference(
        difference=found,
        low=float(low),
        high=float(high),
        p=float(p),
        mde=float(mde),
        seeds_suffice=several and all(len(arm) > 1 for arm in trained),
        item_se=float(of_items.std()),
        seed_se=seed_se,
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted so that the chance of any false finding among them stays at the level (Holm 1979)."""
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def verdict(found: Difference, p_adjusted: float, margin: float, *, higher_is_better: bool = True) -> Verdict:
    """What may be said of arm a against arm b.

    - better, worse: the interval excludes 0 and `p_adjusted` is below 0.05.
    - equivalent: the whole interval lies within ±`margin`.
    - cannot tell: neither, or an arm was trained only once, or all items are one cluster.

    A difference that is both certain and within the margin is better or worse, not equivalent.
    """
    if not found.seeds_suffice:
        return "cannot tell"
    if p_adjusted < LEVEL and (found.low > 0 or found.high < 0):
        return "better" if (found.low > 0) is higher_is_better else "worse"
    if -margin <= found.low and found.high <= margin:
        return "equivalent"
    return "cannot tell"


def unseen(clusters: int) -> float:
    """The largest share of differing clusters that shows none in so many, but in 1 of 40 cases: exact, binomial."""
    return float(1 - (LEVEL / 2) ** (1 / clusters))


def _are_alike(apart: Scores, arms: Sequence[Scores], weights: Sequence[float]) -> bool:
    """Whether arms are held against each other of which no item, right or wrong, tells one from the other."""
    is_difference = abs(sum(weights)) < 1e-9
    return is_difference and not np.abs(apart).max() > 1e-12 and all(np.isin(arm, (0.0, 1.0)).all() for arm in arms)


def totals(values: Scores, clusters: Groups | None) -> tuple[Scores, Scores]:
    """The sum of the values of each cluster, and how many items it has; (…, items) gives (…, clusters), (clusters,)."""
    if clusters is None:
        return values, np.ones(values.shape[-1])
    order = np.argsort(clusters, kind="stable")
    first = np.unique(clusters[order], return_index=True)[1]
    sums: Scores = np.add.reduceat(values[..., order], first, axis=-1)
    return sums, np.diff(np.append(first, len(order))).astype(np.float64)


def _item_errors(differences: Scores, clusters: Groups | None, draw: np.random.Generator) -> Scores:
    """Errors of the mean over items, from clusters drawn with replacement; (RESAMPLES,).

    Drawing n clusters shows (n-1)/n of the variance, and takes it as known. Both are made good: the errors are
    widened by the root of n/(n-1), and divided by one of a chi-square variable per degree of freedom, which gives
    normal errors the tails of Student's t. Of a hundred clusters and more this is hardly seen.
    """
    sums, sizes = totals(differences - differences.mean(), clusters)
    n = len(sums)
    if n == 1:
        return np.zeros(RESAMPLES)
    is_even = bool((sizes == sizes[0]).all())
    means = []
    for _ in range(RESAMPLES // CHUNK):
        drawn = draw.integers(0, n, (CHUNK, n))
        items = n * sizes[0] if is_even else sizes[drawn].sum(axis=1)
        means.append(sums[drawn].sum(axis=1) / items)
    errors: Scores = np.concatenate(means) * np.sqrt(n / draw.chisquare(n - 1, RESAMPLES))
    return errors


def _turned(sums: Scores, draw: np.random.Generator) -> float:
    """The p of a sum among those with the signs of its parts turned at random; 0 where more than FEW parts count.

    It is exact up to twelve parts, and for items that are right or wrong it is McNemar's exact test.
    """
    parts = sums[np.abs(sums) > 1e-12]
    k = len(parts)
    if k > FEW:
        return 0.0
    if k <= 12:
        signs = 1 - 2 * (np.arange(2**k)[:, None] >> np.arange(k) & 1)
    else:
        signs = 1 - 2 * draw.integers(0, 2, (RESAMPLES, k))
    return float(np.mean(np.abs(signs @ parts) >= abs(parts.sum()) - 1e-9))


def _run_errors(arms: Sequence[Scores], draw: np.random.Generator) -> tuple[Scores, float]:
    """Errors of a sum of means over runs, from Student's t, and their standard error.

    Args:
        arms: for each the weighted means of its runs, (runs,); one with a single run has no error that is known.
        draw: of chance.

    Returns:
        (RESAMPLES,), zeros when nothing varies, and one number.
    """
    variances = [(runs.var(ddof=1) / len(runs), len(runs) - 1) for runs in arms if len(runs) > 1]
    total = float(sum(variance for variance, _ in variances))
    if not total:
        return np.zeros(RESAMPLES), 0.0
    freedom = total**2 / sum(variance**2 / df for variance, df in variances)
    errors: Scores = np.sqrt(total) * draw.standard_t(freedom, RESAMPLES)
    return errors, float(np.sqrt(total))
