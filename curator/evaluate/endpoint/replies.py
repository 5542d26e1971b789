"""What an endpoint answers: the text and what it cost, or why there is none."""

from dataclasses import dataclass
from typing import Any

import orjson

from curator.text import printable

SHOWN_CHARS = 200


@dataclass(frozen=True)
class Reply:
    """One answer.

    `tokens` and `prompt_tokens` are the endpoint's own counts, 0 where it gives none. `finished` is false when the
    answer was cut off at the limit of tokens. `seconds` is what the request took that brought it.
    """

    text: str
    tokens: int
    prompt_tokens: int
    finished: bool
    seconds: float


class Garbled(Exception):
    """The endpoint answered something that is no chat completion."""


def reply_of(body: bytes, seconds: float) -> Reply:
    """The first choice of a chat completion.

    Raises:
        Garbled: there is none.
    """
    try:
        answer = orjson.loads(body)
        choice = answer["choices"][0]
        text = choice["message"]["content"]
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError):
        raise Garbled("the endpoint's answer is no chat completion") from None
    if not isinstance(text, str):
        raise Garbled("the endpoint's answer has no text")
    usage = answer.get("usage")
    return Reply(
        text,
        _count(usage, "completion_tokens"),
        _count(usage, "prompt_tokens"),
        choice.get("finish_reason") != "length",
        seconds,
    )


def said(body: object) -> str:
    """What an error's body tells of the reason, short and printable; empty when it tells nothing."""
    message = body.get("message") if isinstance(body, dict) else None
    return printable(message, SHOWN_CHARS) if isinstance(message, str) else ""


def _count(usage: Any, name: str) -> int:  # noqa: ANN401 - whatever the endpoint sent
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and value >= 0 else 0
