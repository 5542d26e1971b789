"""A cheap guess at what a rule buys: a short training on what it removed against one on as much of what was kept.

For each rule and seed two short trainings, an eighth of a whole one each: on the records that come back without the
rule, and on kept records drawn by chance with as many supervised tokens, and no fewer records. The difference in the
log-likelihood of the held-out answers, a token, is what a record kept is worth more than a record removed; times the
share that the removed ones would have of the training data, it is comparable between rules. It is a guess: records are
alone in it, as they never are in training, and few removed records tell little. Only its order of the rules is meant.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from random import Random
from statistics import fmean, stdev
from typing import Any

from curator import progress
from curator.errors import DataError
from curator.evaluate import Compared, Heldout, Item
from curator.machine import cores
from curator.recipe import Evaluate, Train
from curator.train import Learner, fastest, resolve
from curator.train.rows import AnyRow
from curator.trial.arms import material
from curator.trial.journal import Journal, Result
from curator.trial.runs import session_for
from curator.trial.workers import side_by_side, workers_for
from curator.versions import DatasetVersion

PART = 8
"""A short training sees this part of the examples of a whole one."""
FEWEST_TO_CORRELATE = 6
"""Of fewer rules only the ranks are given: a coefficient of them would mean nothing."""
METRIC = "answer_log_likelihood"


@dataclass(frozen=True)
class Leverage:
    """What the short trainings say of one rule; positive: what it removed teaches less than what was kept."""

    per_record: float
    """Nats a token of the held-out answers, the mean over seeds."""
    sd: float | None
    share: float
    """Of the records that would be trained on without the rule, those that come back."""

    @property
    def score(self) -> float:
        """What rules are ranked by."""
        return self.per_record * self.share

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"score": self.score, "per_record": self.per_record, "sd": self.sd, "share": self.share}


@dataclass(frozen=True)
class Short:
    """One short training: a rule, whether it is on kept records, and a seed."""

    rule: str
    is_kept: bool
    seed: int

    @property
    def step(self) -> str:
        """Its name in the journal."""
        return f"proxy/{self.rule}/{'kept' if self.is_kept else 'removed'}/{self.seed}"


@dataclass(frozen=True)
class Proxy:
    """The short trainings of all rules."""

    version: DatasetVersion
    without: Mapping[str, DatasetVersion]
    heldout: Heldout
    train: Train
    evaluate: Evaluate
    journal: Journal

    def run(self) -> dict[str, Leverage]:
        """Do what the journal does not hold yet; rules whose removed records cannot be trained on have no guess.

        Raises:
            DataError: no question has a gold answer, or the model or the data cannot be used.
        """
        if not self._answered:
            raise DataError(
                "the proxy looks at gold answers, and no question has one",
                where=self.heldout.path,
                hint="leave --proxy out, or name questions with answers",
            )
        rules = [rule for rule in self.without if self._removed[rule]]
        tasks = [Short(rule, kept, seed) for rule in rules for kept in (True, False) for seed in self.train.seeds]
        missing = [task for task in tasks if self._found(task) is None]
        settled = self._settled(len(missing))
        with progress.stage("short trainings", len(tasks)) as advance:
            advance(len(tasks) - len(missing))
            for task, result in side_by_side(partial(_worker, settled), [missing], workers=settled.train.workers or 1):
                self.journal.finish(task.step, self._inputs(task), result)
                advance(1)
        return {rule: self._leverage(rule) for rule in rules}

    def do(self, task: Short) -> Result:
        """Train shortly, and score the held-out answers."""
        removed = self._removed[task.rule]
        rows = self._drawn(removed, task.seed) if task.is_kept else removed
        self._learner.fit(rows, task.seed)
        scored = self._learner.log_likelihoods([(item.messages, item.answer) for item in self._answered])
        return {"log_likelihood": fmean(each.log_likelihood / each.tokens for each in scored)}

    @property
    def _answered(self) -> list[Item]:
        """The questions whose answer is known; those of some tasks have none."""
        return [item for item in self.heldout.items if item.answer.strip()]

    def _drawn(self, removed: Sequence[AnyRow], seed: int) -> list[AnyRow]:
        """Kept rows with as many supervised tokens, and no fewer of them: blank answers would be matched by none."""
        drawn = self._learner.random_matched(self._kept, self._learner.supervised_tokens(removed), seed)
        if len(drawn) >= min(len(removed), len(self._kept)):
            return drawn
        return Random(seed).sample(self._kept, min(len(removed), len(self._kept)))

    def _leverage(self, rule: str) -> Leverage:
        def reached(is_kept: bool, seed: int) -> float:
            return float((self._found(Short(rule, is_kept, seed)) or {})["log_likelihood"])

        gaps = [reached(True, seed) - reached(False, seed) for seed in self.train.seeds]
        removed = len(self._removed[rule])
        share = removed / (removed + len(self._kept))
        return Leverage(fmean(gaps), stdev(gaps) if len(gaps) > 1 else None, share)

    def _settled(self, tasks: int) -> "Proxy":
        workers = self.train.workers or workers_for(max(1, tasks))
        sha = resolve(self.train.model).sha
        precision = (
            self.train.precision
            or self.journal.once("precision", {"model": sha}, lambda: {"precision": fastest()})["precision"]
        )
        threads = self.train.threads or cores() // workers or 1
        update = {"workers": workers, "precision": precision, "threads": threads}
        return replace(self, train=self.train.model_copy(update=update))

    def _found(self, task: Short) -> Result | None:
        return self.journal.find(task.step, self._inputs(task))

    def _inputs(self, task: Short) -> dict[str, Any]:
        return {
            "version": self.version.id,
            "without": self.without[task.rule].id,
            "is_kept": task.is_kept,
            "seed": task.seed,
            "part": PART,
            "heldout": self.heldout.sha256,
            "decontaminate": self.evaluate.decontaminate,
            "train": self.train.model_dump(mode="json", exclude={"seeds", "workers", "threads", "precision"}),
            "model": resolve(self.train.model).sha,
        }

    @cached_property
    def _kept(self) -> list[AnyRow]:
        return self._rows(self.version)

    @cached_property
    def _removed(self) -> dict[str, list[AnyRow]]:
        """What each rule took away, or changed: as it is without the rule."""
        known = set(map(repr, self._kept))
        return {
            rule: [row for row in self._rows(version) if repr(row) not in known]
            for rule, version in self.without.items()
        }

    def _rows(self, version: DatasetVersion) -> list[AnyRow]:
        heldout = self.heldout.frame() if self.evaluate.decontaminate else None
        return list(material(version, heldout, stages=self.train.stages).rows)

    @cached_property
    def _learner(self) -> Learner:
        seen = max(self.train.batch_size, self.train.examples_seen // PART)
        return session_for(self.train.model_copy(update={"examples_seen": seen}))


def agreement(trained: Mapping[str, Mapping[str, Compared]], proxies: Mapping[str, Leverage]) -> dict[str, Any] | None:
    """How the proxy orders the rules that were trained without, beside the trainings; null where not both were made.

    `ranks` has for each rule its place by the trainings and by the proxy, 1 for the one that bought the most;
    `spearman` is their correlation, null for fewer than six rules.
    """
    both = [rule for rule, found in trained.items() if METRIC in found and rule in proxies]
    if len(both) < 2:
        return None
    by_training = sorted(both, key=lambda rule: -trained[rule][METRIC].found.difference)
    by_proxy = sorted(both, key=lambda rule: -proxies[rule].score)
    ranks = {rule: (by_training.index(rule) + 1, by_proxy.index(rule) + 1) for rule in both}
    n = len(both)
    apart = sum((a - b) ** 2 for a, b in ranks.values())
    spearman = 1 - 6 * apart / (n * (n**2 - 1)) if n >= FEWEST_TO_CORRELATE else None
    return {"metric": METRIC, "ranks": {rule: list(pair) for rule, pair in ranks.items()}, "spearman": spearman}


def _worker(proxy: Proxy) -> Callable[[Short], Result]:
    return proxy.do
