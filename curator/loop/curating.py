"""The first steps of a turn: the data as they came, the curated ones, and the gate before anything is trained."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from curator import __version__, overrides, pipeline, rules
from curator.checks import FAILED, PASSED, Tolerance, gate
from curator.governance.recorder import recorded
from curator.pipeline import Judged
from curator.readers.sources import find
from curator.recipe import Dedup, Recipe, Selection, Signals
from curator.trial.journal import Journal, Result
from curator.versions import DatasetVersion, VersionStore

RAW = "raw"

Warn = Callable[[str], None]


class Curating:
    """A recipe's two versions and its gate, each done once for the same data, rules and settings."""

    def __init__(
        self,
        recipe: Recipe,
        store: VersionStore,
        journal: Journal,
        warn: Warn,
        *,
        split: Result | None = None,
        held_out: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """`held_out` gives the records that are taken out before anything is done; `split` says how."""
        self.recipe = recipe
        self._store = store
        self._split = split
        self._held_out = held_out
        self._journal = journal
        self._warn = warn
        self.measured_anew = 0
        """Records about which something was measured now that no earlier run had stored."""

    def raw(self) -> DatasetVersion:
        """The version in which nothing is judged, repaired or removed."""
        recipe = without_curation(self.recipe)
        return self._version("curate/raw", recipe, lambda: self._judge(recipe))

    def curated(self) -> DatasetVersion:
        """The version that the recipe makes.

        Raises:
            RecipeError: a rule removes more of a source than it may.
        """
        return self._version("curate/curated", self.recipe, lambda: self._judged)

    def gate(self) -> Result | None:
        """What the recipe expects of the data, tested: `passed`, the number of `tests`, and those that `failed`.

        None when it expects nothing.
        """
        wanted, policy = self.recipe.expect, self.recipe.loop
        if wanted is None and policy.fail_on is None:
            return None
        tolerance = Tolerance(policy.fail_on, policy.max_share) if policy.fail_on else None
        above = wanted.not_above if wanted else None
        inputs = {
            **self._identity(self.recipe),
            "expect": wanted.model_dump(mode="json") if wanted else None,
            "above": self._store.get(above.version).id if above else None,
            "fail_on": policy.fail_on,
            "max_share": policy.max_share,
        }

        def work() -> Result:
            checked = gate(self._judged, [wanted] if wanted else [], tolerance, self._store.get)
            return {
                "passed": checked.passed,
                "tests": len(checked.of(PASSED)) + len(checked.of(FAILED)),
                "failed": [test.to_dict() | {"message": test.message} for test in checked.of(FAILED)],
            }

        return self._journal.once("gate", inputs, work)

    def _version(self, step: str, recipe: Recipe, judge: Callable[[], Judged]) -> DatasetVersion:
        def work() -> Result:
            sources = recipe.data.sources
            with recorded(self._store.root, "loop curate", warn=self._warn, sources=sources) as run:
                judged = judge()
                version = pipeline.commit(judged, self._store)
                run.makes(version)
            return {"version": version.id}

        done = self._journal.once(step, self._identity(recipe), work)
        return self._store.get(done["version"])

    def _judge(self, recipe: Recipe) -> Judged:
        return pipeline.judge(recipe, store=self._store, held_out=self._held_out())

    @cached_property
    def _judged(self) -> Judged:
        judged = self._judge(self.recipe)
        self.measured_anew = judged.measured_anew
        for warning in judged.warnings:
            self._warn(f"warning: {warning}")
        return judged

    def _identity(self, recipe: Recipe) -> Mapping[str, Any]:
        """Everything that a version of this recipe depends on."""
        return {
            **self._read,
            "recipe": recipe.identity(),
            "signals": {**recipe.signals.model_dump(), "domain file": _stamp(recipe.signals.domain)},
            "rules": rules.load(recipe.rules).text,
        }

    @cached_property
    def _read(self) -> Mapping[str, Any]:
        return {
            "curator": __version__,
            "data": stamps(self.recipe.data.sources),
            "restored": sorted(overrides.load(self._store.root)),
            "split": self._split,
        }


def without_curation(recipe: Recipe) -> Recipe:
    """The recipe of the raw arm: the same data, nothing judged, repaired or removed."""
    nothing = {"rules": [], "over_limit": [], "fixes": False, "dedup": Dedup(enabled=False)}
    return recipe.model_copy(update={**nothing, "selection": Selection(), "signals": Signals(), "name": RAW})


def stamps(sources: Sequence[str]) -> list[list[str | int]]:
    """What tells that a file which is read has changed."""
    return [source.stamp() for source in find(sources)]


def _stamp(domain: str | None) -> list[list[str | int]]:
    """That of the file of records that a domain may be."""
    try:
        return stamps([domain]) if domain and Path(domain).is_file() else []
    except OSError:  # a description, too long for a path
        return []
