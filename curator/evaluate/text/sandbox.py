"""Run a program that nobody has read: in a process of its own, for a short time, with little of everything."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from curator.errors import RecipeError
from curator.evaluate.text.confined import NOBODY

TIMEOUT_S = 10.0

_CONFINED = Path(__file__).with_name("confined.py")
_TOLD_BYTES = 2_000


@dataclass(frozen=True)
class Outcome:
    """How a program ended."""

    passed: bool
    """It ran to its end and raised nothing."""
    why: str
    """The last line of what it complained of, blank when it passed."""
    kept_from: frozenset[str] | None
    """What the system kept it from, of `network` and `files` (outside its folder); null unless it passed."""


def run(program: str, *, timeout_s: float = TIMEOUT_S) -> Outcome:
    """Run a Python program with nothing but the standard library, and see whether it reaches its end.

    It gets an empty environment and an empty folder that is removed afterwards; 1 GiB of memory, 10 s of processor
    time, files of 1 MiB, no further processes. Root runs it as nobody, if nobody may read Python's files. On Linux it
    has no network and can write nowhere else, where the system lets a process give that up. What it started is killed
    when it ends or the time is over.

    This keeps accidents away, not an attacker: the program can read what the user can read, and one written to cheat
    can find out how its end is told.

    Raises:
        RecipeError: the system has no such limits.
    """
    if os.name != "posix":
        raise RecipeError("programs can be run only on Linux and macOS", hint="leave the metric code out")
    word = secrets.token_hex(16)
    with (
        tempfile.TemporaryDirectory(prefix="curator-code-", ignore_cleanup_errors=True) as folder,
        tempfile.TemporaryFile() as said,  # files, for their size is limited
        tempfile.TemporaryFile() as complained,
    ):
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", str(_CONFINED)],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=complained,
            cwd=folder,
            env={},
            start_new_session=True,
        )
        try:
            process.communicate(f"{word}\n{program}".encode(errors="replace"), timeout=timeout_s)
        except subprocess.TimeoutExpired:
            return Outcome(False, f"not finished after {timeout_s:g} s", None)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
        found, complaints = _end_of(said).split(), _end_of(complained).strip().splitlines()
    if found[:1] == [word]:
        return Outcome(True, "", frozenset({"network", "files"}.intersection(found[1:])))
    return Outcome(False, complaints[-1] if complaints else f"ended with {process.returncode} before its end", None)


def _end_of(file: IO[bytes]) -> str:
    file.seek(max(0, file.seek(0, os.SEEK_END) - _TOLD_BYTES))
    return file.read().decode(errors="replace")
