"""What went wrong between us and an endpoint: in words, and whether trying again may help."""

from http import HTTPStatus
from typing import Any

from curator.evaluate.endpoint.replies import Garbled, said
from curator.lazy import need

_KEY_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_HOPELESS = (*_KEY_REFUSED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
_AGAIN = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)


def told(error: Any) -> tuple[str, bool, bool]:  # noqa: ANN401 - openai is imported late
    """What happened; whether this request is lost; whether every other one would be too."""
    openai = need("openai", extra="judge")
    if isinstance(error, openai.APITimeoutError):
        return "the endpoint did not answer in time", False, False
    if isinstance(error, openai.APIStatusError):
        return _of_status(error.status_code, error.body)
    if isinstance(error, openai.APIConnectionError):
        return "nobody answers there, or the connection broke", False, False
    if isinstance(error, Garbled):
        return str(error), False, False
    return f"the client refuses: {type(error).__name__}", True, False


def retry_after_s(error: Any) -> float | None:  # noqa: ANN401 - openai is imported late
    """How long the endpoint asks to be left alone, in seconds; null when it does not say."""
    response = getattr(error, "response", None)
    try:
        wait = float(response.headers["retry-after"]) if response is not None else None
    except (KeyError, ValueError):  # a date is possible too; our own waits do as well
        return None
    return wait if wait is not None and 0 <= wait < float("inf") else None


def _of_status(status: int, body: object) -> tuple[str, bool, bool]:
    # Of a refused key the endpoint may quote parts: nothing it says of that is shown.
    reason = "" if status in _KEY_REFUSED else said(body)
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    what = f"the endpoint refuses: {name}" if status < 500 else f"the endpoint failed: {name}"
    is_spent = isinstance(body, dict) and body.get("code") == "insufficient_quota"
    return (
        what + (f": {reason}" if reason else ""),
        status < 500 and status not in _AGAIN,
        status in _HOPELESS or is_spent,
    )
