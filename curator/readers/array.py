"""A JSON array of objects, as it comes; of one that is broken, every element that can still be read."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from curator.formats import Obj
from curator.readers.element import Element, Refused, parse, refuse
from curator.readers.streams import Stream
from curator.readers.walked import Walk, examples
from curator.readers.window import WINDOW_BYTES, Window

MOST_TRIES = 1000
"""Places tried in search of the element after a broken one, where the layout does not show it."""

CUT_CHARS = 16
"""An error so close to the end of what was read may be one of the cut alone."""

_GAP = re.compile(r"[ \t\r\n,]*")
_OBJECT = re.compile(r"\{")

Walker = Callable[[bytes, int], tuple[Walk, int] | None]


@dataclass(frozen=True)
class Stretch:
    """Many elements, none of them odd, that `walk` found in `data`."""

    data: bytes
    walk: Walk
    offset: int  # of `data` in the stream
    line: int  # that the lines of `walk` are counted from


def json_array(stream: Stream) -> Iterator[Element]:
    """The elements of a JSON array, or of objects one after the other.

    Where the text is broken, reading goes on at the next place that looks like the start of an element: on a new
    line with the indentation of the first element, if that stood on a line of its own; else at any object that has a
    key in common with one already read. What lies between is one unreadable element.
    """
    for each in JsonArray(stream).elements():
        if isinstance(each, Element):
            yield each


class JsonArray:
    """The elements of an array; while `walk` is set, those that are not odd come in stretches."""

    def __init__(self, stream: Stream) -> None:
        self.walk: Walker | None = None
        self._window = Window(stream)
        self._known: set[str] = set()

    @property
    def offset(self) -> int:
        """How far the stream has been read."""
        return self._window.base

    def elements(self) -> Iterator[Element | Stretch]:
        """See `json_array`."""
        window = self._window
        place = self._skip(0)
        is_array = window.text.startswith("[", place)
        place = self._skip(place + is_array)
        starts = _start_of_line(window.text, place)
        row = 0
        content: Obj | Refused = {}
        while True:
            if place > WINDOW_BYTES // 2:
                window.move(place)
                place = 0
                if self.walk is not None:
                    window.grow()
            place = self._skip(place)
            if place == len(window.text):
                break
            if is_array and window.text[place] == "]":
                is_array = False
                place += 1
                continue
            stretch, stop = self._stretch(place)
            if stretch is not None:
                yield stretch
                row, content, place = row + len(stretch.walk.found), {}, stop
                continue
            end = self._end(place) or self._next_start(place, starts)
            content = parse(window.data[place:end].rstrip(b" \t\r\n,"))
            if not isinstance(content, Refused):
                self._known |= content.keys()
            yield Element(row, window.line_at(place), window.base + place, content)
            row += 1
            place = end
        if is_array and not isinstance(content, Refused):
            reason = "the array ends without its closing bracket"
            yield Element(row, window.line_at(place), window.base + place, refuse(reason, window.data[-100:]))

    def _skip(self, place: int) -> int:
        """The place of the next element."""
        while True:
            gap = _GAP.match(self._window.text, place)
            place = gap.end() if gap else place
            if place < len(self._window.text) or not self._window.grow():
                return place

    def _stretch(self, place: int) -> tuple[Stretch | None, int]:
        """The elements from `place` on that are not odd, and where they end."""
        walked = None if self.walk is None else self.walk(self._window.data, place)
        if walked is None or not len(walked[0].found):
            return None, place
        walk, stop = walked
        for example in examples(self._window.data, walk.found):
            content = parse(example)
            if not isinstance(content, Refused):
                self._known |= content.keys()
        return Stretch(self._window.data, walk, self._window.base, self._window.line_at(place)), stop

    def _end(self, place: int) -> int | None:
        """Where the JSON value at `place` ends; null when it is broken."""
        window = self._window
        while True:
            try:
                end = _DECODER.raw_decode(window.text, place)[1]
                if end < len(window.text) or not window.grow():
                    return end
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or error.pos > len(window.text) - CUT_CHARS
                if not is_cut or not window.grow():
                    return None
            except RecursionError:
                return None

    def _next_start(self, place: int, starts: re.Pattern[str] | None) -> int:
        """Where the element after the broken one at `place` begins."""
        window = self._window
        while True:
            found = _next_line(window.text, place, starts) if starts else _next_object(window.text, place, self._known)
            if found is not None or not window.grow():
                return len(window.text) if found is None else found


def _start_of_line(text: str, place: int) -> re.Pattern[str] | None:
    """How an element starts when each stands on lines of its own, as the first one does."""
    indent = text[text.rfind("\n", 0, place) + 1 : place]
    has_line = place > len(indent) and not indent.strip()
    return re.compile(rf"(?<=\n){re.escape(indent)}\{{") if has_line else None


def _next_line(text: str, place: int, starts: re.Pattern[str]) -> int | None:
    found = starts.search(text, place + 1)
    return found.end() - 1 if found else None


def _next_object(text: str, place: int, known: set[str]) -> int | None:
    for tries, found in enumerate(_OBJECT.finditer(text, place + 1)):
        if tries == MOST_TRIES:
            return len(text)
        try:
            value, _ = _DECODER.raw_decode(text, found.start())
        except (json.JSONDecodeError, RecursionError):
            continue
        if not known or known & value.keys():
            return found.start()
    return None


_DECODER = json.JSONDecoder(strict=False)
