"""What a push and a pull cost beside the server's own rate, on a Label Studio that this starts and stops.

    python benchmarks/label_studio.py [--tasks 2000] [--answered 20000]

The server's own rate is that of bare import requests with the same tasks and predictions at the best of several batch
sizes; requests and pushes take turns, each into a project of its own, so that what else runs on the machine meets both.
The pull reads `--answered` tasks with one answer each, imported with them, then once more when nothing is new. Memory
is the most that this process held.
"""

import argparse
import json
import resource
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
from tables import show

from curator.label import frame, make_tasks, server
from curator.label.client import Client
from curator.label.config import labelling_config
from curator.label.credentials import Credentials
from curator.label.journal import Journal
from curator.label.project import Project, find_or_make
from curator.label.pull import OVERLAP, pull
from curator.label.push import push
from curator.label.shape import Node
from curator.schema import CANONICAL

BATCHES = (250, 500, 1000, 2000)
ROUNDS = 3
IMPORT = 1000


class Counting(Client):
    """A client that counts what it asks."""

    asked = 0

    def get(self, path: str, query: Mapping[str, object] | None = None) -> Node:
        self.asked += 1
        return super().get(path, query)

    def send(self, method: str, path: str, body: object = None) -> Node:
        self.asked += 1
        return super().send(method, path, body)


def made_tasks(count: int) -> list[dict[str, Any]]:
    """Tasks as a push makes them, with rules that hit."""
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
        for row in range(count)
    ]
    records = pl.DataFrame(rows, schema=CANONICAL)
    rules = pl.lit(["short-answer", "looping"], dtype=pl.List(pl.String))
    ledger = records.select("record_id", verdict=pl.lit("review"), rules=rules)
    return make_tasks(records, ledger, reasons={}, model_version="curator")["tuple"]


def bare(url: str, token: str, path: str, body: object) -> Mapping[str, object]:
    """One request, with nothing around it."""
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    asked = urllib.request.Request(url + path, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(asked, timeout=600) as answer:
        told: Mapping[str, object] = json.load(answer)
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
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def answered(client: Client, token: str, count: int) -> Project | None:
    """A project whose tasks have one answer each, imported with them."""
    if not count:
        return None
    project = find_or_make(client, f"answered {count}", "tuple")
    verdict = {"from_name": "verdict", "to_name": "response", "type": "choices", "value": {"choices": ["keep"]}}
    tasks = made_tasks(count)
    for at in range(0, count, IMPORT):
        batch = [{**task, "annotations": [{"result": [verdict]}]} for task in tasks[at : at + IMPORT]]
        bare(client.url, token, f"/api/projects/{project.id}/import", batch)
    return project


def pulls(client: Counting, project: Project, folder: Path) -> list[tuple[str, ...]]:
    """Rows about reading everything, and about reading what is new."""
    journal = Journal.of(folder, client.url, project)
    known, since, rows = frame.frame([]), None, []
    for what in ("everything", "what is new"):
        client.asked, began = 0, time.perf_counter()
        found = pull(client, project, journal, known=known, since=since)
        took = time.perf_counter() - began
        count = len(found.annotations.verdicts)
        rows.append((what, f"{count:,}", f"{took:.1f}", f"{client.asked:,}", f"{peak_mb():,}"))
        assert found.until
        # As it is two minutes later: what was stored shortly before the last pull is read again.
        known, since = frame.merged(known, frame.frame(found.annotations.verdicts)), found.until + OVERLAP
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--answered", type=int, default=20000, help="0: no pull")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        running, _ = server.start(folder / "server")
        try:
            account = server.account_of(folder / "server")
            assert account
            client = Counting(Credentials(running.url, account.token), timeout_s=600)
            there = answered(client, account.token, wanted.answered)
            tasks = made_tasks(wanted.tasks)
            own_rate(running.url, account.token, tasks[:500], 500)  # the first import loads much
            rates: dict[str, list[float]] = {}
            for _ in range(ROUNDS):
                for batch in BATCHES:
                    rates.setdefault(f"bare, batches of {batch:,}", []).append(
                        own_rate(running.url, account.token, tasks, batch)
                    )
                rates.setdefault("curator label push", []).append(pushed_rate(client, tasks, folder))
            best = max(median(values) for name, values in rates.items() if name.startswith("bare"))
            rows = [(name, f"{median(each):,.0f}", f"{median(each) / best:.2f}") for name, each in rates.items()]
            show(
                f"Tasks a second into a project, {wanted.tasks:,} with predictions", ("how", "median", "of best"), rows
            )
            if there:
                header = ("pull of", "annotations", "seconds", "requests", "MB at most")
                title = f"Answers back from a project of {wanted.answered:,} answered tasks"
                show(title, header, pulls(client, there, folder))
        finally:
            server.stop(folder / "server")


if __name__ == "__main__":
    main()
