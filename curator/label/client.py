"""Talk to a Label Studio server through its SDK: reads are repeated, writes never, and nobody learns the token.

The SDK opens the server (it exchanges personal tokens) and sends. Three things are held back from it: it would repeat
writes whose answer was lost, which stores tasks twice; it would follow redirects, which makes a read of a write; and
its errors print headers, cookies among them.
"""

import ssl
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from curator.errors import DataError, ServiceError
from curator.label.credentials import LOGIN, Credentials
from curator.label.refusals import Refused, Unsure, broken, refusal, strange
from curator.label.shape import Node, parsed
from curator.label.tokens import is_personal
from curator.lazy import need

if TYPE_CHECKING:
    import httpx
    from label_studio_sdk import LabelStudio

TIMEOUT_S = 120.0
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
        """Prepare to talk; nothing is sent yet.

        Raises:
            DataError: the token cannot open anything.
            MissingExtra: the SDK is not installed.
        """
        self.url = credentials.url
        self.timeout_s = timeout_s
        self.sleep = sleep
        self.now: datetime | None = None
        """The server's clock at its last answer."""
        self._token = credentials.token
        self._is_personal = is_personal(credentials.token)
        self._httpx: Any = need("httpx", extra="label")
        self._sdk = self._opened()

    def hello(self) -> str:
        """Make sure that a Label Studio answers and lets us in; its version.

        Raises:
            ServiceError: it is not there, or does not, or the account may do nothing there.
        """
        told = self._once("GET", "/api/version")
        with answers(told.where):
            version = told.child("release").text()
        account = self._once("GET", "/api/current-user/whoami")
        with answers(account.where):
            is_outside = account.mapping().get("active_organization", 0) is None
        if is_outside:  # whose writes the server half does before it fails
            what = "this account has been removed from the server's organization"
            raise ServiceError(what, where=self.url, hint=f"ask to be invited again, or use another token: {LOGIN}")
        return version

    def get(self, path: str, query: Mapping[str, object] | None = None) -> Node:
        """What the server says about `path`; asked again when no answer comes.

        Raises:
            ServiceError: it refuses, or answers at no attempt.
        """
        for pause in PAUSES_S:
            try:
                return self._once("GET", path, query)
            except Unsure:
                self.sleep(pause)
        return self._once("GET", path, query)

    def once(self, path: str, query: Mapping[str, object] | None = None) -> Node:
        """What the server says about `path`, asked once.

        Raises:
            ServiceError: it refuses, fails or does not answer.
        """
        return self._once("GET", path, query)

    def send(self, method: str, path: str, body: object = None) -> Node:
        """Ask the server once to do something.

        Raises:
            Refused: it has done nothing.
            Unsure: nobody knows whether it has; never asked again, for that may do it twice.
        """
        return self._once(method, path, body=body)

    def _once(self, method: str, path: str, query: Mapping[str, object] | None = None, *, body: object = None) -> Node:
        try:
            return self._asked(method, path, query, body)
        except Refused as error:
            # Neither answer did anything, so that even a write may be sent again.
            if error.status == _UNAUTHORIZED and self._is_personal:
                self._sdk = self._opened()  # which exchanges the token anew
            elif error.status != _BUSY:
                raise
        return self._asked(method, path, query, body)

    def _asked(self, method: str, path: str, query: Mapping[str, object] | None, body: object) -> Node:
        where = f"{self.url} ({method} {urlsplit(path).path})"
        response = self._answer(where, method, path, query, body)
        self._read_clock(response.headers.get("Date"))
        if response.status_code == _BUSY:
            self.sleep(_wanted_pause(response.headers.get("Retry-After")))
        if response.status_code >= 300:
            access = response.request.headers.get("Authorization", "").rpartition(" ")[2]
            raise refusal(response.status_code, self._cleaned(response.content, access), where)
        try:
            return Node(parsed(response.content) if response.content else None, where)
        except orjson.JSONDecodeError:
            raise strange(where) from None

    def _answer(
        self, where: str, method: str, path: str, query: Mapping[str, object] | None, body: object
    ) -> "httpx.Response":
        """What comes back. Not by the SDK's methods for each task: those die on answers that it did not foresee."""
        error_of_sdk: Any = need("label_studio_sdk.core.api_error", extra="label").ApiError
        try:
            response: httpx.Response = self._sdk._client_wrapper.httpx_client.request(
                path,
                method=method,
                params=dict(query) if query else None,
                content=None if body is None else orjson.dumps(body),
                headers={"Content-Type": "application/json"} if body is not None else None,
                request_options={"max_retries": 0},
            )
        except error_of_sdk as error:
            raise self._not_let_in(error, where) from None
        except self._httpx.HTTPError as error:
            raise broken(error, where, self.timeout_s, timed_out=self._is_timeout(error)) from None
        except self._httpx.InvalidURL:
            raise strange(where) from None
        except ValueError:
            # The SDK takes for granted that a token is exchanged with JSON; a proxy answers with a page.
            raise Unsure("the server failed to exchange the token", where=where, reached=False) from None
        return response

    def _opened(self) -> "LabelStudio":
        # What the SDK uses that will go is for its makers to know.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="label_studio_sdk")
        sdk: Any = need("label_studio_sdk", extra="label")
        error_of_sdk: Any = need("label_studio_sdk.core.api_error", extra="label").ApiError
        parts = urlsplit(self.url)
        http = self._httpx.Client(
            timeout=self.timeout_s,
            follow_redirects=False,
            # Kept open, a connection that the server has closed meanwhile looks like a write whose answer was lost.
            limits=self._httpx.Limits(max_keepalive_connections=0),
            trust_env=parts.hostname not in _LOOPBACK,  # no proxy on the way to this machine
            verify=ssl.create_default_context() if parts.scheme == "https" else False,
        )
        try:
            opened: LabelStudio = sdk.LabelStudio(
                base_url=f"{self.url}/", api_key=self._token, httpx_client=http, timeout=self.timeout_s, max_retries=0
            )
        except error_of_sdk as error:
            raise self._not_let_in(error, self.url) from None
        return opened

    def _not_let_in(self, error: Any, where: str) -> Refused | Unsure:  # noqa: ANN401 - of an optional package
        """An error of the SDK's own, which comes when it exchanges a token; its text would print headers."""
        return refusal(error.status_code or _UNAUTHORIZED, self._cleaned(orjson.dumps(error.body), ""), where)

    def _cleaned(self, body: bytes, access: str) -> bytes:
        """What a server said, without the tokens, should it have repeated them."""
        for secret in filter(None, (self._token, access)):
            body = body.replace(secret.encode(), b"<token>")
        return body

    def _is_timeout(self, error: Exception) -> bool:
        return isinstance(error, self._httpx.TimeoutException)

    def _read_clock(self, date: str | None) -> None:
        try:
            self.now = parsedate_to_datetime(date or "").astimezone(UTC)
        except ValueError:
            self.now = None


@contextmanager
def answers(where: str) -> Iterator[None]:
    """While an answer is read: one of another shape did not come from Label Studio."""
    try:
        yield
    except DataError:
        raise strange(where) from None


def _wanted_pause(seconds: str | None) -> float:
    try:
        return min(max(float(seconds or PAUSES_S[-1]), 0), LONGEST_PAUSE_S)
    except ValueError:
        return PAUSES_S[-1]
