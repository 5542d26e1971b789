"""A file that somebody changes or deletes while it is read: said, and nothing is stored."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ATTEMPTS = 5


def cut_short(path: Path) -> None:
    os.truncate(path, 1000)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b'{"instruction": "One more?", "output": "Yes."}\n')


def write_over(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b'{"instruction"')
    os.utime(path, ns=(0, 0))


def replace(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    other.replace(path)


def delete(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cut_short, "was cut short while it was read"),
        (grow, "grew while it was read"),
        (write_over, "was changed while it was read"),
        (replace, "was replaced by another file while it was read"),
        (delete, "was deleted while it was read"),
    ],
)
def test_a_file_that_changes_while_it_is_read_is_refused(long: Any, change: Callable[[Path], None], said: str) -> None:
    process = held_while_reading(long)
    change(long.path / "long.jsonl")
    process.send_signal(signal.SIGCONT)
    done = long.end(process)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: long.jsonl: {said}")
    assert long.store.ids() == []
    assert not (long.path / "out.jsonl").exists()
    assert long.leftovers() == []


def held_while_reading(folder: Any) -> Any:
    """A run that stands still in the middle of reading long.jsonl."""
    for _ in range(ATTEMPTS):
        process = folder.started_reading("long.jsonl", "curate", "long.jsonl", "-q", "-o", "out.jsonl")
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT | os.WEXITED)
        if process.poll() is None and folder.is_reading(process, "long.jsonl"):
            return process
        process.kill()
        process.communicate()
    raise AssertionError("reading was over before the process stood still")
