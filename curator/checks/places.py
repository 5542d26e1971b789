"""Where a record stands: its file, its row, and in files of a record a line its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from curator.errors import CuratorError
from curator.readers.lines import filled_lines
from curator.readers.sources import Source, find
from curator.readers.streams import COMPRESSED_SUFFIXES
from curator.text import printable

_BY_LINE = (".jsonl", ".ndjson", ".txt")


@dataclass(frozen=True)
class Place:
    """A record: `file` is its path, or the source's name where it has none; `row` counts from 0, `line` from 1."""

    file: str
    row: int
    line: int | None

    def __str__(self) -> str:
        """`file:line` where lines are records, else `file, row n`."""
        return f"{self.file}:{self.line}" if self.line is not None else f"{self.file}, row {self.row:,}"


class Places:
    """Finds the first hits in the files of a run."""

    def __init__(self, sources: Sequence[str], ledger: pl.DataFrame) -> None:
        """The files that a run was told to read, and the lines of its ledger."""
        self._sources = sources
        self._ledger = ledger
        self._lines: dict[str, list[int]] = {}

    @property
    def records(self) -> int:
        """How many came in, the unreadable ones included."""
        return self._ledger.height

    def first(self, column: str, count: int) -> tuple[Place, ...]:
        """The first records for which a Boolean column of the ledger is true."""
        return self.where(pl.col(column), count)

    def where(self, condition: pl.Expr, count: int) -> tuple[Place, ...]:
        """The first records that meet a condition."""
        rows = self._ledger.filter(condition).select("source", "source_row").head(count)
        return tuple(self._place(source, row) for source, row in rows.iter_rows())

    def _place(self, source: str, row: int) -> Place:
        found = self._found.get(source)
        if found is None or found.path is None:
            return Place(printable(found.where if found else source), row, None)
        lines = self._lines_of(source, found)
        return Place(printable(str(found.path), 1000), row, lines[row] if row < len(lines) else None)

    @cached_property
    def _found(self) -> dict[str, Source]:
        try:
            return {each.name: each for each in find(self._sources)}
        except CuratorError:  # they were read, and are gone now
            return {}

    def _lines_of(self, name: str, source: Source) -> list[int]:
        """The line of every row; none where rows are no lines."""
        if name not in self._lines:
            assert source.path
            is_by_line = source.path.suffix in _BY_LINE and source.path.suffix not in COMPRESSED_SUFFIXES
            self._lines[name] = _filled(source) if is_by_line else []
        return self._lines[name]


def _filled(source: Source) -> list[int]:
    assert source.path
    try:
        with source.path.open("rb") as file:
            return [number for number, _, _ in filled_lines(file)]
    except OSError:
        return []
