"""Write canonical records to a file that trainers read."""

import bz2
import gzip
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path, PurePath
from typing import IO, TypeVar

import polars as pl

from curator import remote
from curator.errors import DataError, RecipeError
from curator.files import whole_file, writing
from curator.registry import closest
from curator.writers.containers import (
    CONTAINER_OF_SUFFIX,
    CONTAINERS,
    DELIMITED,
    JSON_CONTAINERS,
    TABLE_WRITERS,
    WRITERS,
    Endless,
)
from curator.writers.declared import Columns
from curator.writers.portions import SINKS, Again, Sheets
from curator.writers.rows import rows
from curator.writers.tables import as_table

STDOUT = "-"

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

_COMPRESSIONS = (".gz", ".zst", ".bz2")


def write(
    records: pl.DataFrame,
    path: Path | str,
    *,
    format: str | None = None,
    container: str | None = None,
    formats: Mapping[str, str] | None = None,
    columns: Columns | None = None,
) -> tuple[str, ...]:
    """Write `records` to `path`, whole or not at all; `-` is standard output, a text such as `s3://…` an address.

    Returns what its readers should know: JSON as text, columns of another type than they had, numbers that are null.

    Args:
        records: a canonical frame.
        path: its suffix gives the container and, after it, the compression; none is JSON Lines.
        format: the format for all records; null for each record's own.
        container: a name in `CONTAINERS`, whatever the suffix.
        formats: source → name of the format it was read in.
        columns: source → the types of its columns, where it is a table; tables are written with the same types.

    Raises:
        DataError: the file cannot be written, or a record has no form in the format or the container.
        ServiceError: the service behind an address cannot be reached or does not let us in.
        RecipeError: an unknown format, container or suffix.
    """
    name = container_for(PurePath(path), container)
    objects = rows(records, formats, format=format)
    if name in TABLE_WRITERS:
        table = as_table(objects, sources=records["source"].to_list(), columns=columns)
        _put(partial(_put_table, TABLE_WRITERS[name], table.frame), path)
        return table.remarks
    endless = Endless(objects)
    _put(partial(WRITERS[name], endless if name in JSON_CONTAINERS else objects), path)
    return endless.remarks()


def write_parts(
    parts: Iterable[pl.DataFrame],
    path: Path | str,
    *,
    formats: Mapping[str, str] | None = None,
    columns: Columns | None = None,
) -> tuple[str, ...]:
    """Write canonical frames one after the other, as `write` writes one; never more than one of them is in memory.

    Raises:
        DataError: the file cannot be written, or a record has no form in its format or the container; in a table all
            frames have to agree about the type of a column.
        ServiceError: the service behind an address cannot be reached or does not let us in.
        RecipeError: an unknown suffix.
    """
    name = container_for(PurePath(path))
    if name in SINKS:
        with Sheets(parts, formats, columns) as sheets:
            _put(partial(_put_table, SINKS[name], sheets.frame()), path)
            return tuple(sheets.remarks)
    if name in DELIMITED:  # whose first row names what any record has
        with Again(parts, formats) as again:
            _put(partial(WRITERS[name], again), path)
            return ()
    objects = chain.from_iterable(rows(part, formats) for part in parts)
    endless = Endless(objects)
    _put(partial(WRITERS[name], endless if name in JSON_CONTAINERS else objects), path)
    return endless.remarks()


def _put(put: Callable[[IO[bytes]], None], path: Path | str) -> None:
    """Let `put` write to `path`."""
    if str(path) == STDOUT:
        _write_out(put)
        return
    away = isinstance(path, str) and remote.is_address(path)
    opened = remote.writing(str(path)) if away else _opened(Path(path))
    with opened as stream, _compressing(stream, PurePath(path)) as compressed:
        put(compressed)


def container_for(path: PurePath, wanted: str | None = None) -> str:
    """The container that a file name asks for.

    Raises:
        RecipeError: an unknown suffix, or an unknown `wanted`.
    """
    if wanted is not None:
        if wanted not in CONTAINERS:
            raise RecipeError(f"unknown container {wanted!r}", hint=closest(wanted, CONTAINERS))
        return wanted
    suffix = path.with_suffix("").suffix if path.suffix.lower() in _COMPRESSIONS else path.suffix
    if not suffix:
        return "jsonl"
    if suffix.lower() not in CONTAINER_OF_SUFFIX:
        known = ", ".join(CONTAINER_OF_SUFFIX)
        raise RecipeError(f"unknown suffix {suffix!r}", where=str(path), hint=f"curator writes {known}")
    return CONTAINER_OF_SUFFIX[suffix.lower()]


def _put_table(put: Callable[[Frame, IO[bytes]], object], table: Frame, stream: IO[bytes]) -> None:
    try:
        put(table, stream)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        what = f"the records do not fit into a table: {str(error).splitlines()[0]}"
        raise DataError(what, hint="write a .jsonl file") from None


def _write_out(put: Callable[[IO[bytes]], None]) -> None:
    """Write to standard output.

    Raises:
        DataError: it is closed, or what lies behind it is full.
    """
    if sys.stdout is None:  # so Python says that it was closed before the start
        raise DataError("is closed", where="standard output", hint="write to a file: -o FILE")
    with writing(Path("standard output")):
        put(sys.stdout.buffer)
        sys.stdout.buffer.flush()


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """What to write to: a device or pipe itself; else a file that takes the place of `path`, or of what it links to.

    Raises:
        DataError: a directory, or it cannot be written.
    """
    if path.is_dir():
        raise DataError("is a directory, not a file", where=str(path), hint="name a file in it")
    if path.exists() and not path.is_file():
        try:
            with path.open("wb") as stream:
                yield stream
        except OSError as error:
            raise DataError(f"cannot be written: {error.strerror}", where=str(path)) from None
    else:
        with whole_file(Path(os.path.realpath(path))) as part, part.open("wb") as stream:
            yield stream


@contextmanager
def _compressing(stream: IO[bytes], path: PurePath) -> Iterator[IO[bytes]]:
    """Compress what goes to `stream` as the last suffix says; equal content gives equal bytes."""
    suffix = path.suffix.lower()
    if suffix == ".gz":
        with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
            yield packed  # type: ignore[misc]  # a GzipFile has what a writer uses of IO[bytes]
    elif suffix == ".bz2":
        with bz2.BZ2File(stream, "wb") as packed_bz2:
            yield packed_bz2
    elif suffix == ".zst":
        import zstandard

        with zstandard.ZstdCompressor(level=9).stream_writer(stream, closefd=False) as packed_zst:
            yield packed_zst
    else:
        yield stream
