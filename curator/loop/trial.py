"""Put versions on trial: fine-tune every arm with every seed in the same way, and measure each on the held-out set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any

from curator import evaluate, progress
from curator.errors import DataError
from curator.evaluate import Comparison, Evaluation, Heldout, compare
from curator.loop.arms import Arm, Material, faulty_ids, material, mended_ids
from curator.loop.journal import Journal, Result, fingerprint
from curator.recipe import Evaluate, Train
from curator.train import ModelFolder, Row, Session, random_matched, resolve

BASE = "base"


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
        base = self.journal.once("evaluate/base", self._inputs(), self._base)
        done: dict[str, list[Result]] = {arm.name: [] for arm in self.arms}
        with progress.stage("training runs", len(self.train.seeds) * len(self.arms)) as advance:
            for seed in self.train.seeds:
                for arm in self.arms:
                    done[arm.name].append(self._one(arm, seed))
                    advance(1)
        measured = [self._measured(arm, done[arm.name]) for arm in self.arms]
        untouched = evaluate.Arm(BASE, None, (), (Evaluation.from_dict(base["scores"]),))
        return compare([untouched, *measured], self.pairs, margins=self._margins())

    def skipped(self) -> dict[str, dict[str, Any]]:
        """What each version's records were not trained on, and why: counts by arm."""
        return {
            arm.name: {"contaminated": found.contaminated, "untrainable": found.skipped}
            for arm in self.arms
            if arm.matched_to is None
            for found in [self._materials[arm.version.id]]
        }

    def _one(self, arm: Arm, seed: int) -> Result:
        """Train and measure one arm with one seed, unless the journal holds it."""
        rows = self._rows(arm, seed)
        inputs = {**self._inputs(), "version": arm.version.id, "matched": arm.matched_to, "seed": seed}
        inputs["rows"] = fingerprint({"ids": [row.record_id for row in rows]})
        return self.journal.once(f"train/{arm.name}/{seed}", inputs, lambda: self._trained(rows, seed, inputs))

    def _trained(self, rows: Sequence[Row], seed: int, inputs: Mapping[str, Any]) -> Result:
        folder = self.runs / fingerprint(inputs)
        fitted = self._session.fit(rows, seed)
        scores = evaluate.evaluate(self._session, self.heldout)
        self._session.save(folder)
        return {
            "scores": scores.to_dict(),
            "records": len(rows),
            "record_ids": [row.record_id for row in rows],
            "supervised_tokens": self._session.supervised_tokens(rows),
            "run": folder.name,
            **fitted.to_dict(),
        }

    def _base(self) -> Result:
        return {"scores": evaluate.evaluate(self._session, self.heldout).to_dict()}

    def _measured(self, arm: Arm, runs: Sequence[Result]) -> evaluate.Arm:
        mended = mended_ids(arm.version)
        faulty = [len(self._faulty.intersection(run["record_ids"]) - mended) for run in runs]
        return evaluate.Arm(
            arm=arm.name,
            version=arm.version.id,
            seeds=tuple(self.train.seeds),
            runs=tuple(Evaluation.from_dict(run["scores"]) for run in runs),
            records=fmean(run["records"] for run in runs),
            supervised_tokens=fmean(run["supervised_tokens"] for run in runs),
            faults_per_1000=1000 * sum(faulty) / sum(run["records"] for run in runs),
        )

    def _rows(self, arm: Arm, seed: int) -> Sequence[Row]:
        rows = self._materials[arm.version.id].rows
        if arm.matched_to is not None:
            model = next(each for each in self.arms if each.name == arm.matched_to)
            tokens = self._session.supervised_tokens(self._materials[model.version.id].rows)
            rows = random_matched(rows, tokens, seed)
        if not rows:
            raise DataError(
                f"arm {arm.name}: version {arm.version.id} has no record to train on",
                hint="tuples, and chats that end with the assistant's turn, can be trained on",
            )
        return rows

    def _inputs(self) -> dict[str, Any]:
        """What every run of the trial depends on."""
        return {
            "train": self.train.model_dump(mode="json", exclude={"seeds"}),
            "model": self._model.sha,
            "heldout": self.heldout.sha256,
        }

    def _margins(self) -> dict[str, float]:
        shares = dict.fromkeys(("exact_match", "option_accuracy"), self.evaluate.margin)
        return {**evaluate.MARGINS, **shares}

    @cached_property
    def _materials(self) -> dict[str, Material]:
        heldout = self.heldout.frame() if self.evaluate.decontaminate else None
        versions = {arm.version.id: arm.version for arm in self.arms}
        return {name: material(version, heldout) for name, version in versions.items()}

    @cached_property
    def _faulty(self) -> set[str]:
        return faulty_ids([arm.version for arm in self.arms])

    @cached_property
    def _model(self) -> ModelFolder:
        return resolve(self.train.model)

    @cached_property
    def _session(self) -> Session:
        return Session(self._model, **session_options(self.train))


def session_options(train: Train) -> dict[str, Any]:
    """The settings of a recipe that a training session takes."""
    return train.model_dump(exclude={"model", "seeds"})
