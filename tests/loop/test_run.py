"""The whole loop with a model that takes milliseconds: resumable at every step, equal for all arms."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from curator.errors import DataError, RecipeError
from curator.evaluate import load_heldout
from curator.loop.decision import PROMOTE, Decision
from curator.loop.run import Loop
from curator.loop.turn import Turn
from curator.pipeline import curate
from curator.recipe import Data, Recipe, Train
from curator.trial.contest import compare_versions
from curator.trial.journal import Journal
from curator.versions import VersionStore


@dataclass(frozen=True)
class Finished:
    """A loop that nobody disturbed; not to be changed."""

    recipe: Path
    store: VersionStore
    turn: Turn


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, make_project: Any) -> Finished:
    project = make_project(tmp_path_factory.mktemp("finished"))
    return Finished(project.recipe, project.store, project.loop().run())


def without_place(turn: Turn) -> dict[str, Any]:
    return {**turn.outcome, "report": None}


def with_workers(recipe: Path, workers: int) -> Path:
    recipe.write_text(re.sub(r"workers: \d", f"workers: {workers}", recipe.read_text()))
    return recipe


def test_the_loop_ends_with_arms_comparisons_and_a_report(finished: Finished) -> None:
    result = finished.turn.to_dict()
    arms = {arm["arm"]: arm for arm in result["arms"]}
    assert set(arms) == {"base", "raw", "curated", "random"}
    assert [arms[name]["records"] for name in ("raw", "curated")] == [40, 26]
    assert arms["raw"]["faults_per_1000"] == 350.0
    assert arms["curated"]["faults_per_1000"] == 0.0
    assert arms["random"]["version"] == arms["raw"]["version"] != arms["curated"]["version"]
    assert abs(arms["random"]["supervised_tokens"] - arms["curated"]["supervised_tokens"]) <= 6
    assert {(each["a"], each["b"]) for each in result["comparisons"]} == {("curated", "raw"), ("curated", "random")}
    assert result["decision"] in ("promote", "refuse", "cannot tell")
    assert json.loads(orjson.dumps(result)) == result
    assert "<svg" in Path(result["report"]).read_text()


def test_a_finished_loop_trains_nothing_again(finished: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_training(*_: object, **__: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr("curator.trial.trial.train_and_save", no_training)
    again = Loop(finished.recipe, finished.store).run()
    assert again.outcome == finished.turn.outcome
    assert (finished.turn.is_new, again.is_new) == (True, False)
    assert again.work.to_dict() == {
        "steps": [],
        "records": {"read": 40, "measured": 0, "reused": 40},
        "runs": {"trained": 0, "reused": 6},
    }


def test_a_loop_keeps_to_the_precision_that_was_fastest_when_it_began(
    project: Any, store: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = project.recipe
    recipe.write_text(recipe.read_text().replace("  precision: float32", "  # none stated"))
    monkeypatch.setattr("curator.trial.settings.fastest", lambda: "bfloat16")
    first = Loop(recipe, store)
    turn = first.run()
    assert "precision" in first.journal.steps()
    monkeypatch.setattr("curator.trial.settings.fastest", lambda: "float32")
    assert Loop(recipe, store).run().outcome == turn.outcome


@pytest.mark.slow
def test_runs_beside_each_other_give_the_same(project: Any, store: VersionStore, finished: Finished) -> None:
    beside = Loop(with_workers(project.recipe, 2), store).run()
    assert without_place(beside) == without_place(finished.turn)


def left_alive(store: VersionStore) -> list[str]:
    """Command lines of processes that still work on this store, five seconds later at the latest."""
    found: list[str] = []
    for _ in range(50):
        commands = [path.read_bytes().replace(b"\0", b" ").decode() for path in _command_lines()]
        found = [command for command in commands if str(store.root) in command]
        if not found:
            break
        time.sleep(0.1)
    return found


def _command_lines() -> list[Path]:
    return [path for path in Path("/proc").glob("[0-9]*/cmdline") if path.parent.name != str(os.getpid())]


def test_changed_data_and_settings_are_noticed(project: Any, store: VersionStore) -> None:
    Loop(project.recipe, store).run()
    with (project.path / "data.jsonl").open("a") as file:
        file.write('{"instruction": "Which colour has the sky?", "output": "blue"}\n')
    again = Loop(project.recipe, store)
    turn = again.run()
    assert turn.outcome["counts"]["input"] == 41
    assert turn.work.to_dict()["records"] == {"read": 41, "measured": 1, "reused": 40}
    recipe = project.recipe
    recipe.write_text(recipe.read_text().replace("rank: 2", "rank: 4"))
    before = len(again.journal.steps())
    changed = Loop(recipe, store)
    changed.run()
    done = changed.journal.steps()[before:]
    assert len(done) == 2 + 3 * 2 + 1  # how much a run learns, the base model, every arm and seed, and the decision


def killed_after(step: str, project: Any, store: VersionStore) -> list[str]:
    """Start the loop, kill -9 it once the journal holds `step`, and return what the journal holds."""
    command = [sys.executable, "-m", "curator", "loop", "run", str(project.recipe), "--store", str(store.root)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = Loop(project.recipe, store).journal.path
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and process.poll() is None:
        if journal.is_file() and step.encode() in journal.read_bytes():
            break
        time.sleep(0.005)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return Journal(journal).steps()


@pytest.mark.parametrize(
    ("step", "workers"),
    [
        pytest.param("curate/raw", 1, marks=pytest.mark.slow),
        pytest.param("label/export", 1, marks=pytest.mark.slow),
        ("train/raw/0", 2),
        pytest.param("train/curated/1", 1, marks=pytest.mark.slow),
    ],
)
def test_a_killed_loop_leaves_nobody_at_work_and_goes_on_where_it_stopped(
    project: Any, store: VersionStore, finished: Finished, step: str, workers: int
) -> None:
    recipe = with_workers(project.recipe, workers)
    done = killed_after(step, project, store)
    assert step in done
    assert not left_alive(store)
    resumed = Loop(with_workers(recipe, 1), store)
    turn = resumed.run()
    assert resumed.journal.steps()[: len(done)] == done
    assert len(resumed.journal.steps()) == len(set(resumed.journal.steps())) == 5 + 3 * 2 + 1
    assert without_place(turn) == without_place(finished.turn)


def test_training_records_that_repeat_a_heldout_question_are_left_out(project: Any, store: VersionStore) -> None:
    with (project.path / "data.jsonl").open("a") as file:
        file.write('{"instruction": "which colour has  OBJECT 3?", "output": "red"}\n')
    left_out = Loop(project.recipe, store).run().outcome["left_out_of_training"]
    assert {arm: found["contaminated"] for arm, found in left_out.items()} == {"raw": 1, "curated": 1}


def test_a_loop_without_anything_to_measure_on_is_refused(project: Any, store: VersionStore) -> None:
    recipe = project.recipe
    recipe.write_text(recipe.read_text().replace("evaluate: {heldout: held.jsonl}", ""))
    with pytest.raises(RecipeError, match="the loop needs a held-out set"):
        Loop(recipe, store)


def test_a_version_without_trainable_records_is_said(project: Any, store: VersionStore) -> None:
    (project.path / "data.jsonl").write_text('{"prompt": "a b c d", "chosen": "e", "rejected": "f"}\n')
    with pytest.raises(DataError, match="has no record to train on"):
        Loop(project.recipe, store).run()


def test_versions_are_compared_with_the_first(project: Any, store: VersionStore, tiny_model: Path) -> None:
    def version(**changes: Any) -> Any:
        return curate(Recipe(data=Data(sources=[str(project.path / "data.jsonl")]), **changes), store=store)

    train = Train(model=str(tiny_model), examples_seen=8, batch_size=4, seeds=[0, 1], rank=2, workers=1, threads=1)
    a, b = version(rules=[]), version()
    result: Any = compare_versions(store, [a, b], load_heldout(project.path / "held.jsonl"), train).to_dict()
    assert [arm["arm"] for arm in result["arms"]] == ["base", a.id, b.id]
    assert {(each["a"], each["b"]) for each in result["comparisons"]} == {(b.id, a.id)}


def test_the_champions_runs_are_trained_once_and_measured_anew_on_other_questions(
    project: Any, store: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.loop.challenge.decide", lambda *_, **__: Decision(PROMOTE, ("it is better",)))
    first = project.loop().run()
    assert first.work.to_dict()["runs"] == {"trained": 6, "reused": 0}
    project.add_record(1)
    second = project.loop().run()
    arms = {arm["arm"]: arm["version"] for arm in second.outcome["arms"]}
    assert arms["champion"] == first.outcome["curated"] != arms["curated"]
    assert second.work.to_dict()["runs"] == {"trained": 4, "reused": 2}
    assert second.outcome["champion"]["after"] == second.outcome["curated"]

    with (project.path / "held.jsonl").open("a") as file:
        file.write('{"instruction": "Which colour has the sun?", "output": "yellow", "options": ["yellow", "red"]}\n')
    project.add_record(2)
    third = project.loop().run()
    assert third.outcome["items"] == 7
    assert third.work.to_dict()["runs"] == {"trained": 6, "reused": 0}
