"""What is probably true where people differ, and how far each of them is to be trusted (Dawid & Skene).

Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm, J. R. Stat. Soc. C 28, 1979, p. 20: each
person has a table of how often they say what when what is true; both are estimated in turns until they fit.
"""

from dataclasses import dataclass

import numpy as np

from curator.label.agreement.ratings import MISSING, Ratings, Real

MAX_STEPS = 500
TOLERANCE = 1e-6
SMOOTHING = 0.01
"""Answers that everybody is taken to have given beside their own: nobody is surely right, or surely wrong."""


@dataclass(frozen=True)
class Truth:
    """`posterior` of each unit, (units, categories); of each person the table of what they say, and their accuracy.

    `said[p, t, s]` is how often person `p` says `s` where `t` is true. `accuracy` is the probability that what they
    say is true, at the rates at which the categories are.
    """

    posterior: Real
    shares: Real  # (categories,)
    said: Real  # (people, true, said)
    accuracy: Real  # (people,)

    @property
    def entropy(self) -> Real:
        """Of each unit how open it is, in bits."""
        kept = np.where(self.posterior > 0, self.posterior, 1.0)
        bits: Real = -(self.posterior * np.log2(kept)).sum(axis=1)
        return bits


def dawid_skene(ratings: Ratings) -> Truth:
    """Fit the model, beginning from the shares of the answers; the same answers give the same numbers."""
    size, people = len(ratings.categories), len(ratings.people)
    # Units with the same answers share all numbers, and few different ones occur.
    given, place, repeats = np.unique(ratings.given, axis=0, return_inverse=True, return_counts=True)
    answers = np.zeros((len(given), people, size))
    unit, person = np.nonzero(given != MISSING)
    answers[unit, person, given[unit, person]] = 1
    posterior = answers.sum(axis=1) / answers.sum(axis=(1, 2))[:, None]
    flat = answers.reshape(len(given), people * size)
    for _ in range(MAX_STEPS):
        shares, said = _rates(flat, posterior * repeats[:, None], people)
        before, posterior = posterior, _posterior(flat, shares, said)
        if np.abs(posterior - before).max() < TOLERANCE:
            break
    shares, said = _rates(flat, posterior * repeats[:, None], people)
    return Truth(posterior[place.ravel()], shares, said, np.einsum("ptt,t->p", said, shares))


def _rates(flat: Real, weights: Real, people: int) -> tuple[Real, Real]:
    """How common each category is, and how often each person says what of it."""
    size = weights.shape[1]
    shares = weights.sum(axis=0) + SMOOTHING
    said = (weights.T @ flat).reshape(size, people, size).swapaxes(0, 1) + SMOOTHING
    return shares / shares.sum(), said / said.sum(axis=2, keepdims=True)


def _posterior(flat: Real, shares: Real, said: Real) -> Real:
    logs = np.log(shares) + flat @ np.log(said).swapaxes(1, 2).reshape(flat.shape[1], len(shares))
    # The largest becomes 1 before the others are raised from their logarithms, so that none overflows.
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    posterior: Real = likely / likely.sum(axis=1, keepdims=True)
    return posterior
