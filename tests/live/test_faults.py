"""Answers are lost, the server is killed, tokens end: nothing is lost for it, nothing is there twice."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curator.errors import ServiceError
from curator.label import frame as remembered
from curator.label import push, server
from curator.label.client import Client
from curator.label.credentials import Credentials
from curator.label.project import find
from curator.label.round_trip import pull_annotations, push_tasks
from curator.versions import DatasetVersion, VersionStore
from tests.live.conftest import Doubtful
from tests.live.proxy import Proxy, expired
from tests.live.studio import Person, choices
from tests.live.test_round_trip import placed, tasks_of

pytestmark = pytest.mark.labelstudio

RECORDS, BATCH = 250, 150


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "BATCH_TASKS", BATCH)


def through(proxy: Proxy, token: str, *, timeout_s: float = 60) -> Client:
    """A client on the other side of the proxy."""
    return Client(Credentials(proxy.url, token), timeout_s=timeout_s)


def killer(folder: Path) -> Callable[[], object]:
    """Kills the server, as a power cut would."""

    def kill() -> None:
        running = server.running(folder)
        assert running
        os.kill(running.pid, signal.SIGKILL)
        while server.running(folder):
            pass

    return kill


@pytest.mark.parametrize("fault", ["502", "drop", "slow"])
def test_an_answer_that_is_lost_doubles_nothing(
    fault: str, proxy: Proxy, studio: Person, store: VersionStore, doubtful: Doubtful
) -> None:
    proxy.about, proxy.faults = "POST /api/projects/", [fault, fault]
    proxy.delay_s = 4.5
    version = doubtful(tuples=RECORDS)
    client = through(proxy, studio.token, timeout_s=3 if fault == "slow" else 60)
    (sent,) = push_tasks(client, store, version, tasks_of(version), f"lost answers {fault}")
    assert not proxy.faults
    assert len(sent.added) == RECORDS
    assert len(placed(studio, sent.project.id)) == RECORDS


def test_a_server_that_is_killed_in_the_middle_of_a_push(
    proxy: Proxy, studio: Person, studio_folder: Path, store: VersionStore, doubtful: Doubtful
) -> None:
    title = "killed while pushing"
    version = doubtful(tuples=RECORDS)
    client = through(proxy, studio.token)
    client.sleep = lambda _: None
    proxy.about, proxy.faults = "/import", ["", killer(studio_folder)]  # the first batch arrives
    with pytest.raises(ServiceError):
        push_tasks(client, store, version, tasks_of(version), title)
    server.start(studio_folder)
    (sent,) = push_tasks(client, store, version, tasks_of(version), title)
    assert len(sent.added) == RECORDS - BATCH
    assert len(placed(studio, sent.project.id)) == RECORDS


def test_a_server_that_is_killed_in_the_middle_of_a_pull(
    proxy: Proxy,
    studio: Person,
    people: tuple[Person, Person],
    studio_folder: Path,
    store: VersionStore,
    doubtful: Doubtful,
) -> None:
    title = "killed while pulling"
    version = doubtful(tuples=3)
    client = through(proxy, studio.token)
    client.sleep = lambda _: None
    (sent,) = push_tasks(client, store, version, tasks_of(version), title)
    for task in placed(studio, sent.project.id).values():
        people[0].answer(task, [choices("verdict", "response", "keep")])
    proxy.about, proxy.faults = "GET /api/tasks", [killer(studio_folder)]
    with pytest.raises(ServiceError):
        pull_annotations(client, store, version, title)
    assert store.ids() == [version.id]
    server.start(studio_folder)
    brought = pull_annotations(client, store, version, title)
    assert _kept(brought.version) == 3


def test_a_personal_token_and_an_access_token_that_has_ended(
    proxy: Proxy, studio: Person, studio_folder: Path, store: VersionStore, doubtful: Doubtful
) -> None:
    client = through(proxy, _personal(studio))
    version = doubtful(tuples=3)
    (sent,) = push_tasks(client, store, version, tasks_of(version), "personal token")
    assert len(sent.added) == 3

    secret = _secret(studio_folder)
    stale: list[str] = []

    def disguise(header: str) -> str:
        if stale:
            return header
        stale.append(header)
        return f"Bearer {expired(header.removeprefix('Bearer '), secret)}"

    proxy.disguise = disguise
    assert [each.id for each in find(client, "personal token")] == [sent.project.id]
    assert stale
    assert any("/api/token/refresh" in line for line in proxy.seen)


@pytest.mark.parametrize("token", ["0" * 40, "eyJhbGciOiJIUzI1NiJ9.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCJ9.wrong"])
def test_a_token_of_another_server(token: str, studio: Person) -> None:
    with pytest.raises(ServiceError, match="401") as caught:
        Client(Credentials(studio.url, token)).hello()
    assert token not in str(caught.value)


def test_tokens_of_the_old_kind_that_were_switched_off(studio: Person) -> None:
    client = Client(Credentials(studio.url, studio.token))
    personal = Client(Credentials(studio.url, _personal(studio)))
    both = {"api_tokens_enabled": True, "legacy_api_tokens_enabled": True}
    personal.send("POST", "/api/jwt/settings", {**both, "legacy_api_tokens_enabled": False})
    try:
        with pytest.raises(ServiceError, match="personal access token"):
            client.hello()
    finally:
        personal.send("POST", "/api/jwt/settings", both)
    assert client.hello() == server.VERSION


def test_nobody_listens_there(studio: Person, studio_folder: Path) -> None:
    server.stop(studio_folder)
    client = Client(Credentials(studio.url, studio.token), sleep=lambda _: None)
    with pytest.raises(ServiceError) as caught:
        client.hello()
    assert studio.url in str(caught.value)
    assert studio.token not in str(caught.value)


_PERSONAL: list[str] = []


def _personal(studio: Person) -> str:
    """The owner's personal token: it is told only once, when it is made."""
    if not _PERSONAL:
        _PERSONAL.append(studio.ask("POST", "/api/token/", {})["token"])
    return _PERSONAL[0]


def _secret(folder: Path) -> str:
    lines = (folder / "data" / ".env").read_text().splitlines()
    return next(line for line in lines if line.startswith("SECRET_KEY")).partition("=")[2].strip("'\"")


def _kept(version: DatasetVersion) -> Any:
    assert remembered.of(version).height
    return version.frame("ledger").filter(verdict="keep").collect().height
