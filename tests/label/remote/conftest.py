"""A small Label Studio that behaves as the real one was measured to, and fails as it is told to."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from curator.label.client import Client
from curator.label.credentials import Credentials
from curator.ledger import COLUMNS, count
from curator.versions import DatasetVersion, VersionStore

LEGACY = "f" * 40


def jwt(**claims: object) -> str:
    parts = [{"alg": "HS256"}, claims, "signature"]
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)


PERSONAL = jwt(token_type="refresh", exp=9_999_999_999, iat=0, user_id=1)


@dataclass
class Studio:
    """The server's content, and what goes wrong next.

    `faults` are taken by the coming imports, one each: `502 before`, `502 after`, `drop before`, `drop after`, `late`
    (no answer, and stored when the server hears of something else the fourth time), `at last` (stored by `settle`),
    `slow` (stored, and answered after half a second), `429`.
    """

    legacy = LEGACY
    personal = PERSONAL
    jwt = staticmethod(jwt)
    projects: dict[int, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # by `METHOD path`: instead of the true answer
    requests: list[str] = field(default_factory=list)
    late: list[tuple[int, int, list[Any]]] = field(default_factory=list)
    enterprise: bool = False
    imports: dict[int, dict[str, Any]] = field(default_factory=dict)
    refuses: Callable[[dict[str, Any]], bool] = field(default=lambda data: False)
    most_bytes: int = 1 << 30
    legacy_allowed: bool = True
    access_tokens: set[str] = field(default_factory=set)
    exchanged: int = 0
    access_life_s: int = 300
    clock: datetime = datetime(2026, 3, 1, tzinfo=UTC)
    url: str = ""
    delay_s: float = 0.0
    unshowable: set[int] = field(default_factory=set)  # tasks in whose answers the server itself trips

    def now(self) -> str:
        self.clock += timedelta(seconds=1)
        return self.clock.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def records(self) -> list[str]:
        return sorted(task["data"]["record_id"] for task in self.tasks.values())

    def answer(
        self, record: str, by: int = 1, skip: bool = False, task: int | None = None, **answers: object
    ) -> dict[str, Any]:
        """A person submits a form."""
        types = {
            "verdict": ("choices", "choices"),
            "margin": ("choices", "choices"),
            "rules": ("choices", "choices"),
            "rewrite": ("textarea", "text"),
            "note": ("textarea", "text"),
            "quality": ("rating", "rating"),
            "winner": ("pairwise", "selected"),
        }
        about = [each for each in self.tasks.values() if each["data"].get("record_id") == record]
        found = next(each for each in about if task in (None, each["id"]))
        at = self.now()
        annotation = {
            "id": 1000 + sum(len(each["annotations"]) for each in self.tasks.values()),
            "completed_by": by,
            "was_cancelled": skip,
            "created_at": at,
            "updated_at": at,
            "lead_time": 3.5,
            "result": [
                {"from_name": name, "to_name": "response", "type": types[name][0], "value": {types[name][1]: value}}
                for name, value in answers.items()
            ],
        }
        found["annotations"].append(annotation)
        found["updated_at"] = at
        return annotation

    def store(self, project: int, sent: list[Any]) -> list[int]:
        at = self.now()
        numbers = []
        for task in sent:
            number = max(self.tasks, default=0) + 1
            stored = {**task, "id": number, "project": project, "annotations": [], "created_at": at, "updated_at": at}
            self.tasks[number] = stored
            numbers.append(number)
        return numbers

    def settle(self) -> None:
        """Do what is still to be done of what was sent."""
        while self.late:
            self.store(*self.late.pop()[1:])

    def passing(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        project = int(query["project"][0])
        found = [task for task in self.tasks.values() if task["project"] == project]
        for item in json.loads(query["query"][0])["filters"]["items"]:
            name, operator, value = item["filter"].removeprefix("filter:tasks:"), item["operator"], item["value"]
            found = [task for task in found if _passes(task, name, operator, value)]
        return sorted(found, key=lambda task: task["id"])


def _counts(task: dict[str, Any]) -> dict[str, int]:
    cancelled = sum(each["was_cancelled"] for each in task["annotations"])
    return {"total_annotations": len(task["annotations"]) - cancelled, "cancelled_annotations": cancelled}


def _included(fields: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The fields of these names; those of annotations and predictions are picked by the same list."""
    picked = {name: value for name, value in fields.items() if name in names}
    for name in {"annotations", "predictions"} & picked.keys():
        picked[name] = [_included(each, names) for each in picked[name]]
    return picked


