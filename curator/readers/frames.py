"""Parquet and Arrow tables, a batch of rows at a time."""

import base64
import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from curator.readers.arrow import frames_of_file, frames_of_stream
from curator.readers.element import Element
from curator.readers.streams import Stream

BATCH_ROWS = 4096


def parquet_rows(stream: Stream) -> Iterator[Element]:
    """The rows of a Parquet file; one that is no plain file is copied into one first."""
    with _as_file(stream) as path:
        yield from _rows(pl.scan_parquet(path).collect_batches(chunk_size=BATCH_ROWS))


def arrow_file_rows(stream: Stream) -> Iterator[Element]:
    """The rows of an Arrow IPC file; one that is no plain file is copied into one first."""
    with _as_file(stream) as path:
        yield from _rows(frames_of_file(path))


def arrow_stream_rows(stream: Stream) -> Iterator[Element]:
    """The rows of an Arrow IPC stream."""
    yield from _rows(frames_of_stream(stream))


def _rows(frames: Iterable[pl.DataFrame]) -> Iterator[Element]:
    """NaN becomes null, bytes become text (Base64 where they are not UTF-8)."""
    row = 0
    for frame in frames:
        for content in frame.with_columns(map(_plain, frame)).iter_rows(named=True, buffer_size=BATCH_ROWS):
            yield Element(row, None, None, content)
            row += 1


def _plain(column: pl.Series) -> pl.Series:
    if column.dtype.is_float():
        return column.fill_nan(None)
    if column.dtype != pl.Binary:
        return column
    try:
        return column.cast(pl.String)
    except pl.exceptions.PolarsError:
        return pl.Series(column.name, [None if value is None else _text(value) for value in column], pl.String)


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()


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
