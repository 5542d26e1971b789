"""Set arms side by side: what each reached, and which differences can be believed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import fmean, stdev
from typing import Any

import numpy as np

from curator.errors import DataError
from curator.evaluate.interval import interval
from curator.evaluate.metric import METRICS
from curator.evaluate.metrics import Evaluation
from curator.evaluate.settling import Settle, components, settle
from curator.evaluate.statistics import Difference, Groups, Scores, Verdict, contrast, difference, holm, verdict
from curator.evaluate.tradeoff import Index, Point, tradeoff
from curator.evaluate.wording import sentence, settled_by, short_of

MARGIN = 0.02
EQUAL_TOKENS = "equal tokens"
EQUAL_STEPS = "equal steps"
EQUAL_EPOCHS = "equal epochs"
UNEQUAL = 0.05
"""Two arms that learnt from amounts of answer tokens further apart than this share are said to be unequal."""


@dataclass(frozen=True)
class Arm:
    """One treatment of the data and the runs that were trained on it.

    `version` is the dataset version, null for none (the model as it came). `seeds` has one entry a run and is
    empty when nothing was trained; `runs` then holds the one evaluation of that model. `records` and
    `supervised_tokens` count what was trained on, averaged over runs where each draws its own. `tokens_seen` counts the
    answer tokens that were learnt from, repeats among them, and `epochs` how often each record was seen: every arm
    takes the same number of steps, so a small one sees its records more often. `faults_per_1000` is the rate of rule
    hits in these records, null when not measured; `quality` their quality index. `is_control`: drawn by chance.
    """

    arm: str
    version: str | None
    seeds: tuple[int, ...]
    runs: tuple[Evaluation, ...]
    records: float = 0
    supervised_tokens: float = 0
    faults_per_1000: float | None = None
    tokens_seen: float = 0
    epochs: float = 0
    quality: Index | None = None
    is_control: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The arm with `metrics` (mean, sd, per_seed) and, under `tasks`, the mean of each metric per task.

        `sd` is that over seeds alone, null for a single run. A metric that no item has (option accuracy without
        options) is left out.
        """
        tasks = sorted(set(self.runs[0].tasks))
        measured = self.runs[0].scores
        return {
            "arm": self.arm,
            "version": self.version,
            "seeds": list(self.seeds),
            "records": self.records,
            "supervised_tokens": self.supervised_tokens,
            "tokens_seen": self.tokens_seen,
            "epochs": self.epochs,
            "faults_per_1000": self.faults_per_1000,
            "quality": asdict(self.quality) if self.quality else None,
            "metrics": {metric: _summary(values) for metric in measured if (values := self._means(metric))},
            "tasks": {
                task: {metric: fmean(values) for metric in measured if (values := self._means(metric, task))}
                for task in tasks
            },
        }

    def values(self, metric: str) -> Scores:
        """(runs, items), NaN where an item has no value."""
        return np.asarray([run.scores[metric] for run in self.runs], dtype=np.float64)

    def scores(self, metric: str) -> Scores:
        """(runs, items), over the items that have a value in every run."""
        values = self.values(metric)
        return values[:, ~np.isnan(values).any(axis=0)]

    def _means(self, metric: str, task: str | None = None) -> list[float]:
        """The mean of each run; empty when no item has a value."""
        return [mean for run in self.runs if (mean := run.mean(metric, task)) is not None]


@dataclass(frozen=True)
class Compared:
    """Arm `a` against arm `b` in one metric; `difference` is a minus b.

    `clusters` is how many independent groups the items fall into. `settle` is what would settle a verdict of "cannot
    tell", null for other verdicts and where nothing would. `stopped` says why no more seeds were trained, if so.
    """

    a: str
    b: str
    metric: str
    found: Difference
    p_adjusted: float
    verdict: Verdict
    margin: float = MARGIN
    items: int = 0
    clusters: int = 0
    seeds: int = 0
    settle: Settle | None = None
    stopped: str | None = None

    @property
    def sentence(self) -> str:
        """The verdict and its numbers for people, with what would settle it."""
        return sentence(self.a, self.b, self.metric, self.found, self.verdict, self.margin, self._more())

    def to_dict(self) -> dict[str, Any]:
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
            "sentence": self.sentence,
            "item_se": self.found.item_se,
            "seed_se": self.found.seed_se,
            "items": self.items,
            "clusters": self.clusters,
            "seeds": self.seeds,
            "settle": {**self.settle.to_dict(), "text": short_of(self.settle)} if self.settle else None,
            "stopped": self.stopped,
        }

    def _more(self) -> str:
        if self.stopped:
            return self.stopped
        if not self.found.seeds_suffice:
            return "all items hang together" if self.clusters == 1 else "one run of an arm tells nothing: take 3 seeds"
        return settled_by(self.settle, self.items, self.seeds)


