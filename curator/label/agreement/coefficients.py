"""How far people agree beyond chance: Cohen, Fleiss, Krippendorff, Gwet.

Every coefficient is 1 where all agree, 0 where they agree as often as chance would have it, and undefined (null) where
nobody ever used a second category. All but Cohen's take any number of people and missing answers; records with one
answer count only where a coefficient says so.
"""

from typing import Literal

import numpy as np

from curator.label.agreement.ratings import MISSING, Ratings, Real
from curator.label.agreement.resample import DRAWS, Estimate, estimate

Weights = Literal["none", "linear", "quadratic"]
Scale = Literal["nominal", "ordinal", "interval"]


def observed(ratings: Ratings, *, seed: int = 0, draws: int = DRAWS) -> Estimate:
    """The share of pairs of answers to the same record that are alike; nothing is taken off for chance."""
    counts = _shared_counts(ratings)
    features = np.stack([_alike(counts), np.ones(len(counts))], axis=1)
    return estimate(features, lambda sums: sums[:, 0] / sums[:, 1], seed=seed, draws=draws)


def cohen(
    ratings: Ratings, first: str, second: str, weights: Weights = "none", *, seed: int = 0, draws: int = DRAWS
) -> Estimate:
    """Cohen's κ of two people (Educ. Psychol. Meas. 20, 1960, p. 40), weighted: Psychol. Bull. 70, 1968, p. 215."""
    ours, theirs = (ratings.given[:, ratings.people.index(person)] for person in (first, second))
    is_both = (ours != MISSING) & (theirs != MISSING)
    size = len(ratings.categories)
    table = np.zeros((int(is_both.sum()), size * size))
    table[np.arange(len(table)), ours[is_both] * size + theirs[is_both]] = 1
    distance = _distance(size, weights)

    def kappa(sums: Real) -> Real:
        joint = sums.reshape(-1, size, size)
        joint = joint / joint.sum(axis=(1, 2), keepdims=True)
        expected = joint.sum(axis=2)[:, :, None] * joint.sum(axis=1)[:, None, :]
        return 1 - _over(joint, distance) / _over(expected, distance)

    return estimate(table, kappa, seed=seed, draws=draws)


def fleiss(ratings: Ratings, *, seed: int = 0, draws: int = DRAWS) -> Estimate:
    """Fleiss' κ (Psychol. Bull. 76, 1971, p. 378) of the records with two answers or more.

    Where records have different numbers of answers, each counts alike for the agreement that is observed, and each
    answer alike for that of chance.
    """
    counts = _shared_counts(ratings)
    features = np.column_stack([_alike(counts), np.ones(len(counts)), counts])

    def kappa(sums: Real) -> Real:
        shares = sums[:, 2:] / sums[:, 2:].sum(axis=1, keepdims=True)
        return _beyond(sums[:, 0] / sums[:, 1], (shares**2).sum(axis=1))

    return estimate(features, kappa, seed=seed, draws=draws)


def gwet(ratings: Ratings, *, seed: int = 0, draws: int = DRAWS) -> Estimate:
    """Gwet's AC1 (Br. J. Math. Stat. Psychol. 61, 2008, p. 29): stays high where nearly all is of one category.

    Records with one answer count for how common a category is.
    """
    counts = ratings.counts.astype(float)
    answers = counts.sum(axis=1, keepdims=True)
    is_shared = ratings.is_shared
    alike = np.where(is_shared, _alike(np.where(answers > 1, counts, 1.0)), 0.0)
    features = np.column_stack([alike, is_shared, np.ones(len(counts)), counts / answers])
    size = len(ratings.categories)

    def coefficient(sums: Real) -> Real:
        shares = sums[:, 3:] / sums[:, 2:3]
        by_chance = (shares * (1 - shares)).sum(axis=1) / (size - 1)
        return _beyond(sums[:, 0] / sums[:, 1], by_chance)

    return estimate(features, coefficient, seed=seed, draws=draws)


def krippendorff(ratings: Ratings, scale: Scale, *, seed: int = 0, draws: int = DRAWS) -> Estimate:
    """Krippendorff's α (Computing Krippendorff's Alpha-Reliability, 2011), with missing answers.

    Categories of an interval scale are one apart.
    """
    counts = _shared_counts(ratings)
    size = len(ratings.categories)
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs -= counts[:, :, None] * np.eye(size)
    features = (pairs / (counts.sum(axis=1) - 1)[:, None, None]).reshape(-1, size * size)

    def alpha(sums: Real) -> Real:
        together = sums.reshape(-1, size, size)
        totals = together.sum(axis=2)
        distance = _differences(totals, scale)
        expected = totals[:, :, None] * totals[:, None, :] / (totals.sum(axis=1) - 1)[:, None, None]
        return 1 - _over(together, distance) / _over(expected, distance)

    return estimate(features, alpha, seed=seed, draws=draws)


def _shared_counts(ratings: Ratings) -> Real:
    return ratings.counts[ratings.is_shared].astype(float)


def _alike(counts: Real) -> Real:
    """Of each record the share of its pairs of answers that are alike."""
    answers = counts.sum(axis=1)
    alike: Real = (counts * (counts - 1)).sum(axis=1) / (answers * (answers - 1))
    return alike


def _beyond(observed: Real, by_chance: Real) -> Real:
    return (observed - by_chance) / (1 - by_chance)


def _over(table: Real, distance: Real) -> Real:
    total: Real = (table * distance).sum(axis=(1, 2))
    return total


def _distance(size: int, weights: Weights) -> Real:
    places = np.arange(size, dtype=float)
    apart: Real = np.abs(places[:, None] - places[None, :])
    return {"none": (apart > 0).astype(float), "linear": apart, "quadratic": apart**2}[weights]


def _differences(totals: Real, scale: Scale) -> Real:
    """Squared distance between categories: (draws, categories, categories); the ordinal one depends on the totals."""
    size = totals.shape[1]
    if scale != "ordinal":
        return _distance(size, "none" if scale == "nominal" else "quadratic")[None]
    # The answers between two categories, half of each end counted: the distance of their middles on the ladder.
    middles = totals.cumsum(axis=1) - totals / 2
    squares: Real = (middles[:, :, None] - middles[:, None, :]) ** 2
    return squares
