"""Frames in a folder that may be lost at any time: each file names the hash of its bytes, the oldest go first."""

import hashlib
import io
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import polars as pl

from curator.errors import DataError
from curator.files import whole_file

MEASURED_WITH = ("polars", "langdetect", "ftfy")
"""Packages of which another version may measure other values."""


def stored(folder: Path, prefix: str = "") -> list[Path]:
    """The frames whose name begins with `prefix`, newest first; not the half-written ones of a killed run."""
    dated = []
    for path in folder.glob(f"{prefix}[0-9a-f]*.parquet"):
        with suppress(OSError):  # another run may have merged it away
            dated.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(dated, reverse=True)]


def read(path: Path) -> pl.LazyFrame | None:
    """A frame; null when it is gone, and when it is not as it was written: then it is removed."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if digest(content) != path.stem.rpartition("-")[2]:
        with suppress(OSError):
            path.unlink()
        return None
    return pl.scan_parquet(io.BytesIO(content))


def write(frame: pl.DataFrame, folder: Path, name: str, *, most_bytes: int) -> bool:
    """Store a frame and forget the oldest when all take more than `most_bytes`; false when the disk refuses it."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    content = buffer.getvalue()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / f"{name}-{digest(content)}.parquet") as part:
            part.write_bytes(content)
    except (OSError, DataError):
        return False
    held = 0
    for path in stored(folder):
        with suppress(OSError):
            held += path.stat().st_size
            if held > most_bytes:
                path.unlink()
    return True


def digest(content: bytes) -> str:
    """Sixteen hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def digest_of(names: Sequence[str]) -> str:
    """The same for the same names in any order."""
    return digest("\n".join(sorted(names)).encode())


def measured_with() -> str:
    """Names the versions of the packages that measure."""
    return digest_of([f"{name} {version(name)}" for name in MEASURED_WITH])
