"""A project with a model that takes milliseconds, and trials whose verdicts are chosen."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from curator.loop.run import Loop
from curator.trial.arms import Arm
from curator.versions import VersionStore

COLOURS = ["red", "green", "blue"]
RECIPE = """\
name: colours
data: {{sources: [data.jsonl]}}
rules: [empty-answers]
label: {{budget: 5}}
train:
  model: "{model}"
  examples_seen: 8
  batch_size: 4
  seeds: [0, 1]
  rank: 2
  alpha: 4
  workers: 1
  threads: 1
  precision: float32  # which is faster is measured, and loops on a busy machine would not be the same
evaluate: {{heldout: held.jsonl}}
"""


@dataclass(frozen=True)
class Project:
    """A folder with a recipe over 40 tuples, a third of them without an answer, and 6 held-out questions."""

    path: Path

    @property
    def recipe(self) -> Path:
        return self.path / "recipe.yaml"

    @property
    def store(self) -> VersionStore:
        return VersionStore(self.path / "store")

    def loop(self, **more: Any) -> Loop:
        return Loop(self.recipe, self.store, **more)

    def add_record(self, number: int, answer: str = "blue") -> None:
        """One more record in the data."""
        with (self.path / "data.jsonl").open("a") as file:
            file.write(json.dumps({"instruction": f"What is new about thing {number}?", "output": answer}) + "\n")

    def replace(self, old: str, new: str) -> None:
        """Other words in the recipe."""
        text = self.recipe.read_text()
        assert old in text
        self.recipe.write_text(text.replace(old, new))

    def add(self, text: str) -> None:
        """More lines at the end of the recipe."""
        self.recipe.write_text(self.recipe.read_text() + text + "\n")


MakeProject = Callable[[Path], Project]


@pytest.fixture(scope="session")
def make_project(tiny_model: Path) -> MakeProject:
    def made(folder: Path) -> Project:
        rows = [
            {"instruction": f"Which colour has thing number {i}?", "output": "" if i % 3 == 0 else COLOURS[i % 3]}
            for i in range(40)
        ]
        held: list[dict[str, Any]] = [
            {"instruction": f"Which colour has object {i}?", "output": COLOURS[i % 3], "options": COLOURS}
            for i in range(6)
        ]
        for name, lines in [("data.jsonl", rows), ("held.jsonl", held)]:
            (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
        (folder / "recipe.yaml").write_text(RECIPE.format(model=tiny_model))
        return Project(folder)

    return made


@pytest.fixture
def project(tmp_path: Path, make_project: MakeProject) -> Project:
    return make_project(tmp_path)


@pytest.fixture
def store(project: Project) -> VersionStore:
    return project.store


@dataclass
class Verdicts:
    """What trials find from now on, against the champion and against the control, and those that were held."""

    champion: str = "cannot tell"
    control: str = "better"
    held: list[dict[str, str]] = field(default_factory=list)
    """For each trial that was held, the version of each arm."""


class _Found:
    def __init__(self, found: dict[str, Any]) -> None:
        self._found = found

    def to_dict(self) -> dict[str, Any]:
        return self._found


@pytest.fixture
def verdicts(monkeypatch: pytest.MonkeyPatch) -> Verdicts:
    """Trials that train nothing and find what is wanted; what a loop does around them is all there."""
    wanted = Verdicts()

    @dataclass(frozen=True)
    class Trial:
        arms: Sequence[Arm]
        pairs: Sequence[tuple[str, str]]
        heldout: Any
        train: Any
        evaluate: Any
        journal: Any
        runs: Path
        asked: Any
        keeps_budget: bool

        def run(self) -> _Found:
            wanted.held.append({arm.name: arm.version.id for arm in self.arms})
            metrics = {"exact_match": {"mean": 0.5, "sd": 0.1, "per_seed": [0.4, 0.6]}}
            about = {"records": 40, "supervised_tokens": 100, "faults_per_1000": 1.0, "metrics": metrics, "tasks": {}}
            arms = [{"arm": arm.name, "version": arm.version.id, "seeds": [0, 1], **about} for arm in self.arms]
            compared = []
            for (a, b), verdict in zip(self.pairs, (wanted.champion, wanted.control), strict=True):
                said = {"a": a, "b": b, "metric": "exact_match", "verdict": verdict, "sentence": f"{verdict}: {b}"}
                compared.append(said | {"difference": 0.1, "low": 0.05, "high": 0.2, "p_adjusted": 0.01, "mde": 0.05})
            return _Found({"items": 6, "arms": arms, "comparisons": compared})

        def run_ids(self) -> dict[str, list[str]]:
            return {arm.name: [f"{arm.name}-0", f"{arm.name}-1"] for arm in self.arms}

        def left_out(self) -> dict[str, Any]:
            return {}

    monkeypatch.setattr("curator.loop.challenge.Trial", Trial)
    return wanted
