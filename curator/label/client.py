"""Talk to a Label Studio server: reads are repeated, writes never, and nobody learns the token.

The standard library's HTTP suffices. The official SDK brings 366 MB and numpy below 2.3, takes 1.3 s to load, repeats
writes whose answer was lost, and prints cookies in its errors.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import BaseHandler, HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

import orjson

from curator import __version__
from curator.errors import DataError
from curator.label.credentials import Credentials
from curator.label.refusals import Refused, Unsure, broken, refusal, strange
from curator.label.shape import Node
from curator.label.tokens import Tokens

TIMEOUT_S = 60.0
PAUSES_S = (0.5, 1, 2, 4, 8)
"""Between the attempts at a read: a server that is started again takes 4 to 8 seconds."""
LONGEST_PAUSE_S = 60

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_BUSY, _UNAUTHORIZED = 429, 401


class Client:
    """A server and the account that a token stands for."""

    def __init__(
        self, credentials: Credentials, *, timeout_s: float = TIMEOUT_S, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.url = credentials.url
        self.timeout_s = timeout_s
        self.sleep = sleep
        self.now: datetime | None = None
        """The server's clock at its last answer."""
        self._tokens = Tokens(credentials.token)
        self._opener = _opener(credentials.url)

    def hello(self) -> str:
        """Make sure that a Label Studio answers and lets us in; its version.

        Raises:
            ServiceError: it is not there, or does not.
        """
        with answers(f"{self.url} (GET /api/version)"):
            version = self._asked(Request(f"{self.url}/api/version"), "GET /api/version").child("release").text()
        self._once("GET", "/api/current-user/whoami", None)
        return version

    def get(self, path: str, query: Mapping[str, object] | None = None) -> Node:
        """What the server says about `path`; asked again when no answer comes.

        Raises:
            ServiceError: it refuses, or answers at no attempt.
        """
        target = f"{path}?{urlencode(query)}" if query else path
        for pause in PAUSES_S:
            try:
                return self._once("GET", target, None)
            except Unsure:
                self.sleep(pause)
        return self._once("GET", target, None)

    def send(self, method: str, path: str, body: object = None) -> Node:
        """Ask the server once to do something.

        Raises:
            Refused: it has done nothing.
            Unsure: nobody knows whether it has; never asked again, for that may do it twice.
        """
        return self._once(method, path, None if body is None else orjson.dumps(body))

    def _once(self, method: str, path: str, body: bytes | None) -> Node:
        for is_last in (False, True):
            request = Request(self.url + path, data=body, method=method)
            request.add_header("Authorization", self._tokens.header(self._exchanged))
            try:
                return self._asked(request, f"{method} {urlsplit(path).path}")
            except Refused as error:
                # Neither answer did anything, so that even a write may be sent again.
                is_stale = error.status == _UNAUTHORIZED and self._tokens.forget_access()
                if is_last or not (is_stale or error.status == _BUSY):
                    raise
        raise AssertionError

    def _exchanged(self, token: str) -> str:
        """An access token for a personal one."""
        path = "/api/token/refresh/"
        request = Request(self.url + path, data=orjson.dumps({"refresh": token}), method="POST")
        with answers(f"{self.url}{path}"):
            return self._asked(request, f"POST {path}").child("access").text()

    def _asked(self, request: Request, what: str) -> Node:
        where = f"{self.url} ({what})"
        request.add_header("Accept", "application/json")
        request.add_header("User-Agent", f"curator/{__version__}")
        if request.data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=self.timeout_s) as response:
                body = response.read()
                self._read_clock(response.headers)
        except HTTPError as error:
            raise self._refusal(error, where) from None
        except (OSError, HTTPException) as error:
            raise broken(error, where, self.timeout_s) from None
        try:
            return Node(orjson.loads(body) if body else None, where)
        except orjson.JSONDecodeError:
            raise strange(where) from None

    def _refusal(self, error: HTTPError, where: str) -> Refused | Unsure:
        try:
            body = error.read()
        except (OSError, HTTPException):
            body = b""
        self._read_clock(error.headers)
        if error.code == _BUSY:
            self.sleep(_wanted_pause(error.headers))
        cleaned = self._tokens.without(body.decode(errors="replace")).encode()
        return refusal(error.code, cleaned, where)

    def _read_clock(self, headers: Message) -> None:
        try:
            self.now = parsedate_to_datetime(headers["Date"]).astimezone(UTC)
        except (TypeError, ValueError):
            self.now = None


@contextmanager
def answers(where: str) -> Iterator[None]:
    """While an answer is read: one of another shape did not come from Label Studio."""
    try:
        yield
    except DataError:
        raise strange(where) from None


class _NoRedirects(HTTPRedirectHandler):
    """Followed, a redirect would make a read of a write, and carry the token elsewhere."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return None


def _opener(url: str) -> OpenerDirector:
    handlers: list[BaseHandler] = [_NoRedirects()]
    if urlsplit(url).hostname in _LOOPBACK:
        handlers.append(ProxyHandler({}))
    return build_opener(*handlers)


def _wanted_pause(headers: Message) -> float:
    try:
        return min(max(float(headers["Retry-After"]), 0), LONGEST_PAUSE_S)
    except (TypeError, ValueError):
        return PAUSES_S[-1]
