"""Read sources in batches: as many records at a time as memory holds, whatever the size of the files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import polars as pl

from curator import formats, progress, schema
from curator.errors import DataError
from curator.formats import Format
from curator.readers import walked
from curator.readers.containers import READERS, container_of
from curator.readers.contents import ArrayContent, ElementContent, LineContent, TableContent
from curator.readers.element import Element, Refused
from curator.readers.frames import TableRows
from curator.readers.part import Part
from curator.readers.repeats import Repeats
from curator.readers.sources import Source, find
from curator.readers.streams import Stream, opened

QUARANTINE: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "source_row": pl.Int64,
    "line": pl.Int64,  # from 1; null for a container without lines
    "byte_offset": pl.Int64,  # from 0, after decompression
    "reason": pl.String,
    "excerpt": pl.String,  # printable
}


@dataclass(frozen=True)
class SourceInfo:
    """How one source was read; `records` and `quarantined` are counts and add up to its elements."""

    name: str
    format: str
    container: str
    records: int
    quarantined: int
    title: str
    columns: tuple[tuple[str, object], ...] = ()
    """Of a table in Parquet or Arrow the names and types of its columns, as `formats.dtypes.described` gives them."""

    def describe(self) -> str:
        """What curator took the file for, such as `read as ShareGPT chat, 300 records`."""
        unreadable = f", {self.quarantined:,} unreadable" if self.quarantined else ""
        return f"read as {self.title}, {self.records:,} record{'s' * (self.records != 1)}{unreadable}"


@dataclass(frozen=True)
class Batch:
    """Canonical records of one source, and what could not be read between them."""

    source: str
    records: pl.DataFrame
    quarantine: pl.DataFrame
    finished: SourceInfo | None = None
    """How the source was read, with its last batch."""


def batches(
    sources: Sequence[str], *, format: str | None = None, columns: Mapping[str, str] | None = None
) -> Iterator[Batch]:
    """Read files, patterns of files, or standard input (`-`), in the order of the names of the sources.

    Arguments and errors are those of `scan`; an error comes when its source is reached.
    """
    forced = formats.mapped(columns) if columns else formats.named(format) if format else None
    yield from read(find(sources), forced, columns or {})


def read(
    found: Sequence[Source], forced: Format | None, columns: Mapping[str, str], *, worth: int = walked.WORTH_BYTES
) -> Iterator[Batch]:
    """The batches of `found`, in the order of their names, so that equal records are numbered in that order.

    From `worth` bytes of JSON on, compiled functions read.
    """
    repeats = Repeats()
    expected = sum(map(_size, found))
    for source in sorted(found, key=lambda source: source.name):
        yield from _source(source, forced, columns, repeats, (expected, worth))


def _size(source: Source) -> int:
    """The bytes of a file; 0 where that cannot be told without reading."""
    try:
        return source.path.stat().st_size if source.path is not None else 0
    except OSError:
        return 0


def _source(
    source: Source, forced: Format | None, columns: Mapping[str, str], repeats: Repeats, size: tuple[int, int]
) -> Iterator[Batch]:
    records = quarantined = 0
    first_reason = ""
    with _about(source), opened(source) as (head, stream), progress.stage(f"reading {source.name}") as advance:
        container = container_of(source, head)
        rows = READERS[container](stream)
        content = _content(container, rows, stream, size)
        sample = content.sample()
        objects = [each.content for each in sample if isinstance(each.content, dict)]
        formats.check_columns(columns, objects)
        chosen = forced or (formats.detect(objects) if objects else None)
        if chosen is None:
            raise DataError(_nothing(sample, content.is_sample_whole))
        for part in content.parts(chosen):
            ids = repeats.numbered(part.ids())
            first_reason = first_reason or _first_reason(part.refused)
            records += part.records.height
            quarantined += part.refused.height
            advance(part.rows)
            yield Batch(source.name, _canonical(part, ids, source.name), _quarantined(part, source.name))
    if not records:
        what = f"not one of its {quarantined:,} records can be read as {chosen.title}; {first_reason}"
        raise DataError(what, where=source.where)
    types = rows.columns if isinstance(rows, TableRows) else ()
    info = SourceInfo(source.name, chosen.name, container, records, quarantined, chosen.title, types)
    yield Batch(source.name, _NO_RECORDS, _NO_QUARANTINE, info)


def _content(
    container: str, rows: Iterator[Element], stream: Stream, size: tuple[int, int]
) -> LineContent | ArrayContent | TableContent | ElementContent:
    if container == "jsonl":
        return LineContent(stream, *size)
    if container == "json":
        return ArrayContent(stream, *size)
    if isinstance(rows, TableRows):
        return TableContent(rows)
    return ElementContent(rows)


def _canonical(part: Part, ids: pl.Series, source: str) -> pl.DataFrame:
    return part.records.with_columns(record_id=ids, source=pl.lit(source)).select(*schema.CANONICAL)


def _quarantined(part: Part, source: str) -> pl.DataFrame:
    return part.refused.with_columns(source=pl.lit(source)).select(*QUARANTINE)


def _nothing(sample: Sequence[Element], is_whole: bool) -> str:
    """What is wrong with a source without an object."""
    reasons = (
        f"{_place(each.line, each.row)}: {each.content.reason}" for each in sample if isinstance(each.content, Refused)
    )
    first = next(reasons, None)
    if first is None:
        return "holds no records"
    return f"not one of its {'' if is_whole else 'first '}{len(sample):,} records can be read; {first}"


def _first_reason(refused: pl.DataFrame) -> str:
    for row, line, _, reason, _ in refused.head(1).iter_rows():
        return f"{_place(line, row)}: {reason}"
    return ""


def _place(line: int | None, row: int) -> str:
    return f"line {line}" if line else f"row {row}"


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


_NO_RECORDS = pl.DataFrame(schema=schema.CANONICAL)
_NO_QUARANTINE = pl.DataFrame(schema=QUARANTINE)
