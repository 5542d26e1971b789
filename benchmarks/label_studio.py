"""What a push and a pull cost beside the server's own rate, on a Label Studio that this starts and stops.

    python benchmarks/label_studio.py --answered                      (the push alone)
    python benchmarks/label_studio.py --tasks 0 --answered 5000 20000 (the pulls alone)

The server's own rate is that of bare import requests with the same tasks and predictions, in batches of several sizes;
requests and pushes take turns, each into a project of its own and another first in every round, so that what else runs
on the machine, and the server's growing database, meet all. "Of the best" is the median over rounds of a rate by that
of the best size in the same round. The pulls bring tasks with one answer each, imported with them, into a version of
as many records as the largest of them answers, then once more when nothing is new, and do so in a process of their
own, whose memory is what is shown: before the pull, and the most that it held. So what differs between two pulls is
what answers take.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
from tables import show

from curator.label import make_tasks, server
from curator.label.apply import CHANGES
from curator.label.client import Client
from curator.label.config import labelling_config
from curator.label.credentials import Credentials
from curator.label.journal import Journal
from curator.label.project import Project, find_or_make
from curator.label.pull import OVERLAP
from curator.label.push import push
from curator.label.round_trip import pull_annotations
from curator.label.shape import Node
from curator.ledger import count
from curator.schema import CANONICAL
from curator.versions import DatasetVersion, VersionStore

BATCHES = (500, 1000, 2000, 4000)
IMPORT = 1000
PUSH = "curator label push"


class Counting(Client):
    """A client that counts what it asks."""

    asked = 0

    def get(self, path: str, query: Mapping[str, object] | None = None) -> Node:
        self.asked += 1
        return super().get(path, query)

    def send(self, method: str, path: str, body: object = None) -> Node:
        self.asked += 1
        return super().send(method, path, body)


def made_records(number: int) -> pl.DataFrame:
    """Records as they come from a file."""
    rows = [
        {
            "record_id": f"r{row:07}",
            "kind": "tuple",
            "source": "benchmark.jsonl",
            "source_row": row,
            "instruction": f"Describe river {row} and the towns on it.",
            "input": "At most five sentences.",
            "response": f"River {row} rises in the hills and reaches the sea. " * 8,
        }
        for row in range(number)
    ]
    return pl.DataFrame(rows, schema=CANONICAL)


def judged(records: pl.DataFrame) -> pl.DataFrame:
    """The ledger of records with rules that hit."""
    texts = pl.List(pl.String)
    return records.select(
        "record_id",
        "source",
        "source_row",
        verdict=pl.lit("review"),
        decided_by=pl.lit("short-answer"),
        rules=pl.lit(["short-answer", "looping"], dtype=texts),
        twin_id=pl.lit(None, dtype=pl.String),
        similarity=pl.lit(None, dtype=pl.Float64),
        fixes=pl.lit([], dtype=texts),
    )


def made_tasks(records: pl.DataFrame) -> list[dict[str, Any]]:
    """Tasks as a push makes them."""
    scores = dict.fromkeys(records["record_id"], 0.5)
    return make_tasks(records, judged(records), reasons={}, model_version="curator", scores=scores)["tuple"]


def committed(store: VersionStore, records: pl.DataFrame) -> DatasetVersion:
    """A version with these records, all in review."""
    ledger = judged(records)
    frames = {
        "records": records,
        "ledger": ledger,
        "signals": records.select("record_id"),
        "changes": pl.DataFrame(schema=CHANGES),
        "quarantine": pl.DataFrame(),
    }
    return store.commit("aaaa00000000", {"parent": None, "rules": [], "counts": count(ledger).to_dict()}, frames)


def bare(url: str, token: str, path: str, body: object) -> Mapping[str, Any]:
    """One request, with nothing around it."""
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    asked = urllib.request.Request(url + path, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(asked, timeout=600) as answer:
        told: Mapping[str, Any] = json.load(answer)
    return told


def own_rate(url: str, token: str, tasks: Sequence[dict[str, Any]], batch: int) -> float:
    """Tasks a second of bare requests."""
    wanted = {"title": f"bare {batch} {time.time():.3f}", "label_config": labelling_config("tuple")}
    number = bare(url, token, "/api/projects/", wanted)["id"]
    began = time.perf_counter()
    for at in range(0, len(tasks), batch):
        bare(url, token, f"/api/projects/{number}/import", list(tasks[at : at + batch]))
    return len(tasks) / (time.perf_counter() - began)


def pushed_rate(client: Client, tasks: Sequence[dict[str, Any]], folder: Path) -> float:
    """Tasks a second of a push, its journal included."""
    project = find_or_make(client, f"pushed {time.time():.3f}", "tuple")
    began = time.perf_counter()
    done = push(client, project, tasks, Journal.of(folder, client.url, project))
    assert len(done.added) == len(tasks)
    return len(tasks) / (time.perf_counter() - began)


def peak_mb() -> int:
    """The most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.is_file():  # what getrusage tells of a child begins with what its parent held
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def answered(client: Client, token: str, records: pl.DataFrame, store: VersionStore) -> Project:
    """A project whose tasks have one answer each, imported with them, and known to the journal."""
    project = find_or_make(client, f"answered {records.height}", "tuple")
    journal = Journal.of(store.root, client.url, project)
    verdict = {"from_name": "verdict", "to_name": "response", "type": "choices", "value": {"choices": ["keep"]}}
    for part in records.iter_slices(IMPORT):
        batch = [{**task, "annotations": [{"result": [verdict]}]} for task in made_tasks(part)]
        told = bare(client.url, token, f"/api/projects/{project.id}/import?return_task_ids=true", batch)
        journal.confirmed(dict(zip(part["record_id"], told["task_ids"], strict=True)))
    return project


