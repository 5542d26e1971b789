"""One element of a file: an object and its place, or why it could not be read."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from curator.formats import Obj, called
from curator.text import printable

EXCERPT_CHARS = 200

_LONG_NUMBER = re.compile(rb"[\s:,\[]-?[0-9]{19,}\s*[,\]}]")


@dataclass(frozen=True)
class Refused:
    """Why an element cannot be read, and how it begins (printable)."""

    reason: str
    excerpt: str


class Element(NamedTuple):
    """What stands at one place of a file.

    `row` counts from 0, unreadable elements included, blank ones not. `line` counts from 1 and `byte_offset` from 0,
    in the content after decompression; null where a container has no lines.
    """

    row: int
    line: int | None
    byte_offset: int | None
    content: Obj | Refused


def parse(data: bytes) -> Obj | Refused:
    """The JSON object in `data`, or why there is none.

    NaN and Infinity, half a surrogate pair and bytes that are not UTF-8 are no JSON. Of a key that stands twice the
    last one counts.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return refuse(_reason(data, error), data)
    if not isinstance(value, dict):
        return refuse(f"{called(value)} where an object is expected", data)
    # orjson turns a whole number beyond 64 bits into a float, which would change an id without a word.
    if any(type(each) is float and abs(each) >= 2**63 for each in value.values()) and _LONG_NUMBER.search(data):
        return refuse("a whole number beyond 64 bits loses digits; write it as text", data)
    return value


def refuse(reason: str, data: bytes | str) -> Refused:
    """An element that cannot be read."""
    start = data[: 4 * EXCERPT_CHARS]
    text = start.decode("utf-8", "replace") if isinstance(start, bytes) else start
    return Refused(reason, printable(text, EXCERPT_CHARS))


def excerpt(content: Obj) -> str:
    """How an object begins as JSON (printable); its keys when it is nested too deep to be written."""
    try:
        text = orjson.dumps(content, default=str).decode()
    except TypeError:
        text = ", ".join(content)
    return printable(text[: EXCERPT_CHARS + 1], EXCERPT_CHARS)


def _reason(data: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        data.decode()
    except UnicodeDecodeError as decoding:
        return f"not UTF-8 (byte {decoding.start} of the record)"
    return f"not JSON: {error.msg} (character {error.pos})"
