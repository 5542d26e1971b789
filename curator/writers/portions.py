"""Records that do not fit into memory on their way into a table: portion by portion, by way of a temporary folder."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import polars as pl

from curator.errors import DataError
from curator.files import writing
from curator.formats import Obj
from curator.formats.dtypes import whole
from curator.writers.declared import Columns
from curator.writers.rows import rows
from curator.writers.tables import as_table

Formats = Mapping[str, str] | None


class Again(AbstractContextManager["Again"]):
    """The objects that records become, as often as they are asked for; the records may come once."""

    def __init__(self, parts: Iterable[pl.DataFrame], formats: Formats) -> None:
        self._parts = parts
        self._formats = formats
        self._folder = TemporaryDirectory()
        self._files: list[Path] = []

    def __iter__(self) -> Iterator[Obj]:
        is_first = not self._files
        for part in self._kept() if is_first else map(pl.read_ipc, self._files):
            yield from rows(part, self._formats)

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def _kept(self) -> Iterator[pl.DataFrame]:
        for part in self._parts:
            path = Path(self._folder.name) / f"{len(self._files):06}.arrow"
            with writing(path):
                part.write_ipc(path, compression="lz4")
            self._files.append(path)
            yield part


class Sheets(AbstractContextManager["Sheets"]):
    """A table in portions that agree about the types of their columns."""

    def __init__(self, parts: Iterable[pl.DataFrame], formats: Formats, columns: Columns | None) -> None:
        """Make a sheet of each portion.

        Raises:
            DataError: a column has one type in some records and another one in others, or the disk is full.
        """
        self._folder = TemporaryDirectory()
        self._files: list[Path] = []
        self._types: dict[str, pl.DataType] = {}
        self._as_json: dict[str, bool] = {}
        self.remarks: dict[str, None] = {}
        try:
            for part in parts:
                if part.height:
                    self._add(part, formats, columns)
        except BaseException:
            self._folder.cleanup()
            raise

    def frame(self) -> pl.LazyFrame:
        """The whole table."""
        sheets = []
        for path in self._files:
            types = pl.read_parquet_schema(path)
            sheet = pl.scan_parquet(path, glob=False)
            sheets.append(sheet.select(self._column(name, types).alias(name) for name in self._types))
        return pl.concat(sheets) if sheets else pl.LazyFrame()

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def _add(self, part: pl.DataFrame, formats: Formats, columns: Columns | None) -> None:
        table = as_table(rows(part, formats), sources=part["source"].to_list(), columns=columns)
        frame = table.frame.select(each for each in table.frame if each.null_count() < len(each))
        for name in table.frame.columns:
            self._types.setdefault(name, pl.Null())
        for name, dtype in frame.schema.items():
            both = _both(self._types[name], dtype)
            is_json = any(each.partition(".")[0] == name for each in table.json_text)
            if both is None or self._as_json.setdefault(name, is_json) != is_json:
                raise DataError(
                    f"{name!r} has other types in some records than in others, which only a table that fits into memory"
                    " can hold",
                    hint="write a .jsonl file",
                )
            self._types[name] = both
        path = Path(self._folder.name) / f"{len(self._files):06}.parquet"
        with writing(path):
            frame.write_parquet(path, compression="lz4")
        self._files.append(path)
        self.remarks |= dict.fromkeys(table.remarks)

    def _column(self, name: str, types: Mapping[str, pl.DataType]) -> pl.Expr:
        dtype = self._types[name] if self._types[name] != pl.Null else pl.String()
        if name not in types:
            return pl.lit(None, dtype)
        return pl.col(name).cast(dtype)  # objects get null for the keys that they lack


SINKS: Mapping[str, Callable[[pl.LazyFrame, IO[bytes]], object]] = {
    "parquet": lambda frame, stream: frame.sink_parquet(stream),
    "arrow": lambda frame, stream: frame.sink_ipc(stream),
}
"""Write a table without having it in memory."""


def _both(one: pl.DataType, other: pl.DataType) -> pl.DataType | None:
    """The type of a column that is one in some records and the other in the rest; keys of objects may be missing."""
    if one == other or other == pl.Null:
        return one
    match one, other:
        case pl.Null(), _:
            return other
        case pl.List(), pl.List():
            inner = _both(whole(one.inner), whole(other.inner))
            return pl.List(inner) if inner is not None else None
        case pl.Struct(), pl.Struct():
            members = {each.name: whole(each.dtype) for each in one.fields}
            for each in other.fields:
                both = _both(members.get(each.name, whole(each.dtype)), whole(each.dtype))
                if both is None:
                    return None
                members[each.name] = both
            return pl.Struct(members)
    return None
