"""Run commands in this process, in a folder of their own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from curator.cli.commands import run

RECORDS = [
    *(
        {"instruction": f"Which river flows through town {i}?", "input": "", "output": f"The river {name} flows there."}
        for i, name in enumerate(["Elbe", "Oder", "Weser", "Main", "Neckar", "Havel", "Saale", "Isar"])
    ),
    {"instruction": "Describe a river.", "input": "", "output": ""},
    {"instruction": "Name a lake.", "input": "<noinput>", "output": "Lake Constance is a large lake."},
]


class Outcome(NamedTuple):
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Curator = Callable[..., Outcome]


@pytest.fixture
def curator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Curator:
    """Run `curator ARGS…` in an empty folder; how long a step takes is not told, whatever the machine."""
    monkeypatch.chdir(tmp_path)
    for worth in ("WORTH_A_LINE_S", "WORTH_A_LINE_INSIDE_S"):
        monkeypatch.setattr(f"curator.cli.screen.{worth}", float("inf"))
    monkeypatch.delenv("CURATOR_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "100")  # whatever terminal the tests run in

    def call(*args: str) -> Outcome:
        code = run(list(args))
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Ten tuples, one without an answer, one with a placeholder input."""
    path = tmp_path / "data.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    return path
