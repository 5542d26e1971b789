"""A JSON array of objects; of one that is broken, every element that can still be read."""

import json
import re
from collections.abc import Iterator

from curator.formats import Obj
from curator.readers.blocks import BOM
from curator.readers.element import Element, Refused, parse, refuse

MOST_TRIES = 1000
"""Places tried in search of the element after a broken one, where the layout does not show it."""

_GAP = re.compile(r"[ \t\r\n,]*")
_OBJECT = re.compile(r"\{")


def json_array(data: bytes) -> Iterator[Element]:
    """The elements of a JSON array, or of objects one after the other.

    Where the text is broken, reading goes on at the next place that looks like the start of an element: on a new
    line with the indentation of the first element, if that stood on a line of its own; else at any object that has a
    key in common with one already read. What lies between is one unreadable element.
    """
    # As Latin-1 every byte is one character, so places in the text are byte offsets; JSON's own signs are ASCII.
    text = data.decode("latin-1")
    place = _skip(text, len(BOM) if data.startswith(BOM) else 0)
    is_array = text.startswith("[", place)
    place = _skip(text, place + is_array)
    starts = _start_of_line(text, place)
    known: set[str] = set()
    row, line, counted = 0, 1, 0
    content: Obj | Refused = {}
    while place < len(text):
        if is_array and text[place] == "]":
            is_array = False
            place = _skip(text, place + 1)
            continue
        end = _end(text, place) or _next_start(text, place, starts, known)
        content = parse(data[place:end].rstrip(b" \t\r\n,"))
        if not isinstance(content, Refused):
            known |= content.keys()
        line += text.count("\n", counted, place)
        counted = place
        yield Element(row, line, place, content)
        row += 1
        place = _skip(text, end)
    if is_array and not isinstance(content, Refused):
        line += text.count("\n", counted)
        yield Element(row, line, len(data), refuse("the array ends without its closing bracket", data[-100:]))


def _skip(text: str, place: int) -> int:
    gap = _GAP.match(text, place)
    return gap.end() if gap else place


def _end(text: str, place: int) -> int | None:
    """Where the JSON value at `place` ends; null when it is broken."""
    try:
        return _DECODER.raw_decode(text, place)[1]
    except (json.JSONDecodeError, RecursionError):
        return None


def _start_of_line(text: str, place: int) -> re.Pattern[str] | None:
    """How an element starts when each stands on lines of its own, as the first one does."""
    indent = text[text.rfind("\n", 0, place) + 1 : place]
    has_line = place > len(indent) and not indent.strip()
    return re.compile(rf"(?<=\n){re.escape(indent)}\{{") if has_line else None


def _next_start(text: str, place: int, starts: re.Pattern[str] | None, known: set[str]) -> int:
    """Where the element after the broken one at `place` begins."""
    if starts is not None:
        found = starts.search(text, place + 1)
        return found.end() - 1 if found else len(text)
    for tries, found in enumerate(_OBJECT.finditer(text, place + 1)):
        if tries == MOST_TRIES:
            break
        try:
            value, _ = _DECODER.raw_decode(text, found.start())
        except (json.JSONDecodeError, RecursionError):
            continue
        if not known or known & value.keys():
            return found.start()
    return len(text)


_DECODER = json.JSONDecoder(strict=False)
