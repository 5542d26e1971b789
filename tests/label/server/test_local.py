import contextlib
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.errors import ServiceError
from curator.label.server import local, process
from curator.label.server.tables import DATABASE, write_tables

FAKE = Path(__file__).with_name("fake_studio.py")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a server that is a fake: neither installed nor migrated."""
    monkeypatch.setattr(local, "install", lambda: Path(sys.executable))
    monkeypatch.setattr(local, "command", lambda python, *words: [str(python), str(FAKE), *words])
    home = tmp_path / "server"
    yield home
    local.stop(home)


def test_a_started_server_answers_until_it_is_stopped(folder: Path) -> None:
    server, is_new = local.start(folder)
    assert is_new
    assert local.running(folder) == server
    assert local.stop(folder) == server
    assert local.running(folder) is None
    assert local.stop(folder) is None


def test_one_that_runs_is_not_started_again(folder: Path) -> None:
    first, _ = local.start(folder)
    again, is_new = local.start(folder)
    assert again == first
    assert not is_new


def test_address_account_and_data_stay(folder: Path) -> None:
    first, _ = local.start(folder)
    account = local.account_of(folder)
    (folder / "data" / DATABASE).write_bytes(b"what people said")
    local.stop(folder)
    again, _ = local.start(folder)
    assert again.url == first.url
    assert local.account_of(folder) == account
    assert (folder / "data" / DATABASE).read_bytes() == b"what people said"


def test_a_killed_server_is_started_again(folder: Path) -> None:
    first, _ = local.start(folder)
    os.kill(first.pid, signal.SIGKILL)
    while local.running(folder):
        pass
    again, is_new = local.start(folder)
    assert is_new
    assert again.pid != first.pid


def test_the_number_of_another_process_is_not_taken_for_the_server(folder: Path) -> None:
    server, _ = local.start(folder)
    local.stop(folder)
    (folder / "server.json").write_text(f'{{"pid": {os.getpid()}, "port": {server.port}}}')
    assert local.running(folder) is None
    assert local.stop(folder) is None  # and this process still runs


def test_only_this_machine_reaches_it(folder: Path) -> None:
    server, _ = local.start(folder)
    assert server.url == f"http://127.0.0.1:{server.port}"
    assert "--internal-host 127.0.0.1" in process._command_line(server.pid)


def test_no_secret_stands_where_others_can_read_it(folder: Path) -> None:
    server, _ = local.start(folder)
    account = local.account_of(folder)
    assert account
    assert account.token not in process._command_line(server.pid)
    assert account.password not in process._command_line(server.pid)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_refused(folder: Path, taken: int) -> None:
    with pytest.raises(ServiceError, match=f"port {taken} is taken"):
        local.start(folder, taken)


def test_without_a_wish_the_next_free_port_is_taken(folder: Path, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    monkeypatch.setattr(local, "PORTS", (taken, free))
    server, _ = local.start(folder)
    assert server.port == free


def test_another_port_than_the_running_ones_is_refused(folder: Path, taken: int) -> None:
    local.start(folder)
    with pytest.raises(ServiceError, match="curator label stop"):
        local.start(folder, taken)


def test_a_server_that_dies_at_once_says_where_its_log_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "command", lambda python, *words: [str(python), "-c", "raise SystemExit(1)", *words])
    with pytest.raises(ServiceError, match=r"ended while it started; see .*log\.txt"):
        local.start(folder)
    assert local.running(folder) is None


def test_somebody_else_who_answers_on_the_port_is_not_taken_for_the_server(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, _ = local.start(folder)
    monkeypatch.setattr(local, "START_PATIENCE_S", 0.3)
    stranger = folder.parent / "stranger"
    silent = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(local, "command", lambda _, *words: [*silent, *words])
    monkeypatch.setattr(local, "_port", lambda *_: server.port)
    with pytest.raises(ServiceError, match="did not answer"):
        local.start(stranger)
    assert local.running(stranger) is None


def test_a_new_server_begins_with_tables_and_without_accounts_and_keys(tmp_path: Path) -> None:
    write_tables(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        filled = {
            table
            for (table,) in database.execute("select name from sqlite_master where type = 'table'").fetchall()
            if database.execute(f'select 1 from "{table}" limit 1').fetchone()
        }
    migrations = {"django_migrations", "core_asyncmigrationstatus", "sqlite_sequence"}
    assert filled == {*migrations, "django_content_type", "auth_permission"}