def _passes(task: dict[str, Any], name: str, operator: str, value: Any) -> bool:
    known = {**task, **_counts(task), "data.record_id": task["data"].get("record_id")}
    if name == "updated_at":
        if not value.endswith("000Z"):
            raise ValueError("400")
        return bool(task["updated_at"] > value)
    if operator == "in_list":
        return known[name] in value
    assert operator in ("greater", "equal")
    return bool(known[name] > value if operator == "greater" else known[name] == value)


class _Handler(BaseHTTPRequestHandler):
    studio: Studio
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def _handle(self, method: str) -> None:
        studio = self.studio
        self.close_connection = True
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        parts = urlsplit(self.path)
        path, query = parts.path, parse_qs(parts.query)
        studio.requests.append(f"{method} {path}")
        self._commit_late()
        if studio.delay_s:
            time.sleep(studio.delay_s)
        if f"{method} {path}" in studio.answers:
            status, told = studio.answers[f"{method} {path}"]
            return self._answer(status, told)
        sent = json.loads(body) if body else None
        if path == "/api/version":
            return self._json(200, {"release": "1.23.2"})
        if path == "/api/token/refresh/":
            return self._refresh(sent)
        if not self._is_let_in():
            return None
        return self._routed(method, path, query, sent, length)

    def _routed(self, method: str, path: str, query: dict[str, list[str]], sent: Any, length: int) -> None:
        studio = self.studio
        steps = [each for each in path.split("/") if each]
        match (method, *steps[1:]):
            case ("GET", "current-user", "whoami"):
                return self._json(200, {"id": 1, "email": "a@example.com"})
            case ("GET", "projects"):
                title = query["title"][0].lower()
                found = [each for each in studio.projects.values() if title in each["title"].lower()]
                return self._json(200, {"count": len(found), "results": found})
            case ("POST", "projects"):
                return self._make_project(sent)
            case ("GET", "projects", number) if int(number) in studio.projects:
                count = sum(task["project"] == int(number) for task in studio.tasks.values())
                return self._json(200, {**studio.projects[int(number)], "task_number": count})
            case ("POST", "projects", number, "import"):
                return self._import(int(number), sent, length)
            case ("GET", "projects", _, "imports", number):
                return self._json(200, studio.imports[int(number)])
            case ("GET", "tasks"):
                return self._list(query)
            case ("POST", "dm", "actions") if query["id"] == ["delete_tasks"]:
                return self._delete_some(int(query["project"][0]), sent)
        return self._json(404, {"detail": "Not found."})

    def _commit_late(self) -> None:
        waiting, self.studio.late = self.studio.late, []
        for left, project, sent in waiting:
            if left:
                self.studio.late.append((left - 1, project, sent))
            else:
                self.studio.store(project, sent)

    def _refresh(self, sent: dict[str, str]) -> None:
        if sent["refresh"] != PERSONAL:
            return self._json(401, {"detail": "Token is blacklisted", "code": "token_not_valid"})
        self.studio.exchanged += 1
        access = jwt(token_type="access", exp=int(time.time()) + self.studio.access_life_s, nth=self.studio.exchanged)
        self.studio.access_tokens.add(access)
        return self._json(200, {"access": access})

    def _is_let_in(self) -> bool:
        kind, _, token = (self.headers.get("Authorization") or "").partition(" ")
        if kind == "Bearer" and token in self.studio.access_tokens:
            return True
        if kind == "Token" and token == LEGACY:
            if self.studio.legacy_allowed:
                return True
            self._json(401, {"detail": "legacy token authentication has been disabled for this organization"})
            return False
        self._json(401, {"detail": f"Invalid token {token}"})
        return False

    def _make_project(self, sent: dict[str, Any]) -> None:
        number = len(self.studio.projects) + 1
        self.studio.projects[number] = {**sent, "id": number, "created_at": self.studio.now()}
        return self._json(201, {**self.studio.projects[number], "task_number": 0})

    def _import(self, project: int, sent: list[Any], length: int) -> None:
        studio = self.studio
        fault = studio.faults.pop(0) if studio.faults else ""
        if length > studio.most_bytes:
            return self._answer(413, b"<html>Request Entity Too Large</html>")
        if any(studio.refuses(task["data"]) for task in sent):
            return self._json(400, {"detail": "Validation error", "validation_errors": {"data": ["no"]}})
        if fault == "429":
            return self._answer(429, b"{}", {"Retry-After": "0"})
        if fault in ("late", "at last"):
            studio.late.append((3 if fault == "late" else 10_000, project, sent))
            return self._drop()
        if fault == "502 before":
            return self._answer(502, b"<html>Bad Gateway</html>", {"Set-Cookie": "sessionid=secret"})
        if fault == "drop before":
            return self._drop()
        numbers = studio.store(project, sent)
        if fault == "slow":
            time.sleep(0.6)
        if fault == "502 after":
            return self._answer(502, b"<html>Bad Gateway</html>", {"Set-Cookie": "sessionid=secret"})
        if fault == "drop after":
            return self._drop()
        if studio.enterprise:
            number = len(studio.imports) + 1
            studio.imports[number] = {"status": "completed", "error": None}
            return self._json(201, {"import": number})
        return self._json(201, {"task_count": len(numbers), "task_ids": numbers})

    def _list(self, query: dict[str, list[str]]) -> None:
        try:
            found = self.studio.passing(query)
        except ValueError:
            return self._json(400, {"detail": "bad time"})
        size, page = int(query["page_size"][0]), int(query.get("page", ["1"])[0])
        shown = found[(page - 1) * size : page * size]
        if not shown and page > 1:
            return self._json(404, {"detail": "Invalid page."})
        if query["fields"] == ["all"] and self.studio.unshowable & {task["id"] for task in shown}:
            return self._answer(500, b"<!doctype html>")
        names = query["include"][0].split(",")
        told = [_included({**task, **_counts(task)}, names) for task in shown]
        if query["fields"][0] != "all":
            told = [{name: value for name, value in each.items() if name != "annotations"} for each in told]
        return self._json(200, {"tasks": told, "total": len(found)})

    def _delete_some(self, project: int, sent: dict[str, Any]) -> None:
        studio = self.studio
        included = sent["selectedItems"]["included"]
        query = {"project": [str(project)], "query": [json.dumps({"filters": sent["filters"]})]}
        gone = [task["id"] for task in studio.passing(query) if not included or task["id"] in included]
        for number in gone:
            del studio.tasks[number]
        return self._json(200, {"processed_items": len(gone)})

    def _drop(self) -> None:
        self.connection.close()

    def _json(self, status: int, told: object) -> None:
        self._answer(status, json.dumps(told).encode())

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response_only(status)
        self.send_header("Date", format_datetime(self.studio.clock, usegmt=True))
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


