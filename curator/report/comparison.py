"""The trial of several versions, read from the JSON that the comparison of arms gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CONTROL_ARM = "random"
"""The arm that every claim is held against; drawn in grey."""


@dataclass(frozen=True)
class Reading:
    """A metric of an arm: the mean and standard deviation over seeds, and each seed's value.

    `sd` is null for a single run. `low` and `high` bound the mean: the 95 % interval where the trial gives one, else
    one standard deviation; `is_interval` tells which.
    """

    mean: float
    sd: float | None
    per_seed: tuple[float, ...]
    low: float
    high: float
    is_interval: bool


@dataclass(frozen=True)
class Arm:
    """What one arm trained on and reached.

    `seeds` is 0 for a model that was not trained. The counts, averages over runs, and the rate of faulty records are
    null where the trial does not give them. `epochs` is how often a run saw each record, `tokens_seen` how many answer
    tokens it learnt from, repeats counted.
    """

    name: str
    version: str | None
    seeds: int
    records: float | None
    supervised_tokens: float | None
    faults_per_1000: float | None
    metrics: Mapping[str, Reading]
    epochs: float | None = None
    tokens_seen: float | None = None


@dataclass(frozen=True)
class Contrast:
    """Arm `a` minus arm `b` in one metric, with its 95 % interval.

    `mde` is the smallest difference that this trial would find in four of five repeats. `sentence` says it all in
    words, and what would settle it.
    """

    a: str
    b: str
    metric: str
    difference: float
    low: float
    high: float
    p_adjusted: float | None
    mde: float | None
    verdict: str
    sentence: str | None = None


@dataclass(frozen=True)
class Trial:
    """All arms and contrasts, in the order given."""

    arms: tuple[Arm, ...]
    contrasts: tuple[Contrast, ...]
    notes: tuple[str, ...] = ()
    view: str = "equal steps"

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the metrics, in order of first appearance."""
        return tuple(dict.fromkeys(name for arm in self.arms for name in arm.metrics))


def read_trial(comparison: Mapping[str, Any]) -> Trial:
    """The trial in a comparison's `to_dict()`."""
    return Trial(
        arms=tuple(_arm(arm) for arm in comparison["arms"]),
        contrasts=tuple(
            Contrast(
                a=each["a"],
                b=each["b"],
                metric=each["metric"],
                difference=each["difference"],
                low=each["low"],
                high=each["high"],
                p_adjusted=each.get("p_adjusted"),
                mde=each.get("mde"),
                verdict=each["verdict"],
                sentence=each.get("sentence"),
            )
            for each in comparison["comparisons"]
        ),
        notes=tuple(comparison.get("notes", ())),
        view=comparison.get("view", "equal steps"),
    )


def title_of(metric: str) -> str:
    """A metric's name for people."""
    return metric.replace("_", " ")


def _arm(arm: Mapping[str, Any]) -> Arm:
    seeds = arm["seeds"]
    return Arm(
        name=arm["arm"],
        version=arm.get("version"),
        seeds=seeds if isinstance(seeds, int) else len(seeds),
        records=arm.get("records"),
        supervised_tokens=arm.get("supervised_tokens"),
        faults_per_1000=arm.get("faults_per_1000"),
        metrics={name: _reading(metric) for name, metric in arm["metrics"].items()},
        epochs=arm.get("epochs"),
        tokens_seen=arm.get("tokens_seen"),
    )


def _reading(metric: Mapping[str, Any]) -> Reading:
    mean, sd = metric["mean"], metric["sd"]
    seeds = tuple(metric["per_seed"])
    if metric.get("low") is not None and metric.get("high") is not None:
        return Reading(mean, sd, seeds, metric["low"], metric["high"], is_interval=True)
    return Reading(mean, sd, seeds, mean - (sd or 0.0), mean + (sd or 0.0), is_interval=False)
