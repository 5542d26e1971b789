"""One recipe from files to a verdict, step by step, each step remembered as soon as it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from curator import label, overrides, pipeline, rules
from curator.errors import RecipeError
from curator.evaluate import Comparison, Heldout, load_heldout
from curator.files import whole_file
from curator.label.version import export_tasks, import_annotations
from curator.loop.arms import Arm
from curator.loop.journal import Journal, Result, fingerprint
from curator.loop.trial import Trial
from curator.readers.sources import find
from curator.recipe import Dedup, Recipe, Selection, load
from curator.report import html
from curator.report.runs import of_version
from curator.train import resolve
from curator.versions import DatasetVersion, VersionStore

RAW, CURATED, RANDOM = "raw", "curated", "random"
PAIRS = ((CURATED, RAW), (CURATED, RANDOM))
DECIDING_METRIC = "exact_match"


@dataclass(frozen=True)
class Outcome:
    """What a finished loop found, and where its parts lie."""

    raw: DatasetVersion
    curated: DatasetVersion
    tasks: dict[str, int]
    annotated: dict[str, Any] | None
    comparison: Comparison
    skipped: dict[str, Any]
    report: Path

    @property
    def decision(self) -> str:
        """`promote` when curated answers more questions right than both other arms, `refuse` when fewer than one."""
        verdicts = {each.verdict for each in self.comparison.comparisons if each.metric == DECIDING_METRIC}
        if verdicts == {"better"}:
            return "promote"
        return "refuse" if "worse" in verdicts else "cannot tell"

    def to_dict(self) -> dict[str, Any]:
        """What `loop run --json` prints."""
        return {
            "decision": self.decision,
            "raw": self.raw.id,
            "curated": self.curated.id,
            "counts": self.curated.manifest["counts"],
            "label": {"tasks": self.tasks, "annotated": self.annotated},
            "left_out_of_training": self.skipped,
            **self.comparison.to_dict(),
            "report": str(self.report),
        }


class Loop:
    """A recipe on its way through the loop, with its journal in the store."""

    def __init__(self, path: Path, store: VersionStore) -> None:
        """Read the recipe.

        Raises:
            RecipeError: a mistake in it, or nothing to evaluate on.
        """
        self.recipe = load(path)
        if self.recipe.evaluate is None:
            raise RecipeError("the loop needs a held-out set", where=str(path), hint="add evaluate: {heldout: FILE}")
        if "-" in self.recipe.data.sources:
            raise RecipeError("standard input cannot be read again after a stop", where=str(path), hint="name files")
        self._evaluate = self.recipe.evaluate
        self._store = store
        self._identity = {
            "recipe": self.recipe.identity(),
            "rules": rules.load(self.recipe.rules).text,
            "data": _stamps(self.recipe.data.sources),
            "restored": sorted(overrides.load(store.root)),
        }
        name = fingerprint({"recipe": str(path.resolve()), "name": self.recipe.name})
        self.folder = store.root / "loops" / f"{self.recipe.name}-{name[:8]}"
        self.journal = Journal(self.folder / "journal.jsonl")

    def run(self) -> Outcome:
        """Do what the journal does not hold yet.

        Raises:
            CuratorError: a step failed; the steps before it are kept.
        """
        heldout = load_heldout(self._evaluate.heldout)
        resolve(self.recipe.train.model)  # a model that is not there is said before the work, not after it
        raw = self._version("curate/raw", self.without_curation())
        curated = self._version("curate/curated", self.recipe)
        tasks = self._tasks(curated)
        annotated = self._annotated(curated)
        final = self._store.get(annotated["version"]) if annotated else curated
        trial = self._trial(raw, final, heldout)
        comparison = trial.run()
        outcome = Outcome(raw, final, tasks, annotated, comparison, trial.left_out(), self.folder / "report.html")
        self._write(outcome)
        return outcome

    def _version(self, step: str, recipe: Recipe) -> DatasetVersion:
        inputs = {**self._identity, "step": recipe.identity(), "rules": rules.load(recipe.rules).text}
        done = self.journal.once(step, inputs, lambda: {"version": self._curate(recipe)})
        return self._store.get(done["version"])

    def _curate(self, recipe: Recipe) -> str:
        return pipeline.curate(recipe, store=self._store).id

    def without_curation(self) -> Recipe:
        """The recipe of the raw arm: the same data, nothing judged, repaired or removed."""
        nothing = {"rules": [], "over_limit": [], "fixes": False, "dedup": Dedup(enabled=False)}
        return self.recipe.model_copy(update={**nothing, "selection": Selection(), "name": RAW})

    def _tasks(self, curated: DatasetVersion) -> dict[str, int]:
        wanted = self.recipe.label
        if wanted is None:
            return {}

        def work() -> Result:
            return {"tasks": export_tasks(curated, self.folder / "label-studio", budget=wanted.budget)}

        tasks: dict[str, int] = self.journal.once(
            "label/export", {"version": curated.id, "budget": wanted.budget}, work
        )["tasks"]
        return tasks

    def _annotated(self, curated: DatasetVersion) -> dict[str, Any] | None:
        if self.recipe.label is None or self.recipe.label.annotations is None:
            return None
        path = Path(self.recipe.label.annotations)

        def work() -> Result:
            child, applied = import_annotations(self._store, curated, label.read(path))
            return {
                "version": child.id,
                "decided": dict(applied.decided),
                "skipped": len(applied.skipped),
                "problems": [str(problem) for problem in applied.problems],
            }

        return self.journal.once("label/import", {"version": curated.id, "file": _stamps([str(path)])}, work)

    def _trial(self, raw: DatasetVersion, curated: DatasetVersion, heldout: Heldout) -> Trial:
        return Trial(
            arms=[Arm(RAW, raw), Arm(CURATED, curated), Arm(RANDOM, raw, matched_to=CURATED)],
            pairs=PAIRS,
            heldout=heldout,
            train=self.recipe.train,
            evaluate=self._evaluate,
            journal=self.journal,
            runs=self._store.root / "runs",
        )

    def _write(self, outcome: Outcome) -> None:
        """The report and the outcome as JSON, in the loop's folder."""
        page = html.page(of_version(outcome.curated), comparison=outcome.comparison.to_dict())
        with whole_file(outcome.report) as file:
            file.write_text(page, encoding="utf-8")
        with whole_file(self.folder / "outcome.json") as file:
            file.write_bytes(orjson.dumps(outcome.to_dict(), option=orjson.OPT_INDENT_2))


def _stamps(sources: Sequence[str]) -> list[list[Any]]:
    """What tells that a file which is read has changed."""
    return [source.stamp() for source in find(sources)]
