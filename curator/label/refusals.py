"""What a Label Studio server, or the way to it, did not do: in words, with what to do about it."""

import socket
import ssl
from http import HTTPStatus

import orjson

from curator.errors import ServiceError
from curator.label.credentials import LOGIN
from curator.text import printable

SHOWN_CHARS = 300

_TOKEN_PAGE = "Account & Settings in Label Studio"
_LEGACY = f"make a personal access token under {_TOKEN_PAGE} and give it to {LOGIN}"
_SELF_SIGNED = (
    "if the certificate is your own: SSL_CERT_FILE=/path/to/certificate.pem curator …, or use the name that it is for"
)

_HINTS = {
    401: f"the token was revoked or belongs to another server; copy one from {_TOKEN_PAGE}: {LOGIN}",
    403: "this account may not do that: ask the project's owner, or use the token of an account that may",
    404: "has it been deleted? is the address that of Label Studio's root?",
    405: "is the address that of Label Studio's root?",
    409: "there is one already; revoke it in Label Studio first",
    413: "a proxy in front of the server takes no messages of this size",
    507: "the server's disk is full",
}


class Refused(ServiceError):
    """The server said no, and has done nothing."""

    def __init__(self, what: str, *, status: int, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(what, where=where, hint=hint)
        self.status = status


class Unsure(ServiceError):
    """No whole answer came: what was asked for may have been done, or may still be."""

    def __init__(
        self, what: str, *, where: str | None = None, hint: str | None = None, reached: bool = True, status: int = 0
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.reached = reached
        """Whether the server may have heard of it."""
        self.status = status
        """Of the answer that tells of the failure; 0: there was none."""


def refusal(status: int, body: bytes, where: str) -> Refused | Unsure:
    """An answer that is not the one that was asked for. Of the body only what the server says of the reason is told."""
    said = _said(body)
    if 300 <= status < 400:
        hint = "give the address that the browser shows once Label Studio is open, https:// included"
        return Refused(f"the address sends one elsewhere ({status})", status=status, where=where, hint=hint)
    told = f"{status} {_phrase(status)}" + (f": {said}" if said else "")
    if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
        return Unsure(f"the server failed: {told}", where=where, hint=_failure_hint(status, said), status=status)
    return Refused(f"the server refuses: {told}", status=status, where=where, hint=_hint(status, said))


def broken(error: BaseException, where: str, timeout_s: float, *, timed_out: bool = False) -> ServiceError:
    """No answer at all, for the reason that lies at the bottom of `error`."""
    reason: BaseException = error
    while not isinstance(reason, OSError) and (below := reason.__cause__ or reason.__context__):
        reason = below
    if timed_out:
        return Unsure(f"no answer within {timeout_s:g} seconds", where=where, hint="run it again: it goes on")
    if isinstance(reason, ssl.SSLCertVerificationError):
        what = f"the server's certificate is not trusted: {printable(reason.verify_message)}"
        return ServiceError(what, where=where, hint=_SELF_SIGNED)
    if isinstance(reason, ssl.SSLError):
        hint = "does the address begin with http:// where it should not be https://?"
        return ServiceError("no encrypted connection is possible", where=where, hint=hint)
    if isinstance(reason, socket.gaierror):
        hint = "is the address spelled right? is there a network?"
        return Unsure("no such host", where=where, hint=hint, reached=False)
    if isinstance(reason, ConnectionRefusedError):
        hint = "start Label Studio there, or have one: curator label serve"
        return Unsure("no server answers there", where=where, hint=hint, reached=False)
    return Unsure(f"the connection broke ({type(reason).__name__})", where=where, hint="run it again: it goes on")


def strange(where: str) -> ServiceError:
    """An answer that no Label Studio gives."""
    hint = "is the address that of Label Studio's root, and not of a login page or a proxy?"
    return ServiceError("the answer is not what Label Studio answers", where=where, hint=hint)


def _said(body: bytes) -> str:
    """The reason as the server gives it, on one line; nothing of a page."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(told, dict):
        return ""
    parts = [told.get("detail"), told.get("validation_errors")]
    texts = [part if isinstance(part, str) else orjson.dumps(part).decode() for part in parts if part]
    return printable("; ".join(texts), SHOWN_CHARS)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "no such status"


def _hint(status: int, said: str) -> str | None:
    lower = said.lower()
    if "legacy" in lower:
        return _LEGACY
    if "enterprise" in lower or status == HTTPStatus.PAYMENT_REQUIRED:
        return "this needs Label Studio Enterprise; curator does without: say what you ran in an issue"
    return _HINTS.get(status)


def _failure_hint(status: int, said: str) -> str:
    lower = said.lower()
    if ("disk" in lower and "full" in lower) or "no space" in lower or status == HTTPStatus.INSUFFICIENT_STORAGE:
        return "the server's disk is full: free some space there and run it again, it goes on"
    if "disk i/o" in lower:
        return "the server cannot write to its disk: is it full, or over a quota? then run it again, it goes on"
    if "locked" in lower:
        return "the server's database is busy: run it again, it goes on"
    return "see the server's log, then run it again: it goes on"
