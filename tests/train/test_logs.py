"""The steps of a run are told to TensorBoard, MLflow and Weights & Biases."""

import warnings
from pathlib import Path

import pytest

from curator.errors import LeftOut, RecipeError
from curator.train import logs
from curator.train.course import Step
from curator.train.logs import logged

STEPS = [Step("supervised", number, 3, number, 1 / number, 0.001, 10, 100.0) for number in (1, 2, 3)]
SETTINGS = {"rank": 4, "stages": ["supervised"], "template": None}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for everything that the loggers write; nothing goes to a server."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_SILENT", "true")
    return tmp_path


def test_weights_and_biases_is_told_every_step(elsewhere: Path) -> None:
    wandb = pytest.importorskip("wandb")
    with logged("wandb", "version-0", SETTINGS) as tell:
        for step in STEPS:
            tell(step)
    wandb.teardown()  # as at the end of a process; before it, not everything is written
    (file,) = elsewhere.glob("wandb/offline-run-*/run-*.wandb")
    kept = file.read_bytes()
    assert kept.count(b"supervised/tokens_per_second") >= len(STEPS)
    assert all(str(step.loss).encode() in kept for step in STEPS)


def test_a_run_that_fails_is_not_logged_as_finished(elsewhere: Path) -> None:
    mlflow = pytest.importorskip("mlflow")
    for name, error in (("good", None), ("bad", ValueError("stopped"))):
        try:
            with logged("mlflow:runs", name, SETTINGS) as tell:
                tell(STEPS[0])
                if error:
                    raise error
        except ValueError:
            pass
    found = mlflow.search_runs(search_all_experiments=True)
    assert dict(zip(found["tags.mlflow.runName"], found["status"], strict=True)) == {
        "good": "FINISHED",
        "bad": "FAILED",
    }


def test_a_log_that_fails_does_not_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []

    def opened(*_: object) -> logs.Opened:
        def tell(values: object, step: int) -> None:
            told.append(step)
            raise OSError("server gone\nlong story")

        def end(is_done: bool) -> None:
            raise OSError("still gone")

        return tell, end

    monkeypatch.setitem(logs._OPENED, "wandb", opened)
    with warnings.catch_warnings(record=True, action="always") as caught, logged("wandb", "x", {}) as tell:
        tell(STEPS[0])
        tell(STEPS[1])
    assert [(each.category, str(each.message)) for each in caught] == [
        (LeftOut, "wandb takes no more: server gone; the run goes on"),
        (LeftOut, "wandb was not closed: still gone"),
    ]
    assert told == [1]


@pytest.mark.parametrize("place", ["paper", "tensorboard", "tensorboard:"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(RecipeError, match="cannot log to"), logged(place, "x", {}):
        pass
