import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curator.label.server import process

SLEEPS = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[Callable[[str], int]]:
    pids = []

    def launch(code: str) -> int:
        command = [sys.executable, "-c", code, "of-this-test"]
        pids.append(process.launch(command, os.environ, folder=tmp_path, log=tmp_path / "log"))
        return pids[-1]

    yield launch
    for pid in pids:
        process.end(pid, "of-this-test")


def test_a_process_is_known_by_what_stands_in_its_command_line(launched: Callable[[str], int]) -> None:
    pid = launched(SLEEPS)
    assert process.is_alive(pid, "of-this-test")
    assert not process.is_alive(pid, "of-another")


def test_ended_is_ended(launched: Callable[[str], int]) -> None:
    pid = launched(SLEEPS)
    process.end(pid, "of-this-test")
    assert not process.is_alive(pid, "of-this-test")


def test_a_process_that_is_not_ours_is_left_alone(launched: Callable[[str], int]) -> None:
    pid = launched(SLEEPS)
    process.end(pid, "of-another")
    assert process.is_alive(pid, "of-this-test")


def test_one_that_does_not_listen_is_killed(
    launched: Callable[[str], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "TERM_PATIENCE_S", 0.3)
    pid = launched(STUBBORN)
    while "ready" not in (tmp_path / "log").read_text():
        assert process.is_alive(pid, "of-this-test")
    process.end(pid, "of-this-test")
    assert not process.is_alive(pid, "of-this-test")


def test_only_the_owner_reads_what_it_says(launched: Callable[[str], int], tmp_path: Path) -> None:
    launched(SLEEPS)
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name", ["HOST", "PORT", "PASSWORD", "LABEL_STUDIO_HOST", "HEARTEX_DATABASE_NAME", "DJANGO_DB"]
)
def test_the_users_own_variables_do_not_reach_the_server(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "mine")
    assert "mine" not in process.settings(Path("data")).values()


def test_nothing_is_told_to_anybody() -> None:
    settings = process.settings(Path("data"))
    assert settings["COLLECT_ANALYTICS"] == settings["LATEST_VERSION_CHECK"] == "false"
    assert settings["SENTRY_DSN"] == settings["FRONTEND_SENTRY_DSN"] == ""
