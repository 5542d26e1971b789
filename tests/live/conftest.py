"""The real Label Studio, started once for all tests here, on a folder that goes away with them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.label import server
from curator.label.client import Client
from curator.label.credentials import Credentials
from curator.ledger import COLUMNS
from curator.schema import CANONICAL
from curator.versions import DatasetVersion, VersionStore
from tests.live.guard import stopped_at_the_end, what_keeps_label_studio_out
from tests.live.proxy import Proxy
from tests.live.studio import Person, invited, owner

CHANGES = pl.DataFrame(schema=dict.fromkeys(["record_id", "fix", "field", "before", "after"], pl.String))
RULES = ["wrong-sum", "short-answer"]


@pytest.fixture(scope="session")
def studio_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a running server."""
    if not os.environ.get("CURATOR_LABEL_STUDIO"):
        pytest.skip("installs and starts Label Studio: make test-label-studio")
    reason = what_keeps_label_studio_out()
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("studio")
    with stopped_at_the_end(folder):
        server.start(folder)
        yield folder


@pytest.fixture
def studio(studio_folder: Path) -> Person:
    """The server's owner, at a server that runs, whatever an earlier test did to it."""
    running, _ = server.start(studio_folder)
    account = server.account_of(studio_folder)
    assert account
    return owner(running.url, account.username, account.password, account.token)


@pytest.fixture(scope="session")
def people(studio_folder: Path) -> tuple[Person, Person]:
    """Two people with accounts of their own."""
    running, _ = server.start(studio_folder)
    account = server.account_of(studio_folder)
    assert account
    host = owner(running.url, account.username, account.password, account.token)
    return invited(host, "ann"), invited(host, "ben")


@pytest.fixture
def client(studio: Person) -> Client:
    """The owner, by a token of the old kind."""
    return Client(Credentials(studio.url, studio.token))


@pytest.fixture
def proxy(studio: Person) -> Iterator[Proxy]:
    """What stands between client and server, and does as it is told."""
    with Proxy(studio.url) as between:
        yield between


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "store")


Doubtful = Callable[..., DatasetVersion]


@pytest.fixture
def doubtful(store: VersionStore) -> Doubtful:
    """Makes a version with so many records of each kind, all in review."""

    def make(tuples: int = 0, chats: int = 0, pairs: int = 0) -> DatasetVersion:
        rows: list[dict[str, Any]] = [
            *({"kind": "tuple", "instruction": f"Add {n} and {n}.", "response": str(2 * n + 1)} for n in range(tuples)),
            *({"kind": "chat", "messages": [_turn("user", f"Hi {n}"), _turn("assistant", "5")]} for n in range(chats)),
            *(
                {"kind": "preference", "instruction": f"{n}?", "chosen": "No.", "rejected": "Yes."}
                for n in range(pairs)
            ),
        ]
        named = [
            {"record_id": f"{row['kind'][0]}{n:05}", "source": "a.jsonl", "source_row": n, **row}
            for n, row in enumerate(rows)
        ]
        return commit(store, pl.DataFrame(named, schema=CANONICAL))

    return make


def commit(store: VersionStore, records: pl.DataFrame) -> DatasetVersion:
    """A version with these records, all in review, each with two rules that hit."""
    ledger = records.select(
        "record_id",
        "source",
        "source_row",
        verdict=pl.lit("review"),
        decided_by=pl.lit("rule"),
        rules=pl.lit(RULES, dtype=pl.List(pl.String)),
        twin_id=pl.lit(None, dtype=pl.String),
        similarity=pl.lit(None, dtype=pl.Float64),
        fixes=pl.lit([], dtype=pl.List(pl.String)),
    ).select(*COLUMNS)
    frames = {
        "records": records,
        "ledger": ledger,
        "signals": records.select("record_id"),
        "changes": CHANGES,
        "quarantine": pl.DataFrame(),
    }
    counts = {"input": records.height, "kept": 0, "dropped": 0, "review": records.height, "quarantined": 0, "fixed": 0}
    return store.commit("aaaa00000000", {"parent": None, "rules": [], "counts": counts}, frames)


def _turn(role: str, content: str) -> dict[str, Any]:
    return {"role": role, "content": content, "tool_calls": None, "tool_call_id": None, "name": None}
