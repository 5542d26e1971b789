"""Decode blocks of JSON Lines by the shape of their lines: many at once where that is certain to give the same."""

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
from curator.readers.walked import BEGIN, END, LINE, SHAPE, START, Buffer, Found, Walk

FEWEST = 64
"""Lines of one shape in a block that are decoded together; fewer are quicker one by one."""

_NOTHING_REFUSED = pl.DataFrame(schema=REFUSED)


@dataclass
class Swift:
    """Decodes blocks in one format; remembers what it found out of each shape."""

    chosen: Format
    fewest: int = FEWEST
    _known: dict[int, Columns | None] = field(default_factory=dict)

    def part(self, block: Block) -> Part:
        """The same as `slow`, quicker."""
        walked_lines = None if block.is_too_long else walked.lines(block)
        if walked_lines is None:
            return slow(block, self.chosen)
        walk, lines = walked_lines
        return self.found(block.data, walk, block.offset, 1, lines)

    def stretch(self, stretch: Stretch) -> Part:
        """The elements of a stretch."""
        return self.found(stretch.data, stretch.walk, stretch.offset, stretch.line)

    def found(self, data: Buffer, walk: Walk, offset: int, line: int, lines: int = 0) -> Part:
        """What `walk` found in `data`, which begins at `offset` and on the line `line` and has so many `lines`."""
        together = list(self._together(data, walk))
        rows = len(walk.found)
        if len(together) == 1 and together[0].height == rows:
            return Part(together[0], _NOTHING_REFUSED, rows, lines)
        taken = np.zeros(rows, bool)
        for frame in together:
            taken[frame["source_row"].to_numpy()] = True
        rest = _elements(data, walk.found, np.flatnonzero(~taken), offset, line)
        one_by_one = decoded(rest, self.chosen)
        frames = [frame for frame in (*together, one_by_one.records) if frame.height]
        records = pl.concat([*frames, one_by_one.records.clear()]).sort("source_row")
        return Part(records, one_by_one.refused, rows, lines)

    def _together(self, data: Buffer, walk: Walk) -> Iterator[pl.DataFrame]:
        """The records that are decoded by their shape."""
        for rows in _of_one_shape(walk.found):
            _, _, begin, end, shape, _ = walk.found[rows[0]].tolist()
            columns = self._columns(shape, bytes(data[begin:end])) if shape and len(rows) >= self.fewest else None
            if columns is not None:
                yield _read(data, walk, rows, columns)

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
    return Part(part.records, part.refused, part.rows, 1 if block.is_too_long else bytes(block.data).count(b"\n"))


def _of_one_shape(found: Found) -> Iterator[Found]:
    """The rows of each shape."""
    shapes = found[:, SHAPE]
    if len(found) and (shapes == shapes[0]).all():
        yield np.arange(len(found))
        return
    order = np.argsort(shapes, kind="stable")
    yield from (rows for rows in np.split(order, np.flatnonzero(np.diff(shapes[order])) + 1) if len(rows))


def _read(data: Buffer, walk: Walk, rows: Found, columns: Columns) -> pl.DataFrame:
    """The records of `rows`, without those that have to be decoded by themselves."""
    try:
        values = walked.columns(data, walk, rows, columns.schema)
    except pl.exceptions.PolarsError:
        rows = np.array([row for row in rows.tolist() if _is_utf8(data, walk.found[row])], np.int64)
        values = walked.columns(data, walk, rows, columns.schema)
    frame = columns.decode(values)
    numbered = frame.select(pl.Series("source_row", rows, pl.Int64), pl.all())
    return numbered if frame["kind"].null_count() == 0 else numbered.filter(pl.col("kind").is_not_null())


def _is_utf8(data: Buffer, row: Found) -> bool:
    try:
        bytes(data[row[BEGIN] : row[END]]).decode()
    except UnicodeDecodeError:
        return False
    return True


def _elements(data: Buffer, found: Found, rows: Found, offset: int, first_line: int) -> Iterator[Element]:
    places = found[rows][:, [LINE, START, BEGIN, END]].tolist()
    for row, (line, start, begin, end) in zip(rows.tolist(), places, strict=True):
        yield Element(row, line + first_line, offset + start, parse(bytes(data[begin:end])))
