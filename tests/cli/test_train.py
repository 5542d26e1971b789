"""`train`, `evaluate` and `loop` from the command line, with a model that takes milliseconds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from curator.cli.commands import cli
from curator.cli.training_options import Training

Curator = Callable[..., Any]

QUICK = ["--examples-seen", "4", "--batch-size", "2", "--rank", "2", "--threads", "1"]


@pytest.fixture
def heldout(tmp_path: Path) -> str:
    path = tmp_path / "held.jsonl"
    items = [
        {"instruction": f"Which river is number {i}?", "output": "Elbe", "options": ["Elbe", "Oder"]} for i in range(4)
    ]
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return "held.jsonl"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train one run after the other: every worker would import torch anew; tests/loop has several."""
    monkeypatch.setattr("curator.trial.settings.workers_for", lambda _: 1)


def test_a_run_is_trained_stored_and_measured(curator: Curator, data: Path, heldout: str, tiny_model: Path) -> None:
    curator("curate", "data.jsonl")
    trained = curator("train", "latest", "--heldout", heldout, "--model", str(tiny_model), *QUICK, "--json")
    assert trained.code == 0, trained.err
    run = trained.json
    assert (run["records"], run["steps"], run["contaminated"]) == (9, 2, 0)
    assert (Path(run["adapter"]) / "adapter_model.safetensors").is_file()

    base = curator("evaluate", str(tiny_model), "--heldout", heldout, "--json").json
    card = Path(run["adapter"]) / "README.md"
    assert "## Scores" not in card.read_text()
    curator("evaluate", run["run"][:6], "--heldout", heldout, "--limit", "1")
    assert "## Scores" not in card.read_text()  # what a few questions say is no score of the run
    tuned = curator("evaluate", run["run"][:6], "--heldout", heldout, "--json").json
    assert "| answer | exact\\_match |" in card.read_text()
    assert "9 trained on" in card.read_text()
    assert base["items"] == tuned["items"] == 4
    assert base["metrics"]["answer_log_likelihood"] != tuned["metrics"]["answer_log_likelihood"]
    assert "exact match" in curator("evaluate", run["run"], "--heldout", heldout).out


def test_the_same_run_gives_the_same_adapter(curator: Curator, data: Path, heldout: str, tiny_model: Path) -> None:
    curator("curate", "data.jsonl")
    weights = []
    for _ in range(2):
        run = curator("train", "latest", "--model", str(tiny_model), *QUICK, "--json").json
        weights.append((run["run"], (Path(run["adapter"]) / "adapter_model.safetensors").read_bytes()))
    assert weights[0] == weights[1]


def test_wrong_settings_are_said_before_anything_is_read(curator: Curator, data: Path, heldout: str) -> None:
    curator("curate", "data.jsonl")
    for options, what in [
        (["--examples-seen", "2", "--batch-size", "4"], "examples_seen is smaller than batch_size"),
        (["--stages", "superviced"], "--stages: no stage 'superviced'; did you mean supervised?"),
        (["--learning-rate", "7"], "7"),
    ]:
        done = curator("train", "latest", *options)
        assert done.code == 2
        assert what in done.err


def test_the_loop_shows_its_verdict_and_its_status(
    curator: Curator, data: Path, heldout: str, tiny_model: Path, tmp_path: Path
) -> None:
    (tmp_path / "recipe.yaml").write_text(
        f"data: {{sources: [data.jsonl]}}\n"
        f'train: {{model: "{tiny_model}", examples_seen: 4, batch_size: 2, seeds: [0, 1], rank: 2, threads: 1}}\n'
        f"evaluate: {{heldout: {heldout}}}\n"
    )
    assert "nothing is finished yet" in curator("loop", "status", "recipe.yaml").out
    done = curator("loop", "run", "recipe.yaml")
    assert done.code == 0, done.err
    report = done.out.rstrip().splitlines()[-1].removeprefix("report: ")
    assert Path(report).is_file()
    status = curator("loop", "status", "recipe.yaml", "--json").json
    assert {"train/raw/0", "train/random/1"} <= set(status["finished"])
    assert status["report"] == report


def test_a_run_is_merged_logged_and_measured(curator: Curator, data: Path, heldout: str, tiny_model: Path) -> None:
    pytest.importorskip("tensorboard")
    pytest.importorskip("mlflow")
    curator("curate", "data.jsonl")
    more = ["--method", "lora", "--merge", "--log", "tensorboard:board", "--log", "mlflow:mlruns"]
    trained = curator("train", "latest", "--model", str(tiny_model), *QUICK, *more, "--json")
    assert trained.code == 0, trained.err
    assert "needs about 0." in trained.err
    run = trained.json
    assert (run["method"], run["stages"]) == ("LoRA", [["supervised", 2]])
    assert (Path(run["merged"]) / "model.safetensors").is_file()
    assert list(Path("board").glob("*/events.out.tfevents.*"))
    (losses,) = Path("mlruns").glob("*/*/metrics/supervised/loss")
    assert [float(line.split()[1]) for line in losses.read_text().splitlines()] == pytest.approx(run["losses"])

    tuned = curator("evaluate", run["run"], "--heldout", heldout, "--json").json
    merged = curator("evaluate", run["merged"], "--heldout", heldout, "--json").json
    name = "answer_log_likelihood"
    assert merged["metrics"][name] == pytest.approx(tuned["metrics"][name], abs=0.05)


def test_numbers_and_memory_are_chosen_on_the_command_line(curator: Curator, data: Path, tiny_model: Path) -> None:
    curator("curate", "data.jsonl")
    settings = ["--precision", "bfloat16", "--gradient-checkpointing", "--tokens-seen", "400"]
    done = curator("train", "latest", "--model", str(tiny_model), *QUICK, "--method", "lora", *settings, "--json")
    assert done.code == 0, done.err
    assert (done.json["precision"], done.json["train"]["gradient_checkpointing"]) == ("bfloat16", True)
    assert 350 <= done.json["tokens_seen"] <= 450


@pytest.mark.parametrize("command", ["compare", "dose", "attribute"])
def test_whatever_trains_takes_the_options_of_train(command: str) -> None:
    made, trained = (cli.get_command(click.Context(cli), name) for name in (command, "train"))
    assert made is not None
    assert trained is not None
    theirs, its = ({each.name: each.to_info_dict() for each in found.params} for found in (made, trained))
    assert {name: theirs.get(name) for name in Training.__annotations__} == {
        name: its[name] for name in Training.__annotations__
    }


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--merge"], "cannot be merged: merged weights would act on prompts too; add --method lora"),
        (["--log", "paper"], "cannot log to 'paper'; write tensorboard:FOLDER, mlflow, mlflow:URI or wandb"),
        (["--epochs", "1", "--tokens-seen", "8"], "tokens_seen and epochs exclude each other"),
        (["--method", "prefix-frozen", "--gradient-checkpointing"], "leave gradient_checkpointing out"),
        (["--epochs", "1", "--examples-seen", "8"], "--epochs and --examples-seen both say how long to train"),
        (["--stages", "supervised,prefence"], "--stages: no stage "),
        (["--method", "full", "--quantization", "4bit"], "quantized weights cannot be trained; use lora or dora"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    curator: Curator, data: Path, tiny_model: Path, options: list[str], what: str
) -> None:
    curator("curate", "data.jsonl")
    done = curator("train", "latest", "--model", str(tiny_model), *options)
    assert done.code == 2
    assert what in done.err