def pulls(credentials: Credentials, project: str, root: Path, name: str) -> list[tuple[str, ...]]:
    """Rows about bringing everything, and about bringing what is new."""
    client = Counting(credentials, timeout_s=600)
    store = VersionStore(root)
    version = store.get(name)
    rows: list[tuple[str, ...]] = []
    for what in ("everything", "what is new"):
        client.asked, held, began = 0, peak_mb(), time.perf_counter()
        brought = pull_annotations(client, store, version, project)
        took = time.perf_counter() - began
        (found,) = brought.pulled
        number = len(found.annotations.verdicts)
        rows.append((what, f"{number:,}", f"{took:.1f}", f"{client.asked:,}", f"{held:,}", f"{peak_mb():,}"))
        assert found.until
        # As it is two minutes later: what was stored shortly before the last pull is read again.
        Journal.of(store.root, client.url, found.project).pulled(brought.version.id, found.until + OVERLAP)
        version = brought.version
    return rows


def compare_pushes(client: Client, token: str, number: int, rounds: int, folder: Path) -> None:
    """Show what pushes reach of what the server takes."""
    tasks = made_tasks(made_records(number))
    own_rate(client.url, token, tasks[:500], 500)  # the first import loads much
    pushed_rate(client, tasks[:500], folder)
    ways: dict[str, Callable[[], float]] = {
        f"bare, batches of {batch:,}": partial(own_rate, client.url, token, tasks, batch) for batch in BATCHES
    }
    ways[PUSH] = partial(pushed_rate, client, tasks, folder)
    names = list(ways)
    rates: dict[str, list[float]] = {name: [] for name in names}
    for nth in range(rounds):
        for name in (*names[nth % len(names) :], *names[: nth % len(names)]):
            rates[name].append(ways[name]())
    best = max(names[:-1], key=lambda name: median(rates[name]))
    rows = []
    for name, each in rates.items():
        shares = [rate / of_best for rate, of_best in zip(each, rates[best], strict=True)]
        rows.append((name, f"{median(each):,.0f}", f"{median(shares):.2f}", f"{min(shares):.2f}–{max(shares):.2f}"))
    header = ("how", "median", "of the best", "from–to")
    show(f"Tasks a second into a project, {number:,} with predictions, {rounds} rounds", header, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=6000, help="to push; 0: none")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--answered", type=int, nargs="*", default=[5000, 20000], help="tasks of each pull")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        running, _ = server.start(folder / "server")
        try:
            account = server.account_of(folder / "server")
            assert account
            credentials = Credentials(running.url, account.token)
            client = Client(credentials, timeout_s=600)
            if wanted.tasks:
                compare_pushes(client, account.token, wanted.tasks, wanted.rounds, folder)
            records = made_records(max(wanted.answered, default=0))
            for number in wanted.answered:
                store = VersionStore(folder / f"store-{number}")
                version = committed(store, records)
                project = answered(client, account.token, records.head(number), store)
                with multiprocessing.get_context("spawn").Pool(1) as process:
                    rows = process.apply(pulls, (credentials, project.title, store.root, version.id))
                header = ("pull of", "annotations", "seconds", "requests", "MB before", "MB at most")
                title = f"{number:,} answered tasks into a version of {records.height:,} records"
                show(title, header, rows)
        finally:
            server.stop(folder / "server")


if __name__ == "__main__":
    main()
