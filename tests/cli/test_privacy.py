"""What a run that masks leaves behind: no key in the store, in reports, or in what commands print."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.text import printable

KEY = "ghp_" + "a8Kd93hfLs02mXcV71qPzR5tYw6uNe4bGj8o"
EMAIL = "ann.li@firma.de"
LINES = [
    {"instruction": "Clone it.", "output": f"<p>git clone https://{KEY}@github.com/a/b</p>"},
    {"instruction": f"Who is {EMAIL}?", "output": f"I do not know {EMAIL}."},
    {"instruction": "Name a river.", "output": "The Elbe."},
]


@pytest.fixture
def told(curator: Callable[..., Any], tmp_path: Path) -> Callable[..., str]:
    """Run a command and give all that it printed."""
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LINES))

    def run(*args: str) -> str:
        done = curator(*args, "--store", "store")
        assert done.code == 0, done.err
        return done.out + done.err

    return run


def _everything(store: Path) -> str:
    """All that the store holds, as text."""
    tables = [pl.read_parquet(path).write_json() for path in sorted(store.rglob("*.parquet"))]
    return "".join([*tables, *(path.read_text() for path in store.rglob("*.json*"))])


def test_a_key_is_neither_kept_nor_told(told: Callable[..., str], tmp_path: Path) -> None:
    shown = [told("curate", "data.jsonl", "-o", "out.jsonl")]
    assert KEY not in _everything(tmp_path / "store")
    assert "<KEY_1>" in (tmp_path / "out.jsonl").read_text()
    shown += [told("report", "latest", *more) for more in ((), ("--json",), ("--html", "report.html"))]
    shown.append((tmp_path / "report.html").read_text())
    (records,) = (tmp_path / "store").rglob("records.parquet")
    for record_id in pl.read_parquet(records)["record_id"]:
        shown += [told("why", record_id), told("why", record_id, "--json")]
    assert [text for text in shown if KEY in text] == []
    assert any("key withheld" in text for text in shown)


def test_without_repairs_a_key_is_kept_and_not_told(told: Callable[..., str], tmp_path: Path) -> None:
    shown = [told("report", "data.jsonl", "--no-fixes", *more) for more in ((), ("--json",), ("--html", "report.html"))]
    shown.append((tmp_path / "report.html").read_text())
    assert [text for text in shown if KEY in text] == []


def test_the_strict_preset_masks_persons_everywhere(told: Callable[..., str], tmp_path: Path) -> None:
    told("curate", "data.jsonl", "-o", "out.jsonl", "--rules", "strict")
    assert EMAIL not in _everything(tmp_path / "store")
    assert "Who is <EMAIL_1>?" in (tmp_path / "out.jsonl").read_text()


@pytest.mark.parametrize(
    ("text", "shown"),
    [(f"see {KEY} there", "see [key withheld] there"), (f"Write to {EMAIL}", f"Write to {EMAIL}"), ("a" * 9, "aaa…")],
)
def test_what_is_printed_has_no_key(text: str, shown: str) -> None:
    assert printable(text, 3 if shown == "aaa…" else 60) == shown
