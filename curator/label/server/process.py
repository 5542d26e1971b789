"""The server as a process of the system: started apart from curator, known again, and stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_START = ("-I", "-c", "from label_studio.server import main; main()")  # -I: no file of the user's is taken for a module
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE")

TERM_PATIENCE_S = 10


def settings(data: Path) -> dict[str, str]:
    """The environment of Label Studio with `data` as its folder.

    The user's own variables are left out: Label Studio reads names as common as HOST, DEBUG and PASSWORD.
    """
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {
        **kept,
        "LABEL_STUDIO_BASE_DATA_DIR": str(data),
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
        "AZURE_MOUNT_FIX": "1",  # makes SQLite keep a write-ahead log: annotations are stored twice as fast
        "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "DEBUG": "false",
        "LOG_LEVEL": "WARNING",
        "PYTHONUTF8": "1",
    }


def command(python: Path, *arguments: str) -> list[str]:
    """What runs Label Studio with `arguments`."""
    return [str(python), *_START, *arguments]


def launch(command: Sequence[str], environment: Mapping[str, str], *, folder: Path, log: Path) -> int:
    """Start a process that outlives this one, and give its number. What it says goes to `log`, for its owner alone."""
    handle = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    finally:
        os.close(handle)
    while process.poll() is None and not _command_line(process.pid):  # for a moment a new process has no name
        time.sleep(0.001)
    return process.pid


def is_alive(pid: int, marker: str) -> bool:
    """Whether process `pid` runs and has `marker` in its command line: the system gives numbers out again."""
    return marker in _command_line(pid)


def end(pid: int, marker: str) -> None:
    """Ask a process to end, and make it when it does not. One that is not ours stays untouched."""
    for number in (signal.SIGTERM, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL):
        if not is_alive(pid, marker):
            return
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + TERM_PATIENCE_S
        while not _has_ended(pid, marker) and time.monotonic() < deadline:
            time.sleep(0.02)


def _has_ended(pid: int, marker: str) -> bool:
    """Whether nothing is left of a process that was ours: it loses its name a moment before its port."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return not is_alive(pid, marker)
    return state in "ZX"


def _command_line(pid: int) -> str:
    """The words that a process was started with; empty for one that is gone or has ended."""
    if sys.platform != "win32":
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # where this very process started it, so that it does not linger
    if Path("/proc/self/cmdline").exists():
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    shown = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout
