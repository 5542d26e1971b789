"""Who is told how a turn ended, and what becomes of those who cannot be."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from curator.errors import RecipeError
from curator.loop.hooks import Hooks

OUTCOME = {"decision": "promote", "champion": {"before": "a", "after": "b"}}


class Server(HTTPServer):
    """Takes posts, and answers with `status`."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posted: list[tuple[str, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/secret-path"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((str(self.headers["Content-Type"]), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def test_a_command_gets_the_outcome_and_the_decision(tmp_path: Path) -> None:
    hooks = Hooks([f'cat > {tmp_path}/told; echo "$CURATOR_DECISION" > {tmp_path}/word'])
    hooks.tell(OUTCOME, pytest.fail)
    assert json.loads((tmp_path / "told").read_text()) == OUTCOME
    assert (tmp_path / "word").read_text() == "promote\n"


@pytest.mark.parametrize(
    ("command", "flaw"),
    [
        ("echo one >&2; echo two >&2; exit 3", "ended with code 3: two"),
        ("exit 1", "ended with code 1"),
        ("printf '\\033[31mred' >&2; exit 1", "ended with code 1: \\u001b[31mred"),
        ("curator-has-no-such-command", "ended with code 127: "),
    ],
)
def test_a_command_that_fails_is_told_and_the_others_go_on(tmp_path: Path, command: str, flaw: str) -> None:
    warnings: list[str] = []
    Hooks([command, f"touch {tmp_path}/next"]).tell(OUTCOME, warnings.append)
    (warning,) = warnings
    assert warning.startswith("warning: --notify ")
    assert flaw in warning
    assert (tmp_path / "next").exists()


def test_a_command_that_takes_too_long_is_stopped_with_all_that_it_began() -> None:
    warnings: list[str] = []
    Hooks(["sleep 600 & wait"], timeout_s=0.1).tell(OUTCOME, warnings.append)
    assert warnings == ["warning: --notify sleep 600 & wait: took longer than 0.1 seconds and was stopped"]


def test_a_command_need_not_read_what_it_is_told() -> None:
    Hooks(["exit 0"]).tell({**OUTCOME, "reasons": ["long"] * 100_000}, pytest.fail)


def test_an_address_gets_the_outcome(server: Server) -> None:
    Hooks(urls=[server.url]).tell(OUTCOME, pytest.fail)
    ((kind, body),) = server.posted
    assert kind == "application/json"
    assert json.loads(body) == OUTCOME


@pytest.mark.parametrize(("status", "flaw"), [(500, "answered 500 Internal Server Error"), (307, "answered 307 ")])
def test_an_address_that_refuses_is_told_without_its_secrets(server: Server, status: int, flaw: str) -> None:
    server.status = status
    warnings: list[str] = []
    Hooks(urls=[server.url]).tell(OUTCOME, warnings.append)
    (warning,) = warnings
    assert warning.startswith(f"warning: --notify-url 127.0.0.1: {flaw}")
    assert "secret" not in warning
    assert len(server.posted) == 1  # nothing was carried elsewhere


def test_an_address_where_nobody_is_is_told(server: Server) -> None:
    url = server.url
    server.server_close()
    warnings: list[str] = []
    Hooks(urls=[url]).tell(OUTCOME, warnings.append)
    (warning,) = warnings
    assert warning.startswith("warning: --notify-url 127.0.0.1: cannot be reached: ")


@pytest.mark.parametrize("url", ["", "example.org", "file:///etc/passwd", "http://", "http://a b", "http://a:x/secret"])
def test_what_is_no_web_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(RecipeError, match="--notify-url wants an address") as refused:
        Hooks(urls=[url])
    assert "secret" not in str(refused.value)
