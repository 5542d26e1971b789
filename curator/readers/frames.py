"""Parquet and Arrow tables, a batch of rows at a time."""

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from curator.errors import DataError
from curator.formats.cells import carried
from curator.formats.dtypes import described
from curator.readers.arrow import frames_of_file, frames_of_stream
from curator.readers.element import Element
from curator.readers.streams import Stream

BATCH_ROWS = 4096


class TableRows(Iterator[Element]):
    """The rows of a table, their cells as `carried` gives them; or its frames, for whoever decodes them together."""

    def __init__(self, frames: Iterable[pl.DataFrame]) -> None:
        self.columns: tuple[tuple[str, object], ...] = ()
        """The names and types (as `described`) of its columns, once the first row is read."""
        self.frames = self._noted(frames)
        self._rows = self._read()

    def __next__(self) -> Element:
        return next(self._rows)

    def _noted(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        for frame in frames:
            self.columns = self.columns or tuple((each.name, _described(each)) for each in frame)
            yield from frame.iter_slices(BATCH_ROWS)

    def _read(self) -> Iterator[Element]:
        first = 0
        for frame in self.frames:
            yield from rows_of(frame, first)
            first += frame.height


def rows_of(frame: pl.DataFrame, first: int) -> Iterator[Element]:
    """The rows of a frame, counted from `first`."""
    for row, cells in enumerate(zip(*map(_carried, frame), strict=True), first):
        yield Element(row, None, None, dict(zip(frame.columns, cells, strict=True)))


def parquet_rows(stream: Stream) -> TableRows:
    """The rows of a Parquet file; one that is no plain file is copied into one first."""
    return TableRows(_parquet(stream))


def arrow_file_rows(stream: Stream) -> TableRows:
    """The rows of an Arrow IPC file; one that is no plain file is copied into one first."""
    return TableRows(_arrow(stream))


def arrow_stream_rows(stream: Stream) -> TableRows:
    """The rows of an Arrow IPC stream."""
    return TableRows(frames_of_stream(stream))


def _parquet(stream: Stream) -> Iterator[pl.DataFrame]:
    with _as_file(stream) as path:
        table = pl.scan_parquet(path, glob=False)
        rows, given = table.select(pl.len()).collect().item(), 0
        for frame in table.collect_batches(chunk_size=BATCH_ROWS):
            given += frame.height
            yield frame
    if given != rows:  # Polars may end early where it cannot go on
        what = f"is not a readable table: only {given:,} of its {rows:,} rows can be decoded"
        raise DataError(what, hint="write or download it again")


def _arrow(stream: Stream) -> Iterator[pl.DataFrame]:
    with _as_file(stream) as path:
        yield from frames_of_file(path)


def _described(column: pl.Series) -> object:
    try:
        return described(column.dtype)
    except ValueError as error:
        raise _unknown(column, error) from None


def _carried(column: pl.Series) -> list[object]:
    try:
        return carried(column)
    except ValueError as error:
        raise _unknown(column, error) from None


def _unknown(column: pl.Series, error: ValueError) -> DataError:
    return DataError(
        f"the column {column.name!r} is of {error}, which curator does not know",
        hint="give it another type, or leave it out",
    )


@contextmanager
def _as_file(stream: Stream) -> Iterator[Path]:
    inner = getattr(stream, "raw", None)
    if isinstance(inner, io.FileIO) and stream.seekable() and isinstance(inner.name, str):
        yield Path(inner.name)
        return
    with tempfile.NamedTemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        yield Path(copy.name)
