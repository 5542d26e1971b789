"""Read any supported files into canonical records; what cannot be read goes to quarantine, with its place."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain

import polars as pl

from curator import formats, progress, schema
from curator.errors import DataError
from curator.formats import Format, Obj, Unreadable
from curator.readers.containers import READERS, container_of
from curator.readers.element import Element, Refused, excerpt
from curator.readers.sources import Source, find
from curator.readers.streams import opened

SAMPLE_SIZE = 200
"""Objects looked at to tell the format of a file."""

QUARANTINE: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "source_row": pl.Int64,
    "line": pl.Int64,  # from 1; null for a container without lines
    "byte_offset": pl.Int64,  # from 0, after decompression
    "reason": pl.String,
    "excerpt": pl.String,  # printable
}

_ADVANCE_EVERY = 500


@dataclass(frozen=True)
class SourceInfo:
    """How one source was read; `records` and `quarantined` are counts and add up to its elements."""

    name: str
    format: str
    container: str
    records: int
    quarantined: int
    title: str

    def describe(self) -> str:
        """What curator took the file for, such as `read as ShareGPT chat, 300 records`."""
        unreadable = f", {self.quarantined:,} unreadable" if self.quarantined else ""
        return f"read as {self.title}, {self.records:,} record{'s' * (self.records != 1)}{unreadable}"


@dataclass(frozen=True)
class Scan:
    """Canonical records in the order of the sources, what could not be read, and how each source was read."""

    records: pl.LazyFrame
    quarantine: pl.DataFrame
    sources: tuple[SourceInfo, ...]


@dataclass
class _Columns:
    """Rows on their way into a frame, by column."""

    names: tuple[str, ...]
    values: dict[str, list[object]] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {name: [] for name in self.names}

    def add(self, row: Mapping[str, object]) -> None:
        for name, column in self.values.items():
            column.append(row.get(name))


def scan(sources: Sequence[str], *, format: str | None = None, columns: Mapping[str, str] | None = None) -> Scan:
    """Read files, patterns of files, or standard input (`-`).

    Args:
        sources: paths, patterns or `-`; see `find`.
        format: the name of the format of all sources; null to tell it from each one's first records.
        columns: canonical field → key in the file, instead of a format.

    Raises:
        DataError: a source that cannot be read at all, is of an unknown format, or has not one readable record.
        RecipeError: an unknown format, or a column map that contradicts itself.
    """
    forced = formats.mapped(columns) if columns else formats.named(format) if format else None
    found = find(sources)
    records = _Columns(tuple(schema.CANONICAL))
    quarantine = _Columns(tuple(QUARANTINE))
    infos = [_read(source, forced, columns or {}, records, quarantine) for source in found]
    frame = pl.DataFrame(records.values, schema=schema.CANONICAL)
    return Scan(
        records=schema.number_repeats(frame).lazy(),
        quarantine=pl.DataFrame(quarantine.values, schema=QUARANTINE),
        sources=tuple(infos),
    )


def _read(
    source: Source, forced: Format | None, columns: Mapping[str, str], records: _Columns, quarantine: _Columns
) -> SourceInfo:
    """Read one source into `records` and `quarantine`."""
    counts = Counter[bool]()
    first_reason = ""
    with _about(source), opened(source) as (head, stream), progress.stage(f"reading {source.name}") as advance:
        container = container_of(source, head)
        elements = READERS[container](stream)
        sample = list(_sample(elements))
        objects = [each.content for each in sample if isinstance(each.content, dict)]
        formats.check_columns(columns, objects)
        chosen = forced or (formats.detect(objects) if objects else None)
        for element in chain(sample, elements):
            row = _decode(element, chosen)
            place = {"source": source.name, "source_row": element.row}
            if isinstance(row, Refused):
                first_reason = first_reason or f"{_place(element)}: {row.reason}"
                where = {"line": element.line, "byte_offset": element.byte_offset}
                quarantine.add(place | where | {"reason": row.reason, "excerpt": row.excerpt})
            else:
                records.add(row | place | {"record_id": schema.record_digest(row)})
            counts[isinstance(row, Refused)] += 1
            if counts.total() % _ADVANCE_EVERY == 0:
                advance(_ADVANCE_EVERY)
        advance(counts.total() % _ADVANCE_EVERY)
    if chosen is None or not counts[False]:
        taken = f" as {chosen.title}" if chosen else ""
        what = f"not one of its {counts.total():,} records can be read{taken}; {first_reason}"
        raise DataError(what if counts else "holds no records", where=source.where)
    return SourceInfo(source.name, chosen.name, container, counts[False], counts[True], chosen.title)


def _sample(elements: Iterator[Element]) -> Iterator[Element]:
    """The first elements, up to `SAMPLE_SIZE` objects."""
    objects = 0
    for element in elements:
        yield element
        objects += isinstance(element.content, dict)
        if objects == SAMPLE_SIZE:
            return


def _decode(element: Element, chosen: Format | None) -> Obj | Refused:
    if isinstance(element.content, Refused):
        return element.content
    if chosen is None:
        raise AssertionError("an object, but no format was chosen")
    try:
        return chosen.decode(element.content)
    except Unreadable as error:
        return Refused(str(error), excerpt(element.content))


def _place(element: Element) -> str:
    return f"line {element.line}" if element.line else f"row {element.row}"


@contextmanager
def _about(source: Source) -> Iterator[None]:
    """Say in which source a mistake was found."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        what = f"is not a readable table: {str(error).splitlines()[0]}"
        raise DataError(what, where=source.where, hint="write or download it again") from None
    except DataError as error:
        raise DataError.of([replace(each, where=each.where or source.where) for each in error.problems]) from None
