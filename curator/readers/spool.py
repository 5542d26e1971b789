"""Keep records in memory while they are few, in Parquet files once they are not."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from curator import schema
from curator.errors import DataError

MOST_BYTES = 256 << 20
"""As many bytes of records are held in memory; the file of those beyond is about as large before compression."""

ROWS = 1 << 14
"""Records read back at once."""


@dataclass(frozen=True)
class Records:
    """Canonical records in the order of their sources, wherever they lie."""

    frame: pl.LazyFrame
    portions: Callable[[], Iterator[pl.DataFrame]]
    """The same, some at a time, and none read before it is asked for. Polars reads ahead, and holds what it read."""


class Spool:
    """Frames of canonical records, each belonging to the source at some place in the order of the sources.

    A folder that is given is left to the giver; without one, files go to a temporary folder, which is removed when the
    last frame that reads it is gone.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._is_temporary = folder is None
        self._held: list[tuple[int, pl.DataFrame]] = []
        self._held_bytes = 0
        self._files: list[tuple[int, int, Path]] = []

    def add(self, place: int, frame: pl.DataFrame) -> None:
        """Take the next records of the source at `place`."""
        if not frame.height:
            return
        self._held.append((place, frame))
        self._held_bytes += int(frame.estimated_size())
        if self._held_bytes > MOST_BYTES:
            self._write()

    @property
    def is_on_disk(self) -> bool:
        """Whether files were needed."""
        return bool(self._files)

    def records(self) -> Records:
        """All records, in the order of the sources."""
        if not self._files:
            whole = _joined([frame for _, frame in sorted(self._held, key=lambda held: held[0])])
            return Records(whole.lazy(), lambda: iter([whole]))
        if self._held:
            self._write()
        files = [path for *_, path in sorted(self._files)]
        folder = _Folder(self._folder) if self._is_temporary and self._folder is not None else None
        return Records(
            _owning(folder, files) if folder else pl.scan_parquet(files, glob=False), lambda: _read(folder, files)
        )

    def close(self) -> None:
        """Throw away what a failed reading has written to a temporary folder."""
        if self._is_temporary and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self) -> None:
        """Write what is held, a file a source."""
        try:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="curator-"))
            self._folder.mkdir(parents=True, exist_ok=True)
            for place in dict.fromkeys(place for place, _ in self._held):
                path = self._folder / f"records-{place:06}-{len(self._files):06}.parquet"
                frame = _joined([frame for each, frame in self._held if each == place])
                frame.write_parquet(path, compression="lz4", statistics=False, row_group_size=ROWS)
                self._files.append((place, len(self._files), path))
        except OSError as error:
            hint = "records that do not fit into memory are kept there; make room, or set TMPDIR to another folder"
            raise DataError(
                f"cannot be written to: {error.strerror}", where=str(self._folder or tempfile.gettempdir()), hint=hint
            ) from None
        self._held, self._held_bytes = [], 0


class _Folder:
    """A folder that is removed with this object, or at the end of the process."""

    def __init__(self, path: Path) -> None:
        self.remove = weakref.finalize(self, shutil.rmtree, path, ignore_errors=True)


def _owning(folder: _Folder, files: list[Path]) -> pl.LazyFrame:
    """The records in `files`, as a frame that keeps `folder` alive, and so does every frame made from it."""

    def read(
        columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        left = n_rows
        for rows in _read(folder, files, columns):
            some = rows if left is None else rows.head(left)
            left = None if left is None else left - some.height
            yield some.filter(predicate) if predicate is not None else some
            if left == 0:
                return

    return register_io_source(read, schema=pl.Schema(schema.CANONICAL))


def _read(folder: _Folder | None, files: list[Path], columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
    if folder and not folder.remove.alive:
        raise AssertionError("read after the folder was removed")
    for path in files:
        frame = pl.scan_parquet(path, glob=False)
        frame = frame.select(columns) if columns is not None else frame
        for first in count(0, ROWS):
            rows = frame.slice(first, ROWS).collect()
            if rows.height:
                yield rows
            if rows.height < ROWS:
                break


def _joined(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema.CANONICAL)
