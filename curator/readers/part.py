"""A stretch of a source, decoded: rows of canonical fields and what was refused, counted from its own start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from curator import schema
from curator.formats import Format, Obj, Unreadable
from curator.readers.element import Element, Refused, excerpt

DECODED: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_row": pl.Int64,
    "kind": pl.String,
    **schema.CONTENT,
    "meta": pl.String,
}

REFUSED: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_row": pl.Int64,
    "line": pl.Int64,  # null for a container without lines
    "byte_offset": pl.Int64,
    "reason": pl.String,
    "excerpt": pl.String,
}


@dataclass(frozen=True)
class Part:
    """What `rows` elements of a source are: `records` (`DECODED`) and `refused` (`REFUSED`)."""

    records: pl.DataFrame
    refused: pl.DataFrame
    rows: int
    lines: int = 0

    def ids(self) -> pl.Series:
        """The digest of every record."""
        return schema.record_ids(self.records)

    def moved(self, rows: int, lines: int) -> "Part":
        """The part where so many rows and lines stand before it."""
        if not rows and not lines:
            return self
        return Part(
            self.records.with_columns(pl.col("source_row") + rows),
            self.refused.with_columns(pl.col("source_row") + rows, pl.col("line") + lines),
            self.rows,
            self.lines,
        )


@dataclass
class _Columns:
    """Rows on their way into a frame, by column."""

    dtypes: Mapping[str, pl.DataType | type[pl.DataType]]
    values: dict[str, list[object]] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {name: [] for name in self.dtypes}

    def add(self, row: Mapping[str, object]) -> None:
        for name, column in self.values.items():
            column.append(row.get(name))

    def frame(self) -> pl.DataFrame:
        return pl.DataFrame(self.values, schema=self.dtypes)


def decoded(elements: Iterable[Element], chosen: Format | None) -> Part:
    """Elements one by one in the format `chosen`; none only where every element is refused already."""
    records, refused, rows = _Columns(DECODED), _Columns(REFUSED), 0
    for element in elements:
        row = _decode(element, chosen)
        rows += 1
        if isinstance(row, Refused):
            where = {"source_row": element.row, "line": element.line, "byte_offset": element.byte_offset}
            refused.add({**where, "reason": row.reason, "excerpt": row.excerpt})
        else:
            row["source_row"] = element.row
            records.add(row)
    return Part(records.frame(), refused.frame(), rows)


def _decode(element: Element, chosen: Format | None) -> Obj | Refused:
    if isinstance(element.content, Refused):
        return element.content
    if chosen is None:
        raise AssertionError("an object, but no format was chosen")
    try:
        return chosen.decode(element.content)
    except Unreadable as error:
        return Refused(str(error), excerpt(element.content))
