"""Tables as text: CSV and TSV."""

import csv
import re
from collections.abc import Iterable, Iterator

from curator.errors import DataError
from curator.formats import Obj
from curator.readers.element import Element, Refused, refuse
from curator.text import printable

MOST_CELL_CHARS = 64 << 20

_DELIMITERS = ",;\t|"
_STRAY_BYTE = re.compile("[\udc80-\udcff]")


def delimited(lines: Iterable[bytes], delimiter: str | None) -> Iterator[Element]:
    """The rows of a table whose first row names the columns; every cell is text.

    A null delimiter is the one of comma, semicolon, tab and bar that the first line has most of.

    Raises:
        DataError: two columns have the same name, or none has one.
    """
    csv.field_size_limit(MOST_CELL_CHARS)
    source = _Lines(lines)
    if delimiter is None:
        delimiter = max(_DELIMITERS, key=source.first.count)
    rows = csv.reader(source, delimiter=delimiter, strict=True)
    try:
        header = next(rows, [])
    except csv.Error:
        header = []
    if len(set(header)) < len(header) or not any(header) or not _is_utf8("".join(header)):
        shown = printable(source.first.rstrip())
        raise DataError(f"the first row must give each column its own name; it is {shown}", hint="add a row of names")
    row = 0
    while True:
        number, offset = source.number, source.offset
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Element(row, number + 1, offset, refuse(f"not a row of a table: {error}", source.last))
            row += 1
            continue
        if cells:
            yield Element(row, number + 1, offset, _as_object(header, cells, delimiter))
            row += 1


class _Lines:
    """The lines as text, counted; bytes that are not UTF-8 become lone surrogates, which `_as_object` finds."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._next = next(self._lines, b"")
        self.first = self._next.decode("utf-8", "replace")
        self.last = b""
        self.number = 0
        self.offset = 0

    def __iter__(self) -> Iterator[str]:
        line = self._next
        while line:
            self.number += 1
            self.offset += len(line)
            self.last = line
            yield line.decode("utf-8", "surrogateescape")
            line = next(self._lines, b"")


def _as_object(header: list[str], cells: list[str], delimiter: str) -> Obj | Refused:
    line = delimiter.join(cells)
    if not _is_utf8(line):
        return refuse("not UTF-8", line.encode("utf-8", "surrogateescape"))
    if len(cells) != len(header):
        return refuse(f"{len(cells)} cells where the first row has {len(header)}", line)
    return dict(zip(header, cells, strict=True))


def _is_utf8(text: str) -> bool:
    return _STRAY_BYTE.search(text) is None
