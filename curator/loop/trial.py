"""Put versions on trial: fine-tune every arm with every seed in the same way, and measure each on the held-out set."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from statistics import fmean
from typing import Any

from curator import evaluate as measuring
from curator import progress
from curator.errors import DataError
from curator.evaluate import Comparison, Evaluation, Heldout
from curator.loop.arms import Arm, Material, faulty_ids, material, mended_ids
from curator.loop.journal import Journal, Result, fingerprint
from curator.loop.runs import session_for, train_and_save
from curator.loop.workers import side_by_side, workers_for
from curator.machine import cores
from curator.recipe import Evaluate, Train
from curator.train import ModelFolder, Row, Session, fastest, resolve
from curator.versions import DatasetVersion, VersionStore

BASE = "base"


@dataclass(frozen=True)
class Task:
    """One run: an arm and a seed."""

    arm: str
    seed: int

    @property
    def step(self) -> str:
        """Its name in the journal."""
        return "evaluate/base" if self.arm == BASE else f"train/{self.arm}/{self.seed}"


BASE_TASK = Task(BASE, 0)


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

    def run(self) -> Comparison:
        """Train and measure whatever the journal does not hold yet, and compare.

        Raises:
            CuratorError: the model or the data cannot be used, or a loss was not finite.
        """
        tasks = [BASE_TASK, *(Task(arm.name, seed) for seed in self.train.seeds for arm in self.arms)]
        missing = [task for task in tasks if self._result(task) is None]
        with progress.stage("training runs", len(tasks)) as advance:
            advance(len(tasks) - len(missing))
            if missing:
                settled = self._settled(len(tasks))
                for task, result in side_by_side(
                    partial(_worker, settled), missing, workers=settled.train.workers or 1
                ):
                    self.journal.finish(task.step, self._inputs(task), result)
                    advance(1)
        return self._comparison({task: self._result(task) or {} for task in tasks})

    def left_out(self) -> dict[str, dict[str, Any]]:
        """How many kept records of each arm's version were not trained on, and why; drawn arms are left out."""
        return {
            arm.name: {"contaminated": found.contaminated, "untrainable": found.skipped}
            for arm in self.arms
            if arm.matched_to is None
            for found in [self._materials[arm.version.id]]
        }

    def prepare(self) -> None:
        """Read the prompts of all runs at once, so that each gives the same wherever and whenever it is made."""
        runs = [(self._rows(arm, seed), seed) for arm in self.arms for seed in self.train.seeds]
        self._session.prepare(runs, [item.messages for item in self.heldout.items])

    def do(self, task: Task) -> Result:
        """Train and measure one arm with one seed, or measure the model as it came."""
        if task == BASE_TASK:
            return {"scores": measuring.evaluate(self._session, self.heldout).to_dict()}
        arm = self._arm(task.arm)
        rows = self._rows(arm, task.seed)
        facts = train_and_save(
            self._session, rows, seed=task.seed, train=self.train, version=arm.version.id, runs=self.runs
        )
        scores = measuring.evaluate(self._session, self.heldout)
        kept = ("run", "method", "precision", "threads", "records", "record_ids", "losses", "seconds", "cpu_seconds")
        return {
            **{name: facts[name] for name in kept},
            "supervised_tokens": self._session.supervised_tokens(rows),
            "scores": scores.to_dict(),
        }

    def run_ids(self) -> dict[str, list[str]]:
        """The ids of the finished runs of each arm, in the order of the seeds."""
        found = {arm.name: [self._result(Task(arm.name, seed)) for seed in self.train.seeds] for arm in self.arms}
        return {arm: [result["run"] for result in results if result] for arm, results in found.items()}

    def _result(self, task: Task) -> Result | None:
        """What a task gave; an arm of another name that trained on the same records in the same way gave the same."""
        return self.journal.find_inputs(self._inputs(task))

    def _settled(self, tasks: int) -> "Trial":
        """The trial with everything decided that must be the same in all workers."""
        workers = self.train.workers or workers_for(tasks)
        precision = (
            self.train.precision
            or self.journal.once("precision", {"model": self._model.sha}, lambda: {"precision": fastest()})["precision"]
        )
        settled = {"workers": workers, "precision": precision, "threads": self.train.threads or cores() // workers or 1}
        return replace(self, train=self.train.model_copy(update=settled))

    def _comparison(self, results: Mapping[Task, Result]) -> Comparison:
        untouched = measuring.Arm(BASE, None, (), (Evaluation.from_dict(results[BASE_TASK]["scores"]),))
        measured = [
            self._measured(arm, [results[Task(arm.name, seed)] for seed in self.train.seeds]) for arm in self.arms
        ]
        return measuring.compare([untouched, *measured], self.pairs, margin=self.evaluate.margin)

    def _measured(self, arm: Arm, runs: Sequence[Result]) -> measuring.Arm:
        still_faulty = self._faulty - mended_ids(arm.version)
        faulty = sum(len(still_faulty.intersection(run["record_ids"])) for run in runs)
        return measuring.Arm(
            arm=arm.name,
            version=arm.version.id,
            seeds=tuple(self.train.seeds),
            runs=tuple(Evaluation.from_dict(run["scores"]) for run in runs),
            records=fmean(run["records"] for run in runs),
            supervised_tokens=fmean(run["supervised_tokens"] for run in runs),
            faults_per_1000=1000 * faulty / sum(run["records"] for run in runs),
        )

    def _rows(self, arm: Arm, seed: int) -> Sequence[Row]:
        rows = self._materials[arm.version.id].rows
        if arm.matched_to is not None:
            model = self._materials[self._arm(arm.matched_to).version.id]
            rows = tuple(self._session.random_matched(rows, self._session.supervised_tokens(model.rows), seed))
        if not rows:
            raise DataError(
                f"arm {arm.name}: version {arm.version.id} has no record to train on",
                hint="tuples, and chats that end with the assistant's turn, can be trained on",
            )
        return rows

    def _arm(self, name: str) -> Arm:
        return next(arm for arm in self.arms if arm.name == name)

    def _inputs(self, task: Task) -> dict[str, Any]:
        """What the result of a task depends on."""
        common = {
            "train": self.train.model_dump(mode="json", exclude={"seeds", "workers", "threads"}),
            "model": self._model.sha,
            "heldout": self.heldout.sha256,
        }
        if task == BASE_TASK:
            return common
        arm = self._arm(task.arm)
        return {
            **common,
            "version": arm.version.id,
            "matched_to": self._arm(arm.matched_to).version.id if arm.matched_to else None,
            "seed": task.seed,
            "decontaminate": self.evaluate.decontaminate,
        }

    @cached_property
    def _model(self) -> ModelFolder:
        return resolve(self.train.model)

    @cached_property
    def _materials(self) -> dict[str, Material]:
        heldout = self.heldout.frame() if self.evaluate.decontaminate else None
        versions = {arm.version.id: arm.version for arm in self.arms}
        return {name: material(version, heldout) for name, version in versions.items()}

    @cached_property
    def _faulty(self) -> set[str]:
        return faulty_ids([arm.version for arm in self.arms])

    @cached_property
    def _session(self) -> Session:
        return session_for(self.train)


def _worker(trial: Trial) -> Callable[[Task], Result]:
    """What does the tasks in one process."""
    trial.prepare()
    return trial.do


def compare_versions(
    store: VersionStore, versions: Sequence[DatasetVersion], heldout: Heldout, train: Train
) -> Comparison:
    """Put versions on trial against the first of them; a trial that was stopped goes on where it stopped.

    Raises:
        CuratorError: as `Trial.run`.
    """
    ids = [version.id for version in versions]
    folder = store.root / "loops" / f"compare-{fingerprint({'versions': ids, 'heldout': heldout.sha256})[:8]}"
    return Trial(
        arms=[Arm(version.id, version) for version in versions],
        pairs=[(version, ids[0]) for version in ids[1:]],
        heldout=heldout,
        train=train,
        evaluate=Evaluate(heldout=heldout.path),
        journal=Journal(folder / "journal.jsonl"),
        runs=store.root / "runs",
    ).run()
