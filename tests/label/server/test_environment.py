import os
from pathlib import Path

import pytest

from curator.errors import ServiceError
from curator.label.server import environment

# Stands in for uv: makes the file that `uv venv` would make, counts its calls, and fails when it is told to.
FAKE_UV = """#!/bin/sh
echo "$@" >> "$CALLS"
for last; do :; done
[ -n "$FAILS" ] && [ "$1" = pip ] && { echo "warning: slow"; echo "error: $FAILS"; echo "hint: x"; } >&2 && exit 1
[ "$1" = venv ] && mkdir -p "$last/bin" && touch "$last/bin/python"
exit 0
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "uv").write_text(FAKE_UV)
    (tools / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CURATOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return tmp_path / "calls"


def test_it_is_installed_once(calls: Path) -> None:
    assert environment.installed() is None
    python = environment.install()
    assert python.is_file()
    assert environment.install() == python == environment.installed()
    assert len(calls.read_text().splitlines()) == 2  # uv venv, uv pip install


def test_what_failed_says_why_and_leaves_nothing(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAILS", "the index does not answer")
    with pytest.raises(ServiceError, match="could not be installed: error: the index does not answer"):
        environment.install()
    assert environment.installed() is None
    monkeypatch.delenv("FAILS")
    assert environment.install().is_file()


def test_half_an_installation_is_made_anew(calls: Path) -> None:
    python = environment.install()
    (python.parents[1] / "ready").unlink()
    (python.parent / "leftover").touch()
    assert environment.install() == python
    assert not (python.parent / "leftover").exists()


def test_a_python_that_is_too_new_is_said(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (calls.parent / "tools" / "uv").unlink()
    monkeypatch.setenv("PATH", str(calls.parent / "tools"))
    monkeypatch.setattr(environment, "_PYTHONS", ("3.1", "3.2"))
    with pytest.raises(ServiceError, match=r"runs on Python 3\.1 to 3\.2"):
        environment.install()


def test_every_package_is_pinned() -> None:
    lines = [line for line in environment.REQUIREMENTS.read_text().splitlines() if not line.startswith("#")]
    assert all("==" in line for line in lines)
    assert f"label-studio=={environment.VERSION}" in lines
