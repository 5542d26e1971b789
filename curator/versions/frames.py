"""Write frames so that equal content gives equal bytes, read them, and tell when the bytes are not what they were."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from curator.errors import DataError

ROW_GROUP_ROWS = 1 << 17


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write Parquet whose bytes depend on the rows and their order alone, not on chunks, threads or the clock."""
    frame.rechunk().write_parquet(
        path, compression="zstd", compression_level=3, statistics=False, row_group_size=ROW_GROUP_ROWS
    )


def scan(path: Path) -> pl.LazyFrame:
    """The frame in a file. Whatever collects it, or a frame made from it, raises what this does when it is damaged.

    Raises:
        DataError: it is missing or damaged.
    """
    with _damage_said(path):
        schema = pl.scan_parquet(path, glob=False).collect_schema()

    def read(
        columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        frame = pl.scan_parquet(path, glob=False)
        frame = frame if rows is None else frame.head(rows)
        frame = frame if predicate is None else frame.filter(predicate)
        frame = frame if columns is None else frame.select(columns)
        with _damage_said(path):
            found = frame.collect()
        yield found

    return register_io_source(read, schema=schema)


@contextmanager
def _damage_said(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        what = "missing" if not path.is_file() else f"damaged: {str(error).splitlines()[0]}"
        raise DataError(
            f"a file of this version is {what}", where=str(path), hint="see curator versions verify"
        ) from None


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
