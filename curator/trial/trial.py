"""Put versions on trial: fine-tune every arm with every seed in the same way, and measure each on the held-out set.

Nothing but the data differs between arms: the settings are those of the recipe for all of them, to be chosen on the raw
data and not on the curated ones, and every run learns as many answer tokens in as many steps. What an arm saw of its
data is told beside its results: epochs, and those tokens. With `epochs` set each arm passes over its own records as
often instead: a second view, labelled as one where data and compute are confounded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from statistics import fmean
from typing import Any

from curator import __version__, progress
from curator import evaluate as measuring
from curator.errors import DataError
from curator.evaluate import Comparison, Evaluation, Heldout
from curator.evaluate.comparison import EQUAL_EPOCHS, EQUAL_STEPS, EQUAL_TOKENS
from curator.evaluate.futility import FEWEST
from curator.recipe import Evaluate, Train
from curator.train import Learner, ModelFolder, Row, resolve
from curator.train.arms import longest_matched
from curator.trial import settings
from curator.trial.arms import Arm, Material, Which, faulty_ids, material, mended_ids
from curator.trial.cards import write_arm_card
from curator.trial.journal import Journal, Result, fingerprint
from curator.trial.runs import session_for, train_and_save
from curator.trial.stopping import Stopped, Stopping
from curator.trial.together import clusters
from curator.trial.workers import side_by_side
from curator.trial.yardstick import Yardstick

BASE = "base"
FORM = 3
"""Raised whenever the result of a run holds something else, or comes about in another way."""


@dataclass(frozen=True)
class Task:
    """One run: an arm and a seed; without one, an arm that is not trained."""

    arm: str
    seed: int | None = None

    @property
    def step(self) -> str:
        """Its name in the journal."""
        return f"evaluate/{self.arm}" if self.seed is None else f"train/{self.arm}/{self.seed}"


@dataclass(frozen=True)
class Trial:
    """One comparison: the arms, the pairs of arms to compare, and how all of them are trained and measured."""

    arms: Sequence[Arm]
    pairs: Sequence[tuple[str, str]]
    heldout: Heldout
    train: Train
    evaluate: Evaluate
    journal: Journal
    runs: Path
    """Folder for the adapters, one a run."""
    asked: Mapping[str, Heldout] = field(default_factory=dict)
    """More arms that are not trained, by name: the model as it came, asked the same questions in other words."""
    keeps_budget: bool = False
    """Whether runs learn as many tokens as those of the journal's first trial, so that one arm of it is not trained
    anew for the next."""

    def run(self) -> Comparison:
        """Train and measure whatever the journal does not hold yet, and compare.

        Raises:
            CuratorError: the model or the data cannot be used, or a loss was not finite.
        """
        rounds = self._rounds()
        first = next((tasks for tasks in rounds if tasks), None)
        if first is not None:
            tasks = len(self._untrained) + len(self.arms) * len(self.train.seeds)
            settled = self._settled(tasks)
            with progress.stage("training runs", tasks) as advance:
                for task, result in side_by_side(
                    partial(_worker, settled), chain([first], rounds), workers=settled.train.workers or 1
                ):
                    self.journal.finish(task.step, self._inputs(task), result)
                    advance(1)
        return self._comparison()

    def left_out(self) -> dict[str, dict[str, Any]]:
        """How many records of each arm's version were not trained on, and why; drawn arms are left out."""
        return {
            arm.name: {"contaminated": found.contaminated, "untrainable": found.skipped}
            for arm in self.arms
            if arm.matched_to is None
            for found in [self._materials[arm.source]]
        }

    def prepare(self) -> None:
        """Read the prompts of all runs at once, so that each gives the same wherever and whenever it is made."""
        runs = [(self._rows(arm, seed), seed) for arm in self.arms for seed in self.train.seeds]
        self._session.prepare(runs, [item.messages for item in self.heldout.items])

    def do(self, task: Task) -> Result:
        """Train and measure one arm with one seed, or measure the model as it came."""
        if task.seed is None:
            return {"scores": self._evaluated(self._untrained[task.arm]).to_dict()}
        arm = self._arm(task.arm)
        rows = self._rows(arm, task.seed)
        facts = train_and_save(
            self._session, rows, seed=task.seed, train=self._train, version=arm.version.id, runs=self.runs
        )
        evaluation = self._evaluated(self.heldout)
        write_arm_card(facts, arm, self._materials[arm.source], evaluation)
        kept = ("run", "method", "precision", "threads", "records", "record_ids", "losses", "seconds", "cpu_seconds")
        seen = ("steps", "examples_seen", "tokens_seen")
        return {
            **{name: facts[name] for name in (*kept, *seen)},
            "supervised_tokens": self._session.supervised_tokens(rows),
            "scores": evaluation.to_dict(),
        }

    def run_ids(self) -> dict[str, list[str]]:
        """The ids of the finished runs of each arm, in the order of the seeds."""
        found = {arm.name: [self._result(Task(arm.name, seed)) for seed in self.train.seeds] for arm in self.arms}
        return {arm: [result["run"] for result in results if result] for arm, results in found.items()}

    def _evaluated(self, heldout: Heldout) -> Evaluation:
        return measuring.evaluate(self._session, heldout, cache=self.runs.parent / "answers")

    def _rounds(self) -> Iterator[list[Task]]:
        """What is to be done yet, round by round: all at once, or seed by seed where hopeless pairs are given up."""
        seeds = self.train.seeds
        at_once = FEWEST if self.evaluate.early_stop else len(seeds)
        untrained = [Task(name) for name in self._untrained]
        trained = [Task(arm.name, seed) for seed in seeds[:at_once] for arm in self.arms]
        yield self._missing([*untrained, *trained])
        for done, seed in enumerate(seeds[at_once:], at_once):
            given_up = self._stopped(done)
            yield self._missing([Task(arm.name, seed) for arm in self.arms if self._is_wanted(arm.name, given_up)])

    def _missing(self, tasks: Sequence[Task]) -> list[Task]:
        return [task for task in tasks if self._result(task) is None]

    def _is_wanted(self, arm: str, given_up: Mapping[tuple[str, str], Stopped]) -> bool:
        """Whether an arm is trained further: it is in a pair that is not given up, or in none at all."""
        pairs = [pair for pair in self.pairs if arm in pair]
        return not pairs or any(pair not in given_up for pair in pairs)

    def _stopped(self, rounds: int) -> dict[tuple[str, str], Stopped]:
        if not self.evaluate.early_stop:
            return {}
        return Stopping(
            pairs=self.pairs,
            seeds=len(self.train.seeds),
            margin=self.evaluate.margin,
            runs=lambda arm, count: self._evaluations(arm)[:count],
            untrained=frozenset(self._untrained),
            clusters=self._clusters,
        ).stopped(rounds)

    def _result(self, task: Task) -> Result | None:
        """What a task gave; an arm of another name that trained on the same records in the same way gave the same."""
        return self.journal.find_inputs(self._inputs(task))

    def _settled(self, tasks: int) -> "Trial":
        """The trial with everything decided that must be the same in all workers."""
        return replace(self, train=settings.here(self._train, tasks, self._model.sha, self.journal))

    def _comparison(self) -> Comparison:
        given_up = self._stopped(len(self.train.seeds))
        untrained = [measuring.Arm(name, None, (), tuple(self._evaluations(name))) for name in self._untrained]
        trained = [self._measured(arm, self._seeds_of(arm.name, given_up)) for arm in self.arms]
        return measuring.compare(
            [*untrained, *trained],
            self.pairs,
            margin=self.evaluate.margin,
            clusters=self._clusters,
            stopped={pair: str(why) for pair, why in given_up.items()},
            view=EQUAL_EPOCHS if self.train.epochs else EQUAL_TOKENS if self._train.tokens_seen else EQUAL_STEPS,
        )

    def _seeds_of(self, arm: str, given_up: Mapping[tuple[str, str], Stopped]) -> list[int]:
        """The seeds that an arm was trained with before its last pair was given up."""
        if self._is_wanted(arm, given_up):
            return self.train.seeds
        return self.train.seeds[: max(why.after for pair, why in given_up.items() if arm in pair)]

    def _evaluations(self, arm: str) -> list[Evaluation]:
        """The finished runs of an arm, in the order of the seeds."""
        tasks = [Task(arm)] if arm in self._untrained else [Task(arm, seed) for seed in self.train.seeds]
        found = [self._result(task) for task in tasks]
        return [Evaluation.from_dict(result["scores"]) for result in found if result]

    def _measured(self, arm: Arm, seeds: Sequence[int]) -> measuring.Arm:
        runs = [self._result(Task(arm.name, seed)) or {} for seed in seeds]
        still_faulty = self._faulty - mended_ids(arm.version)
        faulty = sum(len(still_faulty.intersection(run["record_ids"])) for run in runs)
        return measuring.Arm(
            arm=arm.name,
            version=arm.version.id,
            seeds=tuple(seeds),
            runs=tuple(Evaluation.from_dict(run["scores"]) for run in runs),
            records=fmean(run["records"] for run in runs),
            supervised_tokens=fmean(run["supervised_tokens"] for run in runs),
            faults_per_1000=1000 * faulty / sum(run["records"] for run in runs),
            tokens_seen=fmean(run["tokens_seen"] for run in runs),
            epochs=fmean(run["examples_seen"] / run["records"] for run in runs),
            quality=self._yardstick.index(arm.version, runs[0]["record_ids"]),
            is_control=arm.is_control,
        )

    def _rows(self, arm: Arm, seed: int) -> Sequence[Row]:
        rows: Sequence[Row] = self._materials[arm.source].rows
        if arm.matched_to is not None:
            tokens = self._session.supervised_tokens(self._materials[self._arm(arm.matched_to).source].rows)
            if arm.draw == "random":
                rows = self._session.random_matched(rows, tokens, seed)
            else:
                rows = longest_matched(rows, tokens, lambda row: self._session.supervised_tokens([row]))
        if not rows:
            raise DataError(
                f"arm {arm.name}: version {arm.version.id} {_NOTHING[arm.which]}",
                hint="tuples, and chats that end with the assistant's turn, can be trained on",
            )
        return rows

    def _arm(self, name: str) -> Arm:
        return next(arm for arm in self.arms if arm.name == name)

    def _inputs(self, task: Task) -> dict[str, Any]:
        """What the result of a task depends on."""
        common = {
            "form": FORM,
            "curator": __version__,
            "train": self._train.model_dump(mode="json", exclude={"seeds", "workers", "threads"}),
            "model": self._model.sha,
            "heldout": self.heldout.sha256,
        }
        if task.seed is None:
            return {**common, "asked": _wording(self._untrained[task.arm])}
        arm = self._arm(task.arm)
        return {
            **common,
            "version": arm.version.id,
            "which": arm.which,
            "draw": arm.draw if arm.matched_to else None,
            "matched_to": self._arm(arm.matched_to).source if arm.matched_to else None,
            "seed": task.seed,
            "decontaminate": self.evaluate.decontaminate,
        }

    @cached_property
    def _train(self) -> Train:
        """The settings with the answer tokens that every run learns: those of as many examples of the first arm."""
        first = self.arms[0]
        return settings.with_tokens(
            self.train,
            lambda: self._materials[first.source].rows,
            model=self._model.sha,
            of=None if self.keeps_budget else [*first.source, self.heldout.sha256, self.evaluate.decontaminate],
            journal=self.journal,
        )

    @cached_property
    def _untrained(self) -> dict[str, Heldout]:
        return {BASE: self.heldout, **self.asked}

    @cached_property
    def _clusters(self) -> tuple[str, ...]:
        return clusters(self.heldout)

    @cached_property
    def _model(self) -> ModelFolder:
        return resolve(self.train.model)

    @cached_property
    def _materials(self) -> dict[tuple[str, Which], Material]:
        heldout = self.heldout.frame() if self.evaluate.decontaminate else None
        return {
            source: material(version, heldout, source[1], self.train.stages)
            for source, version in self._sources.items()
        }

    @property
    def _sources(self) -> dict[tuple[str, Which], Any]:
        return {arm.source: arm.version for arm in self.arms}

    @cached_property
    def _faulty(self) -> set[str]:
        return faulty_ids([arm.version for arm in self.arms])

    @cached_property
    def _yardstick(self) -> Yardstick:
        return Yardstick([arm.version for arm in self.arms])

    @cached_property
    def _session(self) -> Learner:
        return session_for(self._train)


_NOTHING: dict[Which, str] = {"kept": "has no record to train on", "dropped": "dropped no record to train on"}


def _worker(trial: Trial) -> Callable[[Task], Result]:
    """What does the tasks in one process."""
    trial.prepare()
    return trial.do


def _wording(asked: Heldout) -> str:
    """A fingerprint of how the questions are asked."""
    return fingerprint({"items": [[item.item_id, [dict(turn) for turn in item.messages]] for item in asked.items]})
