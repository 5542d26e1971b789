"""The task files that come with curator are right, and fit the public files that they are for."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curator.config import Document
from curator.evaluate.task_file import TaskFile, load_task
from curator.shipped import shipped

TASKS = sorted((shipped("sample_data") / "tasks").glob("*.yaml"))
FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))
Row = dict[str, Any]


@pytest.mark.parametrize("path", TASKS, ids=lambda path: path.stem)
def test_a_template_is_a_task_with_a_comment_that_says_what_it_is_for(path: Path) -> None:
    task = Document.read(path).validate(TaskFile)
    assert task.about
    assert path.read_text().startswith("# ")


def test_the_sample_task_runs_on_the_sample_data() -> None:
    found = load_task(shipped("sample_data") / "tasks" / "sample.yaml")
    assert len(found.items) == 40


def as_it_is(row: Row) -> Row:
    return row


def to_be_refused(row: Row) -> Row:
    return {"prompt": row["prompt"], "refuse": True}


@pytest.mark.realdata
@pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets")
@pytest.mark.parametrize(
    ("name", "source", "made", "count", "answer"),
    [
        ("gsm8k", "gsm8k/test.jsonl.gz", as_it_is, 1319, None),
        ("gsm8k-few-shot", "gsm8k/test.jsonl.gz", as_it_is, 1319, None),
        ("ifeval", "eval_prompts/ifeval_en.jsonl.gz", as_it_is, 541, ""),
        ("humaneval", "eval_prompts/human_eval_164.jsonl.gz", as_it_is, 164, ""),
        ("multiple-choice", "classification/xcopa_it_id_vi_zh_tr.jsonl.gz", as_it_is, 3000, None),
        ("refusals", "safety/donotanswer_expanded.jsonl.gz", to_be_refused, 939, ""),
    ],
)
def test_a_template_reads_the_public_file(
    tmp_path: Path, name: str, source: str, made: Callable[[Row], Row], count: int, answer: str | None
) -> None:
    template = next(path for path in TASKS if path.stem == name)
    task = Document.read(template).validate(TaskFile)
    (tmp_path / template.name).write_text(template.read_text())
    with gzip.open(FOLDER / source, "rt") as lines:
        (tmp_path / task.items).write_text("".join(json.dumps(made(json.loads(line))) + "\n" for line in lines))
    if task.shots:
        with gzip.open(FOLDER / "gsm8k" / "train.jsonl.gz", "rt") as lines:
            (tmp_path / task.shots.items).write_text("".join(lines))
    found = load_task(tmp_path / template.name, allow_code=True)
    assert len(found.items) == count
    assert answer is None or {item.answer for item in found.items} == {answer}
    assert all(item.shots == (task.shots.count if task.shots else 0) for item in found.items)
