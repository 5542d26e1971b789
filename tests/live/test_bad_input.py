"""What people and machines do wrong at the real server: each is told with what to do, and afterwards it goes on."""

import contextlib
import subprocess
import threading
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from curator.errors import ServiceError
from curator.label import frame as remembered
from curator.label import server
from curator.label.client import Client
from curator.label.credentials import Credentials
from curator.label.round_trip import pull_annotations, push_tasks
from curator.versions import VersionStore
from tests.live.conftest import Doubtful
from tests.live.proxy import Proxy
from tests.live.studio import Person, choices, invited, text
from tests.live.test_round_trip import placed, tasks_of

resource = pytest.importorskip("resource")

pytestmark = pytest.mark.labelstudio


@contextlib.contextmanager
def no_room(folder: Path) -> Iterator[None]:
    """The server's files may not grow: what a quota does, without filling a disk."""
    if not hasattr(resource, "prlimit"):
        pytest.skip("limits of another process: Linux alone")
    running = server.running(folder)
    assert running
    before = resource.prlimit(running.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        yield
    finally:
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, before)


def test_a_server_whose_disk_is_full(
    client: Client, studio: Person, studio_folder: Path, store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=400)
    client.sleep = lambda _: None
    push_tasks(client, store, version, {"tuple": tasks_of(version)["tuple"][:10]}, "disk full")
    with no_room(studio_folder), pytest.raises(ServiceError, match=r"cannot write to its disk.*it goes on"):
        push_tasks(client, store, version, tasks_of(version), "disk full")
    (sent,) = push_tasks(client, store, version, tasks_of(version), "disk full")
    assert (len(sent.there), len(sent.added)) == (10, 390)
    assert len(placed(studio, sent.project.id)) == 400


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that its owner has signed, for 127.0.0.1, with its key."""
    made = tmp_path / "own.pem"
    about = ["-subj", "/CN=own", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", made, "-out", made]
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *map(str, about)],
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("no openssl here")
    return made


def test_a_certificate_that_somebody_signed_for_himself(
    proxy: Proxy, studio: Person, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.encrypt(certificate)
    with pytest.raises(ServiceError, match=r"certificate is not trusted: self.signed certificate.*SSL_CERT_FILE"):
        Client(Credentials(proxy.url, studio.token)).hello()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert Client(Credentials(proxy.url, studio.token)).hello() == server.VERSION
    other = proxy.url.replace("127.0.0.1", "localhost")
    with pytest.raises(ServiceError, match=r"certificate is not trusted: .*localhost.*the name that it is for"):
        Client(Credentials(other, studio.token)).hello()


def test_half_a_character_in_an_answer(
    client: Client, studio: Person, people: tuple[Person, Person], store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=12)
    client.sleep = lambda _: None
    (sent,) = push_tasks(client, store, version, tasks_of(version), "half a character")
    places = placed(studio, sent.project.id)
    for record, place in places.items():
        with contextlib.suppress(urllib.error.HTTPError):  # the server stores it, and then dies of showing it
            said = "a smile \ud83d" if record == "t00007" else "2"
            people[0].answer(place, [choices("verdict", "response", "fix"), text("rewrite", "response", said)])
    brought = pull_annotations(client, store, version, "half a character")
    (problem,) = (each for pulled in brought.pulled for each in pulled.annotations.problems)
    assert f"task {places['t00007']}" in str(problem)
    assert "half a character" in str(problem)
    assert remembered.of(brought.version).height == 11


def test_accounts_that_were_deleted_or_removed(
    client: Client, studio: Person, store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=3)
    (sent,) = push_tasks(client, store, version, tasks_of(version), "gone people")
    places = placed(studio, sent.project.id)
    deleted, removed = invited(studio, "deleted"), invited(studio, "removed")
    deleted.answer(places["t00000"], [choices("verdict", "response", "drop")])
    removed.answer(places["t00001"], [choices("verdict", "response", "drop")])
    studio.ask("DELETE", f"/api/users/{deleted.number}/")
    (organization,) = studio.ask("GET", "/api/organizations/")
    studio.ask("DELETE", f"/api/organizations/{organization['id']}/memberships/{removed.number}/")
    brought = pull_annotations(client, store, version, "gone people")
    (problem,) = (each for pulled in brought.pulled for each in pulled.annotations.problems)
    assert f"task {places['t00000']}" in str(problem)
    assert "its account may have been deleted" in str(problem)
    said = remembered.of(brought.version)
    assert said.select("record_id", "annotator").rows() == [("t00001", str(removed.number))]
    with pytest.raises(ServiceError, match="removed from the server's organization"):
        Client(Credentials(studio.url, removed.token)).hello()


def test_an_annotation_in_the_name_of_somebody_else(
    client: Client, studio: Person, people: tuple[Person, Person], store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=2)
    (sent,) = push_tasks(client, store, version, tasks_of(version), "other names")
    places = placed(studio, sent.project.id)
    said: dict[str, Any] = {"result": [choices("verdict", "response", "drop")], "completed_by": people[1].number}
    studio.ask("POST", f"/api/tasks/{places['t00000']}/annotations/", said)
    brought = pull_annotations(client, store, version, "other names")
    assert remembered.of(brought.version)["annotator"].to_list() == [str(people[1].number)]


def test_two_machines_at_once(
    studio: Person, store: VersionStore, tmp_path: Path, proxy: Proxy, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=200)
    tasks = tasks_of(version)
    other = VersionStore(tmp_path / "other")
    done: dict[str, Any] = {}

    def push(name: str, root: VersionStore) -> None:
        client = Client(Credentials(proxy.url, studio.token))
        (done[name],) = push_tasks(client, root, version, tasks, "two machines")

    (empty,) = push_tasks(Client(Credentials(studio.url, studio.token)), store, version, {"tuple": []}, "two machines")
    both = threading.Barrier(2, timeout=60)
    proxy.about, proxy.faults = "/import", [both.wait, both.wait]  # each has found the project empty by then
    threads = [threading.Thread(target=push, args=each) for each in (("one", store), ("two", other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    places = placed(studio, empty.project.id)  # which are not two of one record
    assert len(places) == 200
    assert sum(len(each.added) for each in done.values()) == 200
    assert sum(each.taken_back for each in done.values()) >= 200  # both may take back the same ones
    for root in (store, other):
        (again,) = push_tasks(Client(Credentials(proxy.url, studio.token)), root, version, tasks, "two machines")
        assert (len(again.there), again.added, again.deleted) == (200, [], [])
