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
    answers = np.zeros((len(ratings.units), people, size))
    unit, person = np.nonzero(ratings.given != MISSING)
    answers[unit, person, ratings.given[unit, person]] = 1
    posterior = ratings.counts / ratings.counts.sum(axis=1, keepdims=True)
    for _ in range(MAX_STEPS):
        shares, said = _rates(answers, posterior)
        before, posterior = posterior, _posterior(answers, shares, said)
        if np.abs(posterior - before).max() < TOLERANCE:
            break
    shares, said = _rates(answers, posterior)
    return Truth(posterior, shares, said, np.einsum("ptt,t->p", said, shares))


def _rates(answers: Real, posterior: Real) -> tuple[Real, Real]:
    shares = posterior.sum(axis=0) + SMOOTHING
    said = np.einsum("ut,ups->pts", posterior, answers) + SMOOTHING
    return shares / shares.sum(), said / said.sum(axis=2, keepdims=True)


def _posterior(answers: Real, shares: Real, said: Real) -> Real:
    logs = np.log(shares) + np.einsum("ups,pts->ut", answers, np.log(said))
    # The largest becomes 1 before the others are raised from their logarithms, so that none overflows.
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    posterior: Real = likely / likely.sum(axis=1, keepdims=True)
    return posterior
