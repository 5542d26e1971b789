"""Decode blocks of JSON Lines by the shape of their lines: many at once where that is certain to give the same."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from curator.formats import Columns, Format, columns_of
from curator.readers import walked
from curator.readers.array import Stretch
from curator.readers.blocks import Block
from curator.readers.element import Element, Refused, parse
from curator.readers.lines import elements
from curator.readers.part import REFUSED, Part, decoded
from curator.readers.walked import BEGIN, END, LINE, SHAPE, START, Found

FEWEST = 64
"""Lines of one shape in a block that are decoded together; fewer are quicker one by one."""

PIECES = 16
"""Lines that cannot be parsed together are tried again in so many pieces, to find the few that are to blame."""


_NOTHING_REFUSED = pl.DataFrame(schema=REFUSED)


@dataclass
class Swift:
    """Decodes blocks in one format; remembers what it found out of each shape."""

    chosen: Format
    fewest: int = FEWEST
    _known: dict[int, Columns | None] = field(default_factory=dict)

    def part(self, block: Block) -> Part:
        """The same as `slow`, quicker."""
        walk = None if block.is_too_long else walked.lines(block)
        if walk is None:
            return slow(block, self.chosen)
        found, lines = walk
        return self.found(block.data, found, block.offset, 1, lines)

    def stretch(self, stretch: Stretch) -> Part:
        """The elements of a stretch."""
        return self.found(stretch.data, stretch.found, stretch.offset, stretch.line)

    def found(self, data: bytes, found: Found, offset: int, line: int, lines: int | None = None) -> Part:
        """What was `found` in `data`, which begins at `offset` and on the line `line`; `lines` if that is all lines."""
        together = list(self._together(data, found, lines is not None))
        taken = np.zeros(len(found), bool)
        for frame in together:
            taken[frame["source_row"].to_numpy()] = True
        rest = np.flatnonzero(~taken)
        if len(together) == 1 and not len(rest):
            return Part(together[0], _NOTHING_REFUSED, len(found), lines or 0)
        one_by_one = decoded(_elements(data, found, rest, offset, line), self.chosen)
        frames = [frame for frame in (*together, one_by_one.records) if frame.height]
        records = pl.concat([*frames, one_by_one.records.clear()]).sort("source_row")
        return Part(records, one_by_one.refused, len(found), lines or 0)

    def _together(self, data: bytes, found: Found, is_lines: bool) -> Iterator[pl.DataFrame]:
        """The records that are decoded by their shape."""
        shapes, firsts, counts = np.unique(found[:, SHAPE], return_index=True, return_counts=True)
        for shape, first, count in zip(shapes.tolist(), firsts.tolist(), counts.tolist(), strict=True):
            if shape == 0 or count < self.fewest:
                continue
            columns = self._columns(shape, data[found[first, BEGIN] : found[first, END]])
            if columns is not None:
                rows = np.arange(len(found)) if count == len(found) else np.flatnonzero(found[:, SHAPE] == shape)
                yield from _read(data, found, rows, columns, is_lines)

    def _columns(self, shape: int, example: bytes) -> Columns | None:
        if shape not in self._known:
            content = parse(example)
            if isinstance(content, Refused):
                return None
            self._known[shape] = columns_of(content, self.chosen)
        return self._known[shape]


def slow(block: Block, chosen: Format | None) -> Part:
    """The lines of a block one by one."""
    part = decoded(elements([block], parse), chosen)
    return Part(part.records, part.refused, part.rows, 1 if block.is_too_long else block.data.count(b"\n"))


def _read(data: bytes, found: Found, rows: Found, columns: Columns, is_lines: bool) -> Iterator[pl.DataFrame]:
    """The records of `rows`, without those that have to be decoded by themselves."""
    text = data if is_lines and len(rows) == len(found) else walked.gathered(data, found[rows])
    try:
        values = pl.read_ndjson(io.BytesIO(text), schema=columns.schema)
        frame = columns.decode(values) if values.height == len(rows) else None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        frame = None
    if frame is not None:
        numbered = frame.select(pl.Series("source_row", rows, pl.Int64), pl.all())
        yield numbered if frame["kind"].null_count() == 0 else numbered.filter(pl.col("kind").is_not_null())
    elif len(rows) >= PIECES * FEWEST:
        for piece in np.array_split(rows, PIECES):
            yield from _read(data, found, piece, columns, False)


def _elements(data: bytes, found: Found, rows: Found, offset: int, first_line: int) -> Iterator[Element]:
    places = found[rows][:, [LINE, START, BEGIN, END]].tolist()
    for row, (line, start, begin, end) in zip(rows.tolist(), places, strict=True):
        yield Element(row, line + first_line, offset + start, parse(data[begin:end]))
