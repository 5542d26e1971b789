"""One element of a file: an object and its place, or why it could not be read."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from curator.formats import Obj, called
from curator.text import printable

EXCERPT_CHARS = 200

LONG_NUMBER = "a whole number beyond 64 bits loses digits; write it as text"

_SPACED_COLON = re.compile(rb'"[ \t\r\n]+:')


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

    NaN and Infinity, half a surrogate pair, bytes that are not UTF-8, whole numbers beyond 64 bits and objects with a
    key that stands twice are refused, at every depth.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return refuse(_reason(data, error), data)
    if not isinstance(value, dict):
        return refuse(f"{called(value)} where an object is expected", data)
    keys, has_large_number = _surveyed(value)
    # Every key is written with a quote and a colon: as many of these as keys, and none can have been lost.
    if has_large_number or data.count(b'":') != keys or _SPACED_COLON.search(data):
        loss = _loss(data)
        if loss:
            return refuse(loss, data)
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


def _surveyed(whole: Obj) -> tuple[int, bool]:
    """How many keys there are at all depths, and whether a number is as large as orjson makes of one beyond 64 bits."""
    keys, has_large_number = 0, False
    waiting: list[object] = [whole]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            keys += len(each)
            values: Iterable[object] = each.values()
        else:
            values = each if isinstance(each, list) else ()
        for value in values:
            kind = type(value)
            if kind is dict or kind is list:
                waiting.append(value)
            elif kind is float and isinstance(value, float) and abs(value) >= 2**63:
                has_large_number = True
    return keys, has_large_number


class _Lossy(Exception):
    """Python would read it with less in it than is written there."""


def _loss(data: bytes) -> str:
    """What orjson has read with a loss; empty for nothing."""
    try:
        json.loads(data, object_pairs_hook=_pairs, parse_int=_whole_number)
    except _Lossy as error:
        return str(error)
    except RecursionError:
        return "nested too deep to be checked for keys that stand twice"
    return ""


def _pairs(pairs: list[tuple[str, object]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise _Lossy(f"the key '{printable(twice, 40)}' stands twice in one object")


def _whole_number(text: str) -> None:
    if len(text) > 20 or not -(2**63) <= int(text) < 2**64:
        raise _Lossy(LONG_NUMBER)
