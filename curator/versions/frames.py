"""Write frames so that equal content gives equal bytes, and tell when a file's bytes are not what they were."""

import hashlib
from pathlib import Path

import polars as pl

ROW_GROUP_ROWS = 1 << 17


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write Parquet whose bytes depend on the rows and their order alone, not on chunks, threads or the clock."""
    frame.rechunk().write_parquet(
        path, compression="zstd", compression_level=3, statistics=False, row_group_size=ROW_GROUP_ROWS
    )


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
