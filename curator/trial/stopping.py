"""Which comparisons are not worth more seeds: replayed round by round, so that a resumed trial stops at the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from curator.evaluate import Evaluation
from curator.evaluate.futility import FEWEST, HOPELESS, chance_of_verdict

Pair = tuple[str, str]


@dataclass(frozen=True)
class Stopped:
    """A pair that was given up after `after` of `seeds` seeds, when a verdict had this chance."""

    after: int
    seeds: int
    chance: float

    def __str__(self) -> str:
        """Why, for a report."""
        return (
            f"stopped after {self.after} of {self.seeds} seeds, because all of them would have settled it in about "
            f"{round(100 * self.chance)} of 100 cases"
        )


@dataclass(frozen=True)
class Stopping:
    """When to give a pair up: after each full round of seeds, from the second on, if a verdict has become unlikely.

    Only hopeless pairs are given up, and these are never called better or worse, so stopping makes no false finding
    likelier. The first metric that has values decides, as it does in the loop.
    """

    pairs: Sequence[Pair]
    seeds: int
    margin: float
    runs: Callable[[str, int], Sequence[Evaluation]]
    """The first so many runs of an arm; of an untrained one its only run."""
    untrained: frozenset[str]
    clusters: Sequence[str]

    def stopped(self, rounds: int) -> dict[Pair, Stopped]:
        """What is given up by the time that so many rounds are finished."""
        found: dict[Pair, Stopped] = {}
        for done in range(FEWEST, min(rounds, self.seeds - 1) + 1):
            for pair in self.pairs:
                if pair not in found and (chance := self._chance(pair, done)) < HOPELESS:
                    found[pair] = Stopped(done, self.seeds, chance)
        return found

    def _chance(self, pair: Pair, done: int) -> float:
        runs = [self.runs(arm, done) for arm in pair]
        metric = next(name for name, values in runs[0][0].scores.items() if any(value is not None for value in values))
        scores = [np.asarray([run.scores[metric] for run in each], dtype=np.float64) for each in runs]
        there = ~np.isnan(np.concatenate(scores)).any(axis=0)
        groups = np.unique(np.asarray(self.clusters)[there], return_inverse=True)[1].astype(np.int64)
        return chance_of_verdict(
            scores[0][:, there],
            scores[1][:, there],
            seeds=self.seeds,
            margin=self.margin,
            fixed=[arm in self.untrained for arm in pair],
            clusters=None if len(np.unique(groups)) == len(groups) else groups,
        )
