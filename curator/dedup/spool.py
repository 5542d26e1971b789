"""What lies on disk between two readings of records: the keys of their bands, and the records part by part."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup.candidates import Table
from curator.dedup.shingles import Hashes, Integers
from curator.files import writing

MOST_BYTES = 96 << 20
"""As many bytes of records wait in memory before they are written, each part to a file."""


class Keys:
    """Numbers of rows, several columns of them, written as they come and read back column by column.

    On disk a row takes eight bytes a column; in memory four, and twice a column while it is read.
    """

    def __init__(self, folder: Path, columns: int) -> None:
        self._files = [folder / f"keys-{column:03}" for column in range(columns)]
        self._rows: list[NDArray[np.int32]] = []
        with writing(folder):
            folder.mkdir(parents=True)

    def add(self, table: Table) -> None:
        """Take the next rows: `table.keys` is (columns, n)."""
        if not len(table.rows):
            return
        self._rows.append(table.rows.astype(np.int32))
        for path, column in zip(self._files, table.keys, strict=True):
            with writing(path), path.open("ab") as file:
                file.write(np.ascontiguousarray(column).data)

    def __iter__(self) -> Iterator[tuple[Integers, Hashes]]:
        """All rows and their numbers in a column, column after column; its file is gone afterwards."""
        rows = np.concatenate([np.zeros(0, np.int32), *self._rows]).astype(np.int64)
        for path in self._files if len(rows) else ():
            yield rows, np.fromfile(path, np.uint64)
            path.unlink()


class Parts:
    """Frames of one schema, each row in a part; what belongs to a part is read back at once, in the order it came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[pl.DataFrame] = []
        self._held_bytes = 0
        self._files: dict[int, list[Path]] = {}
        with writing(folder):
            folder.mkdir(parents=True)

    def add(self, records: pl.DataFrame, parts: NDArray[np.int32]) -> None:
        """Take the next records; those of a negative part are left out."""
        is_wanted = parts >= 0
        if not is_wanted.any():
            return
        wanted = records.filter(pl.Series(is_wanted)).with_columns(pl.Series(_PART, parts[is_wanted]))
        self._held.append(wanted)
        self._held_bytes += int(wanted.estimated_size())
        if self._held_bytes > MOST_BYTES:
            self._write()

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Part after part; its files are gone afterwards."""
        if self._held:
            self._write()
        for _, files in sorted(self._files.items()):
            frames = [pl.read_ipc(path) for path in files]
            for path in files:
                path.unlink()
            yield pl.concat(frames)

    def _write(self) -> None:
        frames, self._held, self._held_bytes = pl.concat(self._held), [], 0
        for (part,), frame in frames.partition_by(_PART, as_dict=True, include_key=False).items():
            files = self._files.setdefault(int(part), [])
            path = self._folder / f"part-{part:06}-{len(files):06}.arrow"
            with writing(path):
                frame.write_ipc(path, compression="lz4")
            files.append(path)


_PART = "_part"
