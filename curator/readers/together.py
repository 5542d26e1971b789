"""Decode a frame of table rows, many of one shape at once: the quick twin of `decoded`, for columns of plain values."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from curator.formats import Columns, Format, Obj, columns_of
from curator.readers.element import Element
from curator.readers.frames import rows_of
from curator.readers.part import Part, decoded

FEWEST = 64
"""Rows of one shape in a frame that are decoded together; fewer are quicker one by one."""

_WHOLE = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)
_PLAIN = (pl.String, pl.Boolean, pl.Null, *_WHOLE)
"""Types whose cells are of one shape, null or not."""

_MOST_COLUMNS = 62
"""As many bits a shape has room for."""

_ROW, _NULLS = "row", "nulls"


@dataclass
class Together:
    """Decodes frames of one table in one format; remembers what it found out of each shape."""

    chosen: Format
    fewest: int = FEWEST
    _known: dict[int, Columns | None] = field(default_factory=dict)

    def part(self, frame: pl.DataFrame, first: int) -> Part:
        """The same as `decoded` of the frame's rows, counted from `first`; quicker."""
        if not _is_plain(frame):
            return decoded(rows_of(frame, first), self.chosen)
        together = list(self._together(frame))
        taken = pl.Series([False]).new_from_index(0, frame.height)
        for records in together:
            taken.scatter(records["source_row"], True)
        one_by_one = decoded(_some(frame, (~taken).arg_true(), first), self.chosen)
        every = [each.with_columns(pl.col("source_row") + first) for each in together] + [one_by_one.records]
        return Part(pl.concat(every).sort("source_row"), one_by_one.refused, frame.height)

    def _together(self, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """The records that are decoded by their shape."""
        for nulls, rows in _shapes(frame):
            columns = self._columns(nulls, frame, rows) if len(rows) >= self.fewest else None
            if columns is None:
                continue
            cells = frame[rows]
            values = pl.DataFrame([_as(cells[name], dtype) for name, dtype in columns.schema.items()])
            records = columns.decode(values)
            yield records.select(rows.alias("source_row"), pl.all()).filter(pl.col("kind").is_not_null())

    def _columns(self, nulls: int, frame: pl.DataFrame, rows: pl.Series) -> Columns | None:
        if nulls not in self._known:
            example: Obj = dict(frame.row(int(rows[0]), named=True))
            self._known[nulls] = columns_of(example, self.chosen)
        return self._known[nulls]


def _is_plain(frame: pl.DataFrame) -> bool:
    # Polars takes such a name for a pattern of names.
    is_named = not any(name == "*" or name.startswith("^") for name in frame.columns)
    return is_named and 0 < frame.width <= _MOST_COLUMNS and all(dtype in _PLAIN for dtype in frame.dtypes)


def _shapes(frame: pl.DataFrame) -> Iterator[tuple[int, pl.Series]]:
    """The rows of each shape, which is the set of the columns that are null."""
    rows = pl.int_range(frame.height, eager=True)
    key = pl.Series([0]).new_from_index(0, frame.height)
    for place, column in enumerate(frame):
        if column.null_count():
            key += column.is_null().cast(pl.Int64) * (1 << place)
    for (nulls,), group in pl.DataFrame({_ROW: rows, _NULLS: key}).group_by(_NULLS, maintain_order=True):
        yield int(str(nulls)), group[_ROW]


def _as(column: pl.Series, dtype: pl.DataType) -> pl.Series:
    return column.cast(dtype) if dtype != pl.Null else pl.Series(column.name, [None] * len(column), pl.Null)


def _some(frame: pl.DataFrame, rows: pl.Series, first: int) -> Iterator[Element]:
    """Some of the rows of a frame, each with its number."""
    numbers = rows.to_list()
    return (element._replace(row=first + numbers[element.row]) for element in rows_of(frame[rows], 0))