@dataclass(frozen=True)
class Comparison:
    """All arms and all comparisons; `items` is the size of the held-out set.

    `intervals` has for each arm and metric the 95 % interval of its mean, over items and seeds; arms without several
    seeds have that of the items alone. `notes` are remarks for the reader. `view` says what is equal for all arms:
    steps, or passes over their own records, which gives more steps to whoever has more records.
    """

    arms: tuple[Arm, ...]
    comparisons: tuple[Compared, ...]
    items: int
    intervals: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    view: str = EQUAL_STEPS

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, the terminal and the HTML report."""
        return {
            "items": self.items,
            "view": self.view,
            "arms": [self._arm(arm) for arm in self.arms],
            "comparisons": [each.to_dict() for each in self.comparisons],
            "notes": list(self.notes),
            "quality_against_accuracy": self.tradeoff(),
        }

    def tradeoff(self) -> dict[str, Any] | None:
        """Quality against the first metric, a point a version; null when no arm's quality is known."""
        metric = next(iter(self.arms[0].to_dict()["metrics"]), None)
        if metric is None:
            return None
        points = [
            Point(arm.arm, arm.version, arm.quality, float(arm.scores(metric).mean()), low, high, arm.is_control)
            for arm in self.arms
            if arm.version is not None and arm.quality is not None
            for low, high in [self.intervals[arm.arm, metric]]
        ]
        return tradeoff(metric, points) if points else None

    def _arm(self, arm: Arm) -> dict[str, Any]:
        told = arm.to_dict()
        for metric, summary in told["metrics"].items():
            if (arm.arm, metric) in self.intervals:
                summary["low"], summary["high"] = self.intervals[arm.arm, metric]
        return told


def compare(
    arms: Sequence[Arm],
    pairs: Sequence[tuple[str, str]],
    *,
    margin: float = MARGIN,
    seed: int = 0,
    clusters: Sequence[str] | None = None,
    stopped: Mapping[tuple[str, str], str] | None = None,
    view: str = EQUAL_STEPS,
) -> Comparison:
    """Compare each pair of arms in each metric.

    p-values are adjusted after Holm over the pairs of one metric: each metric is a question of its own, and its
    answer does not depend on how many others are shown.

    Args:
        arms: with their runs, all on the same held-out items.
        pairs: names (a, b); a positive difference means that a has more.
        margin: half-width of "equivalent", in units of each metric: a share of items, or nats a token.
        seed: of the resampling.
        clusters: a name for each item, equal for those that hang together; none: what the evaluations say.
        stopped: pairs of which no more seeds were trained, and why. They cannot be told, and count in the adjustment
            as if their p were 1, so that stopping makes no finding likelier.
        view: what is equal for all arms: `equal tokens`, `equal steps` or `equal epochs`.

    Raises:
        DataError: runs on different items, no items, no run, a number of seeds that is not that of the runs, or an
            unknown arm.
    """
    by_name = {arm.arm: arm for arm in arms}
    items = _shared_items(arms)
    unknown = sorted({name for pair in pairs for name in pair} - set(by_name))
    if unknown:
        raise DataError(f"no arm {', '.join(map(repr, unknown))}", hint=f"there are {', '.join(by_name)}")
    groups = np.unique(np.asarray(clusters or arms[0].runs[0].clusters), return_inverse=True)[1].astype(np.int64)
    stopped = stopped or {}
    compared: list[Compared] = []
    intervals: dict[tuple[str, str], tuple[float, float]] = {}
    for metric in _metrics(arms):
        found = [_Pair.of(by_name[a], by_name[b], metric, groups, seed) for a, b in pairs]
        adjusted = holm([1.0 if pair in stopped else each.found.p for pair, each in zip(pairs, found, strict=True)])
        for pair, each, p in zip(pairs, found, adjusted, strict=True):
            compared.append(each.compared(pair, metric, p, margin, stopped.get(pair), len(pairs)))
        for arm in arms:
            intervals[arm.arm, metric] = _own(arm, metric, groups, seed)
    notes = (*_notes(by_name, pairs, view), *_at_the_end(arms))
    return Comparison(tuple(arms), tuple(compared), items, intervals, notes, view)


