"""The trial of several versions, read from the JSON that the comparison of arms gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curator.report.figures import DASH, decimal

CONTROL_ARM = "random"
"""The arm that every claim is held against; drawn in grey."""

VIEWS = {
    "equal tokens": "equal tokens: every arm learns as many answer tokens in as many steps with the same settings",
    "equal steps": "equal steps: every arm takes the same number of steps with the same settings",
    "equal epochs": "equal epochs: an arm with more records takes more steps, so data and compute are confounded",
}
"""What a view means."""


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
class Index:
    """The quality index of what an arm trained on, 0 to 100, with its 95 % interval."""

    index: float
    low: float
    high: float


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
    quality: Index | None = None


@dataclass(frozen=True)
class Contrast:
    """Arm `a` minus arm `b` in one metric, with its 95 % interval.

    `mde` is the smallest difference that this trial would find in four of five repeats. `sentence` says it all in
    words, and what would settle it; `settle` that alone, in short.
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
    settle: str | None = None


@dataclass(frozen=True)
class Ranks:
    """The places of each version by the quality of its data and by a metric, 1 being best; ties share theirs.

    `spearman` is their correlation, null for few versions.
    """

    metric: str
    places: tuple[tuple[str, float, float], ...]
    spearman: float | None

    def __str__(self) -> str:
        """In a sentence."""
        places = ", ".join(f"{arm} {quality:g} and {reached:g}" for arm, quality, reached in self.places)
        told = (
            f"; rank correlation {decimal(self.spearman, signed=True)} (Spearman)" if self.spearman is not None else ""
        )
        return f"place by quality of the data and by {title_of(self.metric)}: {places}{told}"


@dataclass(frozen=True)
class Trial:
    """All arms and contrasts, in the order given; `items` is how many questions were asked, null where not told."""

    arms: tuple[Arm, ...]
    contrasts: tuple[Contrast, ...]
    notes: tuple[str, ...] = ()
    view: str = "equal steps"
    items: int | None = None
    ranks: Ranks | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the metrics, in order of first appearance."""
        return tuple(dict.fromkeys(name for arm in self.arms for name in arm.metrics))

    @property
    def first(self) -> tuple[Contrast, ...]:
        """The contrasts in the first metric."""
        return tuple(each for each in self.contrasts if each.metric == self.contrasts[0].metric)

    @property
    def seeds(self) -> str:
        """How many seeds the trained arms have, in words."""
        counts = sorted({arm.seeds for arm in self.arms if arm.seeds})
        return "1 seed" if counts == [1] else f"{'–'.join(map(str, counts)) or 'no'} seeds"

    @property
    def legend(self) -> tuple[str, str]:
        """What the columns of the contrasts hold."""
        pairs = len(self.first)
        p = f"p after Holm over the {pairs} comparisons of each metric" if pairs > 1 else "p of one comparison"
        return f"95% interval; {p}", "MDE: the smallest difference found in 4 of 5 such trials"


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
                settle=(each.get("settle") or {}).get("text"),
            )
            for each in comparison["comparisons"]
        ),
        notes=tuple(comparison.get("notes", ())),
        view=comparison.get("view", "equal steps"),
        items=comparison.get("items"),
        ranks=_ranks(comparison.get("quality_against_accuracy")),
    )


def title_of(metric: str) -> str:
    """A metric's name for people."""
    return metric.replace("_", " ")


def index_of(quality: Index | None) -> str:
    """A quality index with its interval, in whole points and tenths."""
    return DASH if quality is None else f"{quality.index:.1f} ({quality.low:.1f} to {quality.high:.1f})"


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
        quality=Index(**arm["quality"]) if arm.get("quality") else None,
    )


def _ranks(told: Mapping[str, Any] | None) -> Ranks | None:
    """None for a single version, which has no place."""
    if told is None or len(told["ranks"]) < 2:
        return None
    places = tuple((each["arm"], each["quality"], each["metric"]) for each in told["ranks"])
    return Ranks(told["metric"], places, told["spearman"])


def _reading(metric: Mapping[str, Any]) -> Reading:
    mean, sd = metric["mean"], metric["sd"]
    seeds = tuple(metric["per_seed"])
    if metric.get("low") is not None and metric.get("high") is not None:
        return Reading(mean, sd, seeds, metric["low"], metric["high"], is_interval=True)
    return Reading(mean, sd, seeds, mean - (sd or 0.0), mean + (sd or 0.0), is_interval=False)
