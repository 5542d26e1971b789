"""Finished steps are not repeated, unfinished ones are."""

import errno
from pathlib import Path
from typing import Any

import pytest

from curator.errors import DataError
from curator.trial.journal import Journal


def counting(calls: list[str], name: str) -> Any:
    def work() -> dict[str, Any]:
        calls.append(name)
        return {"made": name}

    return work


def test_a_finished_step_is_not_repeated(tmp_path: Path) -> None:
    calls: list[str] = []
    path = tmp_path / "journal.jsonl"
    assert Journal(path).once("a", {"x": 1}, counting(calls, "a")) == {"made": "a"}
    assert Journal(path).once("a", {"x": 1}, counting(calls, "again")) == {"made": "a"}
    assert calls == ["a"]


def test_changed_inputs_are_done_again(tmp_path: Path) -> None:
    calls: list[str] = []
    journal = Journal(tmp_path / "journal.jsonl")
    journal.once("a", {"x": 1}, counting(calls, "one"))
    journal.once("a", {"x": 2}, counting(calls, "two"))
    assert calls == ["one", "two"]


def test_a_line_cut_off_by_a_kill_is_done_again_and_harms_no_other(tmp_path: Path) -> None:
    calls: list[str] = []
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.once("a", {}, counting(calls, "a"))
    journal.once("b", {}, counting(calls, "b"))
    path.write_bytes(path.read_bytes()[:-10])

    after = Journal(path)
    assert after.steps() == ["a"]
    after.once("b", {}, counting(calls, "b again"))
    assert Journal(path).steps() == ["a", "b"]
    assert calls == ["a", "b", "b again"]


def test_a_step_that_fails_is_not_remembered(tmp_path: Path) -> None:
    def fails() -> dict[str, Any]:
        raise OSError("disk")

    journal = Journal(tmp_path / "journal.jsonl")
    with pytest.raises(OSError, match="disk"):
        journal.once("a", {}, fails)
    assert journal.find("a", {}) is None


def test_lines_that_are_no_entries_harm_no_other(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    Journal(path).finish("a", {}, {"made": "a"})
    path.write_bytes(b'null\n[1]\n{"step": "b"}\n\0\0\0\n' + path.read_bytes() + b"\0\0")
    after = Journal(path)
    assert after.steps() == ["a"]
    after.finish("c", {}, {"made": "c"})
    assert Journal(path).steps() == ["a", "c"]


def test_a_full_disk_is_said_and_what_was_finished_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.finish("a", {}, {"made": "a"})

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DataError, match="no space left on the disk"):
        journal.finish("b", {}, {"made": "b"})
    assert journal.find("b", {}) is None
    assert Journal(journal.path).find("a", {}) == {"made": "a"}
