"""Tables: CSV and TSV text, and frames read from Parquet and Arrow."""

import csv
from collections.abc import Iterable, Iterator

import polars as pl

from curator.errors import DataError
from curator.formats import Obj
from curator.readers.element import Element, Refused, refuse
from curator.readers.lines import BOM

MOST_CELL_CHARS = 1 << 30

_DELIMITERS = ",;\t|"


def delimited(lines: Iterable[bytes], delimiter: str | None) -> Iterator[Element]:
    """The rows of a table whose first row names the columns; every cell is text.

    A null delimiter is the one of comma, semicolon, tab and bar that the first line has most of.

    Raises:
        DataError: a column has no name, or two have the same.
    """
    csv.field_size_limit(MOST_CELL_CHARS)
    source = _Lines(lines)
    if delimiter is None:
        delimiter = max(_DELIMITERS, key=source.first.count)
    rows = csv.reader(source, delimiter=delimiter)
    header = next(rows, [])
    if len(set(header)) < len(header) or not all(header):
        raise DataError(
            f"the first row must name every column once; it is {', '.join(map(repr, header))[:200]}",
            hint="add a first row of column names",
        )
    row = 0
    while True:
        number, offset = source.number, source.offset
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Element(row, number + 1, offset, refuse(f"not a row of a table: {error}", ""))
            row += 1
            continue
        if cells:
            yield Element(row, number + 1, offset, _as_object(header, cells, delimiter))
            row += 1


def frame_rows(frame: pl.DataFrame) -> Iterator[Element]:
    """The rows of a Parquet or Arrow table; NaN becomes null, bytes become text (Base64 where they are not UTF-8)."""
    for row, content in enumerate(frame.with_columns(map(_plain, frame)).iter_rows(named=True)):
        yield Element(row, None, None, content)


class _Lines:
    """The lines as text, counted; bytes that are not UTF-8 become lone surrogates, which `_as_object` finds."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._next = next(self._lines, b"")
        self.first = self._next.removeprefix(BOM).decode("utf-8", "replace")
        self.number = 0
        self.offset = 0

    def __iter__(self) -> Iterator[str]:
        line = self._next
        while line:
            self.number += 1
            self.offset += len(line)
            yield (line.removeprefix(BOM) if self.number == 1 else line).decode("utf-8", "surrogateescape")
            line = next(self._lines, b"")


def _as_object(header: list[str], cells: list[str], delimiter: str) -> Obj | Refused:
    line = delimiter.join(cells)
    try:
        line.encode()
    except UnicodeEncodeError:
        return refuse("not UTF-8", line.encode("utf-8", "surrogateescape"))
    if len(cells) != len(header):
        return refuse(f"{len(cells)} cells where the first row has {len(header)}", line)
    return dict(zip(header, cells, strict=True))


def _plain(column: pl.Series) -> pl.Series:
    if column.dtype.is_float():
        return column.fill_nan(None)
    if column.dtype != pl.Binary:
        return column
    try:
        return column.cast(pl.String)
    except pl.exceptions.PolarsError:
        return column.bin.encode("base64")
