"""`curator evaluate`, with a model that takes milliseconds and knows nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Curator = Callable[..., Any]

TASK = "task: sums\nitems: sums.jsonl\nmetrics: [numeric, exact_match]\ngenerate: {max_new_tokens: 4}\n"


@pytest.fixture
def task(tmp_path: Path) -> str:
    (tmp_path / "sums.jsonl").write_text(
        "".join(json.dumps({"question": f"{n}+1", "answer": n + 1}) + "\n" for n in range(5))
    )
    (tmp_path / "sums.yaml").write_text(TASK)
    return "sums.yaml"


@pytest.fixture
def heldout(tmp_path: Path) -> str:
    (tmp_path / "held.jsonl").write_text('{"prompt": "Red?", "output": "no", "options": ["yes", "no"]}\n' * 3)
    return "held.jsonl"


def test_tasks_and_a_held_out_file_are_measured_together(
    curator: Curator, task: str, heldout: str, tiny_model: Path, tmp_path: Path
) -> None:
    done = curator(
        "evaluate",
        str(tiny_model),
        "--task",
        task,
        "--heldout",
        heldout,
        "--answers",
        "a.jsonl",
        "--show",
        "2",
        "--json",
    )
    assert done.code == 0, done.err
    found = done.json
    assert found["items"] == 8
    assert {(row["task"], row["metric"]): row["items"] for row in found["measures"]} == {
        ("answer", "exact_match"): 3,
        ("answer", "option_accuracy"): 3,
        ("answer", "answer_log_likelihood"): 3,
        ("sums", "exact_match"): 5,
        ("sums", "numeric"): 5,
        ("all", "exact_match"): 8,
    }
    row = next(each for each in found["measures"] if each["task"] == "sums")
    assert row["low"] <= row["mean"] <= row["high"]
    assert found["tasks"]["sums"]["option_accuracy"] is None
    assert found["writing"]["sums"]["answers"] == 5
    assert len(found["shown"]) == 2
    answers = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert [row["item"] for row in answers] == [f"sums/sums.jsonl:{n}" for n in range(1, 6)]
    assert set(answers[0]["scores"]) == {"numeric", "exact_match"}


def test_a_person_sees_a_table_and_answers(curator: Curator, task: str, tiny_model: Path) -> None:
    first = curator("evaluate", str(tiny_model), "--task", task, "--show", "1")
    assert first.code == 0, first.err
    assert "5 questions" in first.out
    assert "95% interval" in first.out
    assert "5 answers of " in first.out
    assert "\nasked " in first.out
    assert "\ngold " in first.out
    # What was written once is not written again, and reads the same.
    (kept,) = Path(".curator/answers").iterdir()
    size = kept.stat().st_size
    assert curator("evaluate", str(tiny_model), "--task", task, "--show", "1").out == first.out
    assert kept.stat().st_size == size
    assert curator("evaluate", str(tiny_model), "--task", task, "--fresh").out in first.out + "\n"


def test_only_the_first_questions(curator: Curator, task: str, tiny_model: Path) -> None:
    assert curator("evaluate", str(tiny_model), "--task", task, "--limit", "2", "--json").json["items"] == 2


def test_programs_are_run_only_when_that_is_allowed(curator: Curator, tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "code.jsonl").write_text('{"prompt": "def f():\\n", "test": "assert f() == 1", "entry_point": "f"}')
    (tmp_path / "code.yaml").write_text("task: code\nitems: code.jsonl\nmetrics: [code]\ngenerate: {max_new_tokens: 4}")
    refused = curator("evaluate", str(tiny_model), "--task", "code.yaml")
    assert refused.code == 2
    assert "code.yaml:3:11: task code runs programs that the model wrote; if you accept that" in refused.err
    done = curator("evaluate", str(tiny_model), "--task", "code.yaml", "--allow-code", "--json")
    assert done.json["tasks"]["code"] == {"code": 0.0}
    assert "programs" in done.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "there is nothing to measure on; give --task FILE or --heldout FILE"),
        (["--task", "no.yaml"], "no.yaml: no such file"),
        (["--heldout", "no.jsonl"], "no.jsonl: held-out set: no such file"),
        (["--task", "sums.yaml", "--task", "sums.yaml"], "task 'sums' stands in two of the sets"),
        (["--task", "sums.yaml", "--show", "-1"], "--show"),
        (["--task", "sums.yaml", "--answers", "nowhere/a.jsonl"], "nowhere: no such folder; make it, or name another"),
    ],
)
def test_what_cannot_be_measured_is_said_before_a_model_is_loaded(
    curator: Curator, task: str, options: list[str], message: str
) -> None:
    done = curator("evaluate", "no-such-model", *options)
    assert done.code == 2
    assert message in done.err


def test_a_model_without_a_template(curator: Curator, task: str, tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    for file in tiny_model.iterdir():
        if file.name != "chat_template.jinja":
            (folder / file.name).write_bytes(file.read_bytes())
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    settings.pop("chat_template", None)
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    done = curator("evaluate", "bare", "--task", task)
    assert done.code == 2
    assert "bare: the model has no chat template, so it is no instruction model" in done.err


def test_nothing_to_show_is_said(curator: Curator, heldout: str, tiny_model: Path) -> None:
    done = curator("evaluate", str(tiny_model), "--heldout", heldout, "--show", "3")
    assert done.code == 0
    assert "no answers to show: no task asks for written ones" in done.err


def test_the_harness_measures_by_itself(curator: Curator, task: str) -> None:
    done = curator("evaluate", "base", "--task", task, "--harness", "gsm8k")
    assert done.code == 2
    assert "--harness measures by itself; leave --task and --heldout out" in done.err
