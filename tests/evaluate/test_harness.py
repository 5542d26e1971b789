"""Tasks of lm-evaluation-harness, on data of our own and without a network."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from curator.errors import DataError
from curator.evaluate.harness import run_harness

pytest.importorskip("lm_eval")

CHOICE = """\
task: rivers
dataset_path: json
dataset_kwargs: {data_files: {test: FILE}}
test_split: test
output_type: multiple_choice
doc_to_text: "{{question}}"
doc_to_choice: "{{options}}"
doc_to_target: "{{answer}}"
metric_list: [{metric: acc, aggregation: mean, higher_is_better: true}]
"""
WRITTEN = """\
task: names
dataset_path: json
dataset_kwargs: {data_files: {test: FILE}}
test_split: test
output_type: generate_until
doc_to_text: "{{question}}"
doc_to_target: "{{answer}}"
generation_kwargs: {until: ["\\n"], max_gen_toks: 8, do_sample: false}
metric_list: [{metric: exact_match, aggregation: mean, higher_is_better: true}]
"""


@dataclass(frozen=True)
class Said:
    text: str


@dataclass(frozen=True)
class Scored:
    tokens: int
    log_likelihood: float
    greedy_match: bool


class Model:
    """Prefers Elbe, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.most: set[int] = set()

    def log_likelihoods(self, items: Sequence[tuple[Any, str]], /) -> list[Scored]:
        self.asked += items
        return [Scored(1, -1.0 if text == "Elbe" else -2.0, text == "Elbe") for _, text in items]

    def generate(self, prompts: Sequence[Any], *, max_new_tokens: int, **_: Any) -> list[list[Said]]:
        self.most.add(max_new_tokens)
        return [[Said("Elbe\nand more")] for _ in prompts]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    rows = [
        {"question": f"River {i}?", "options": ["Elbe", "Oder"], "answer": ["Elbe", "Oder"][i > 2]} for i in range(4)
    ]
    (tmp_path / "rivers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for name, text in (("rivers", CHOICE), ("names", WRITTEN)):
        (tmp_path / f"{name}.yaml").write_text(text.replace("FILE", str(tmp_path / "rivers.jsonl")))
    return tmp_path


def test_options_and_written_answers_are_measured_item_by_item(folder: Path) -> None:
    model = Model()
    found = run_harness(model, ["rivers", "names"], folder=folder)
    by_name = {(each.task, each.metric): each for each in found.measures}
    assert by_name["rivers", "acc"].value == 0.75
    assert by_name["names", "exact_match"].value == 0.75
    assert by_name["rivers", "acc"].items == 4
    assert by_name["rivers", "acc"].error == pytest.approx(0.25)
    assert found.evaluation is not None
    assert found.evaluation.item_ids[:2] == ("rivers/0", "rivers/1")
    assert found.evaluation.mean("acc", "rivers") == 0.75
    assert found.evaluation.mean("acc", "names") is None
    assert found.evaluation.mean("exact_match", "names") == 0.75


def test_the_model_is_asked_in_turns_and_options_come_bare(folder: Path) -> None:
    model = Model()
    run_harness(model, ["rivers", "names"], folder=folder)
    assert ([{"role": "user", "content": "River 0?"}], "Oder") in [
        ([{key: turn[key] for key in ("role", "content")} for turn in turns], text) for turns, text in model.asked
    ]
    assert model.most == {8}


def test_a_task_that_cannot_run_is_told_of(folder: Path) -> None:
    (folder / "rivers.jsonl").write_text('{"question": "x"}\n')
    with pytest.raises(DataError, match="rivers: the harness failed"):
        run_harness(Model(), ["rivers"], folder=folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder of tasks"):
        run_harness(Model(), ["rivers"], folder=tmp_path / "none")


def test_an_unknown_task(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import lm_eval.tasks

    class Few(lm_eval.tasks.TaskManager):  # type: ignore[misc]
        def __init__(self, *, include_path: str | None = None, include_defaults: bool = True) -> None:
            super().__init__(include_path=include_path, include_defaults=False)  # its own take half a minute to list

    monkeypatch.setattr(lm_eval.tasks, "TaskManager", Few)
    with pytest.raises(DataError, match="the harness has no task ponds"):
        run_harness(Model(), ["ponds"], folder=folder)
