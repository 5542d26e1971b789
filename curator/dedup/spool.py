"""What lies on disk while records are compared: keys of their bands, and the records, part by part or one by one."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import orjson
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
    """Frames of one schema, each row in a part; what belongs to a part is read back in the order it came."""

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

    def __iter__(self) -> Iterator[tuple[int, Iterator[pl.DataFrame]]]:
        """Part after part its number and its frames; a file is gone once it was read."""
        if self._held:
            self._write()
        for part, files in sorted(self._files.items()):
            yield part, map(_taken, files)

    def _write(self) -> None:
        frames, self._held, self._held_bytes = pl.concat(self._held), [], 0
        for (part,), frame in frames.partition_by(_PART, as_dict=True, include_key=False).items():
            files = self._files.setdefault(int(part), [])
            path = self._folder / f"part-{part:06}-{len(files):06}.arrow"
            with writing(path):
                frame.write_ipc(path, compression="lz4")
            files.append(path)


class Rows:
    """Texts of records, any of which can be read back at any time; in memory eight bytes a record."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._columns = columns
        self._ends: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("w+b")

    def add(self, records: pl.DataFrame) -> None:
        """Take the next records."""
        if not records.height:
            return
        lines = [orjson.dumps(row) for row in records.select(self._columns).iter_rows()]
        with writing(Path(self._file.name)):
            self._file.write(b"".join(lines))
            self._file.flush()
        self._ends.append(self._ends[-1][-1] + np.cumsum([len(line) for line in lines], dtype=np.int64))

    @property
    def sizes(self) -> Integers:
        """How many bytes each record takes."""
        return np.diff(self._starts())

    def take(self, rows: Integers) -> pl.DataFrame:
        """Some of the records, in the order asked for; `rows` counts them in the order in which they came."""
        starts = self._starts()
        places = zip(starts[rows].tolist(), starts[rows + 1].tolist(), strict=True)
        lines = (os.pread(self._file.fileno(), end - start, start) for start, end in places)
        texts = orjson.loads(b"[%b]" % b",".join(lines))
        return pl.DataFrame(texts, schema=dict.fromkeys(self._columns, pl.String), orient="row")

    def close(self) -> None:
        """Throw everything away."""
        self._file.close()
        Path(self._file.name).unlink()

    def _starts(self) -> Integers:
        """Where each record starts; after the last where that ends."""
        if len(self._ends) > 1:
            self._ends = [np.concatenate(self._ends)]
        return self._ends[0]


_PART = "_part"


def _taken(path: Path) -> pl.DataFrame:
    frame = pl.read_ipc(path)
    path.unlink()
    return frame