def _own(arm: Arm, metric: str, groups: Groups, seed: int) -> tuple[float, float]:
    """The interval of an arm's mean; of an arm that has every item right, or wrong, that of a single run."""
    clusters = _grouped(arm.values(metric), groups)
    own = contrast([arm.scores(metric)], [1], seed=seed, clusters=clusters)
    values = arm.scores(metric)
    if clusters is None and np.isin(values, (0.0, 1.0)).all() and values.min() == values.max():
        return interval(values[0].tolist(), [str(at) for at in range(values.shape[1])]) or (own.low, own.high)
    return own.low, own.high


@dataclass(frozen=True)
class _Pair:
    """Two arms over the items that both have a value for."""

    a: Scores
    b: Scores
    fixed: tuple[bool, bool]
    clusters: Groups | None
    found: Difference

    @classmethod
    def of(cls, a: Arm, b: Arm, metric: str, groups: Groups, seed: int) -> "_Pair":
        both = np.concatenate([a.values(metric), b.values(metric)])
        there = ~np.isnan(both).any(axis=0)
        if not there.any():
            raise DataError(f"{a.arm} and {b.arm} share no item with a value for {metric}", hint="evaluate them again")
        first, second = both[: len(a.runs), there], both[len(a.runs) :, there]
        fixed, clusters = (not a.seeds, not b.seeds), _grouped(both, groups)
        return cls(first, second, fixed, clusters, difference(first, second, seed=seed, fixed=fixed, clusters=clusters))

    def compared(
        self, pair: tuple[str, str], metric: str, p: float, margin: float, stopped: str | None, pairs: int
    ) -> Compared:
        better_up = METRICS[metric].higher_is_better if metric in METRICS else True
        word = "cannot tell" if stopped else verdict(self.found, p, margin, higher_is_better=better_up)
        parts = components(self.a, self.b, fixed=self.fixed, clusters=self.clusters)
        open_ = word == "cannot tell" and self.found.seeds_suffice
        return Compared(
            *pair,
            metric=metric,
            found=self.found,
            p_adjusted=p,
            verdict=word,
            margin=margin,
            items=parts.items,
            clusters=parts.clusters,
            seeds=max(
                (len(arm) for arm, fixed in zip((self.a, self.b), self.fixed, strict=True) if not fixed), default=0
            ),
            settle=settle(parts, self.found.difference, margin, comparisons=pairs) if open_ else None,
            stopped=stopped,
        )


def _metrics(arms: Sequence[Arm]) -> list[str]:
    """What every arm was measured by and has a value of."""
    first, *others = [run for arm in arms for run in arm.runs]
    return [
        metric
        for metric, values in first.scores.items()
        if any(value is not None for value in values) and all(metric in run.scores for run in others)
    ]


def _grouped(values: Scores, groups: Groups) -> Groups | None:
    """The clusters of the items that have a value in every run; none when each is its own."""
    there = groups[~np.isnan(values).any(axis=0)]
    return None if len(np.unique(there)) == len(there) else there


def _notes(arms: Mapping[str, Arm], pairs: Sequence[tuple[str, str]], view: str) -> list[str]:
    """Pairs that learnt from different amounts of answer tokens, a line an arm."""
    within = "as many epochs" if view == EQUAL_EPOCHS else "the same number of steps"
    unlike: dict[str, list[str]] = {}
    for a, b in pairs:
        ours, theirs = arms[a].tokens_seen, arms[b].tokens_seen
        if ours and theirs and abs(ours / theirs - 1) > UNEQUAL:
            what = "" if a in unlike else "answer tokens "
            unlike.setdefault(a, []).append(f"{ours / theirs:.2f} times as many {what}as {b}")
    return [f"{a} learnt from {', '.join(told)} in {within}" for a, told in unlike.items()]


def _at_the_end(arms: Sequence[Arm]) -> list[str]:
    """Metrics by which every item of every arm is right, or wrong: nothing could have shown in them."""
    notes = []
    for metric in _metrics(arms):
        seen = {float(value) for arm in arms for value in np.unique(arm.scores(metric))}
        if seen in ({0.0}, {1.0}):
            what = "right" if seen == {1.0} else "wrong"
            notes.append(f"every arm has every item {what} in {metric.replace('_', ' ')}: it tells nothing of the arms")
    return notes


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


def _summary(per_seed: list[float]) -> dict[str, Any]:
    spread = stdev(per_seed) if len(per_seed) > 1 else None
    return {"mean": fmean(per_seed), "sd": spread, "per_seed": per_seed}
