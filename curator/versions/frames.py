"""Write frames so that equal content gives equal bytes, and tell when a file's bytes are not what they were."""

import errno
import hashlib
import shutil
from pathlib import Path

import polars as pl

ROW_GROUP_ROWS = 1 << 17
FULL_BYTES = 1 << 20  # a disk with less room than this is called full


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write Parquet whose bytes depend on the rows and their order alone, not on chunks, threads or the clock.

    Raises:
        OSError: the disk is full or the file cannot be written; Polars tells it in words of its own.
    """
    try:
        frame.rechunk().write_parquet(
            path, compression="zstd", compression_level=3, statistics=False, row_group_size=ROW_GROUP_ROWS
        )
    except pl.exceptions.PolarsError as error:
        is_full = shutil.disk_usage(path.parent).free < FULL_BYTES or "No space left" in str(error)
        raise OSError(errno.ENOSPC if is_full else errno.EIO, str(error)) from None


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
