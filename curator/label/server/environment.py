"""Label Studio's own environment: its packages contradict those that curator needs, so it gets a place apart."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from curator.errors import ServiceError
from curator.files import make_folder, writing
from curator.machine import cache_folder
from curator.progress import Advance, stage
from curator.text import printable
from curator.versions.lock import locked

VERSION = "1.23.2"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")

PATIENCE_S = 1800
"""How long to wait for another curator that installs; a slow line takes its time for 300 MB."""

_PYTHONS = ("3.11", "3.12", "3.13")  # its numpy has no wheels for later ones
_READY = "ready"
_FOUND = ("Collecting ", "Processing ")  # how pip's lines begin, one a package from an index or a folder


def installed() -> Path | None:
    """The Python of the environment; null when it has not been made."""
    home = _home()
    return _python(home) if (home / _READY).is_file() else None


def install() -> Path:
    """Make the environment unless it is there, and give its Python. Takes 1 GB of disk and minutes with pip.

    Raises:
        DataError: the cache folder is not writable, or the disk is full.
        ServiceError: the package index does not answer, or no Python fits.
    """
    home = _home()
    if not (home / _READY).is_file():
        hint = "wait for it, or set CURATOR_CACHE to another folder"
        with locked(home.parent, PATIENCE_S, what="server folder", hint=hint):
            if not (home / _READY).is_file():
                _make(home)
    return _python(home)


def _home() -> Path:
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:8]
    return cache_folder() / "label-studio" / f"{VERSION}-{digest}"


def _python(home: Path) -> Path:
    return home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _make(home: Path) -> None:
    """Install in place: an environment holds its own path and cannot be moved. What a kill left is removed first."""
    with writing(home):
        shutil.rmtree(home, ignore_errors=True)
        make_folder(home.parent)
    uv = shutil.which("uv")
    wanted = sum("==" in line for line in REQUIREMENTS.read_text().splitlines() if not line.startswith("#"))
    try:
        with stage(f"installing Label Studio {VERSION} (1 GB, once)", wanted) as advance:
            if uv:
                _run([uv, "venv", "--quiet", "--python", _interpreter() or "3.12", str(home)])
                chosen = ["--python", str(_python(home)), "--no-deps"]
                _run([uv, "pip", "install", "--quiet", *chosen, "-r", str(REQUIREMENTS)])
            else:
                _run([_interpreter() or _no_python(), "-m", "venv", str(home)])
                pip = [str(_python(home)), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
                # Not compiled: the first start compiles what it loads, which is a small part of it all.
                _run([*pip, "--no-compile", "--no-deps", "-r", str(REQUIREMENTS)], _FOUND, advance)
        with writing(home):
            (home / _READY).touch()
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _interpreter() -> str | None:
    """A Python that the server runs on: this one, or another that is installed."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" in _PYTHONS:
        return sys.executable
    return next(filter(None, (shutil.which(f"python{version}") for version in reversed(_PYTHONS))), None)


def _no_python() -> str:
    raise ServiceError(
        f"Label Studio {VERSION} runs on Python {_PYTHONS[0]} to {_PYTHONS[-1]}, and none of these is installed",
        hint="install one of them, or uv, which fetches one by itself",
    )


def _run(command: list[str], counted: tuple[str, ...] = (), advance: Advance | None = None) -> None:
    """Run a step of the installation; report each line of its output that begins with `counted`."""
    with tempfile.TemporaryFile("w+", errors="replace") as complaints:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            errors="replace",
            env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if advance and line.startswith(counted):
                    advance(1)
        if process.returncode:
            complaints.seek(0)
            raise ServiceError(
                f"Label Studio could not be installed: {_reason(complaints.read())}",
                where=REQUIREMENTS.name,
                hint="check the package index (pip config list) and the free disk space; or use a server that you have",
            )


def _reason(complaints: str) -> str:
    """What an installer complains of last, without its warnings and advice."""
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return printable((errors or lines or ["no reason given"])[-1], 200)