Start = Callable[[], Studio]


@pytest.fixture
def studio() -> Iterator[Studio]:
    """A server without projects."""
    pytest.importorskip("label_studio_sdk")
    found = Studio()
    handler = type("Handler", (_Handler,), {"studio": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


Connect = Callable[..., Client]


@pytest.fixture
def connect(studio: Studio) -> Connect:
    """A client of the server that never sleeps."""

    def connected(token: str = LEGACY, **how: Any) -> Client:
        return Client(Credentials(studio.url, token), sleep=how.pop("sleep", lambda _: None), **how)

    return connected


CHANGES = pl.DataFrame(schema=dict.fromkeys(["record_id", "fix", "field", "before", "after"], pl.String))


@pytest.fixture
def version(tmp_path: Path, records: pl.DataFrame, ledger: pl.DataFrame) -> DatasetVersion:
    """One tuple that waits for review, one that is kept, a chat and a pair that wait, and a text that is dropped."""
    places = records.select("record_id", "source", "source_row")
    whole = places.join(ledger, on="record_id").with_columns(
        twin_id=pl.lit(None, dtype=pl.String), similarity=pl.lit(None, dtype=pl.Float64)
    )
    frames = {
        "records": records,
        "ledger": whole.select(*COLUMNS),
        "signals": records.select("record_id"),
        "changes": CHANGES,
        "quarantine": pl.DataFrame(),
    }
    manifest = {"parent": None, "rules": [], "counts": count(frames["ledger"]).to_dict()}
    return VersionStore(tmp_path / "store").commit("aaaa00000000", manifest, frames)
