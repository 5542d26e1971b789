"""Set arms side by side: what each reached, and which differences can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np

from curator.errors import DataError
from curator.evaluate.metrics import Evaluation
from curator.evaluate.statistics import Difference, Scores, Verdict, difference, holm, verdict

MARGIN = 0.02


@dataclass(frozen=True)
class Arm:
    """One treatment of the data and the runs that were trained on it.

    `version` is the dataset version, null for none (the model as it came). `seeds` has one entry a run and is
    empty when nothing was trained; `runs` then holds the one evaluation of that model. `records` and
    `supervised_tokens` count what was trained on, averaged over runs where each draws its own. `faults_per_1000` is
    the rate of rule hits in these records, null when not measured.
    """

    arm: str
    version: str | None
    seeds: tuple[int, ...]
    runs: tuple[Evaluation, ...]
    records: float = 0
    supervised_tokens: float = 0
    faults_per_1000: float | None = None

    def to_dict(self) -> dict[str, object]:
        """The arm with `metrics` (mean, sd, per_seed) and, under `tasks`, the mean of each metric per task.

        `sd` is null for a single run. A metric that no item has (option accuracy without options) is left out.
        """
        tasks = sorted(set(self.runs[0].tasks))
        return {
            "arm": self.arm,
            "version": self.version,
            "seeds": list(self.seeds),
            "records": self.records,
            "supervised_tokens": self.supervised_tokens,
            "faults_per_1000": self.faults_per_1000,
            "metrics": {metric: _summary(values) for metric in self.runs[0].scores if (values := self._means(metric))},
            "tasks": {
                task: {metric: fmean(values) for metric in self.runs[0].scores if (values := self._means(metric, task))}
                for task in tasks
            },
        }

    def scores(self, metric: str) -> Scores:
        """(runs, items), over the items that have a value."""
        rows = [[value for value in run.scores[metric] if value is not None] for run in self.runs]
        return np.asarray(rows, dtype=np.float64)

    def _means(self, metric: str, task: str | None = None) -> list[float]:
        """The mean of each run; empty when no item has a value."""
        return [mean for run in self.runs if (mean := run.mean(metric, task)) is not None]


@dataclass(frozen=True)
class Compared:
    """Arm `a` against arm `b` in one metric; `difference` is a minus b."""

    a: str
    b: str
    metric: str
    found: Difference
    p_adjusted: float
    verdict: Verdict

    def to_dict(self) -> dict[str, object]:
        """Flat, as `compare --json` gives it."""
        return {
            "a": self.a,
            "b": self.b,
            "metric": self.metric,
            "difference": self.found.difference,
            "low": self.found.low,
            "high": self.found.high,
            "p_adjusted": self.p_adjusted,
            "mde": self.found.mde,
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class Comparison:
    """All arms and all comparisons; `items` is the size of the held-out set."""

    arms: tuple[Arm, ...]
    comparisons: tuple[Compared, ...]
    items: int

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON, the terminal and the HTML report."""
        return {
            "items": self.items,
            "arms": [arm.to_dict() for arm in self.arms],
            "comparisons": [each.to_dict() for each in self.comparisons],
        }


def compare(
    arms: Sequence[Arm],
    pairs: Sequence[tuple[str, str]],
    *,
    margin: float = MARGIN,
    seed: int = 0,
) -> Comparison:
    """Compare each pair of arms in each metric.

    p-values are adjusted after Holm over the pairs of one metric: each metric is a question of its own, and its
    answer does not depend on how many others are shown.

    Args:
        arms: with their runs, all on the same held-out items.
        pairs: names (a, b); a positive difference means that a is ahead.
        margin: half-width of "equivalent", in units of each metric: a share of items, or nats a token.
        seed: of the resampling.

    Raises:
        DataError: runs on different items, no items, no run, a number of seeds that is not that of the runs, or an
            unknown arm.
    """
    by_name = {arm.arm: arm for arm in arms}
    items = _shared_items(arms)
    unknown = sorted({name for pair in pairs for name in pair} - set(by_name))
    if unknown:
        raise DataError(f"no arm {', '.join(map(repr, unknown))}", hint=f"there are {', '.join(by_name)}")
    compared: list[Compared] = []
    for metric, values in arms[0].runs[0].scores.items():
        if any(value is not None for value in values):
            found = [_difference(by_name[a], by_name[b], metric, seed) for a, b in pairs]
            adjusted = holm([each.p for each in found])
            for (a, b), each, p in zip(pairs, found, adjusted, strict=True):
                compared.append(Compared(a, b, metric, each, p, verdict(each, p, margin)))
    return Comparison(tuple(arms), tuple(compared), items)


def _difference(a: Arm, b: Arm, metric: str, seed: int) -> Difference:
    return difference(a.scores(metric), b.scores(metric), seed=seed, fixed=(not a.seeds, not b.seeds))


def _shared_items(arms: Sequence[Arm]) -> int:
    """How many items all runs share; that they do is checked here."""
    for arm in arms:
        if len(arm.runs) != max(1, len(arm.seeds)):
            raise DataError(
                f"arm {arm.arm!r} has {len(arm.runs)} runs for {len(arm.seeds)} seeds", hint="train it again"
            )
    held_out = {run.item_ids for arm in arms for run in arm.runs}
    if len(held_out) != 1:
        raise DataError(
            f"the runs were evaluated on {len(held_out)} different held-out sets",
            hint="evaluate all of them on the same one",
        )
    (item_ids,) = held_out
    if not item_ids:
        raise DataError("the held-out set has no items", hint="it needs questions with their answers")
    return len(item_ids)


def _summary(per_seed: list[float]) -> dict[str, object]:
    spread = stdev(per_seed) if len(per_seed) > 1 else None
    return {"mean": fmean(per_seed), "sd": spread, "per_seed": per_seed}
