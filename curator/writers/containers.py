"""Put objects into a file: JSON Lines, a JSON array, a table, text."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from math import isfinite
from typing import IO

import orjson
import polars as pl

from curator.errors import DataError
from curator.formats import Obj, called

Writer = Callable[[Iterable[Obj], IO[bytes]], None]


class Endless:
    """Objects on their way into JSON; counts the numbers in them that JSON has no form for."""

    def __init__(self, objects: Iterable[Obj]) -> None:
        self._objects = objects
        self._found = 0

    def __iter__(self) -> Iterator[Obj]:
        for obj in self._objects:
            for value in obj.values():
                if type(value) is float and not isfinite(value):
                    self._found += 1
            yield obj

    def remarks(self) -> tuple[str, ...]:
        """What became of them."""
        if not self._found:
            return ()
        counted = f"{self._found:,} value{'s are' if self._found > 1 else ' is'}"
        return (f"{counted} NaN or infinite, which JSON has no form for, and null in the file",)


def write_lines(objects: Iterable[Obj], stream: IO[bytes]) -> None:
    """One object a line."""
    for obj in objects:
        stream.write(orjson.dumps(obj, option=orjson.OPT_APPEND_NEWLINE))


def write_array(objects: Iterable[Obj], stream: IO[bytes]) -> None:
    """One JSON array, an element a line."""
    before = b"[\n"
    for obj in objects:
        stream.write(before + orjson.dumps(obj))
        before = b",\n"
    stream.write(b"\n]\n" if before == b",\n" else b"[]\n")


def write_text(objects: Iterable[Obj], stream: IO[bytes]) -> None:
    """Raw text, one record a line.

    Raises:
        DataError: a record is no text of one line.
    """
    for obj in objects:
        text = obj.get("text")
        if not isinstance(text, str) or len(text.splitlines()) != 1:
            raise DataError("a text file holds texts of one line each", hint="write a .jsonl file")
        stream.write(text.encode() + b"\n")


def delimited(delimiter: str) -> Writer:
    """A writer of tables with a first row of names; a null becomes an empty cell. It goes over the objects twice."""

    def write(objects: Iterable[Obj], stream: IO[bytes]) -> None:
        held = list(objects) if isinstance(objects, Iterator) else objects
        names: dict[str, None] = {}
        for obj in held:
            names |= dict.fromkeys(obj)
            for key, value in obj.items():
                if isinstance(value, list | dict):
                    raise DataError(
                        f"{key!r} is {called(value)}, which a table of text cannot hold", hint="write a .jsonl file"
                    )
        text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        writer = csv.DictWriter(text, list(names), delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(held)
        text.detach()

    return write


def write_parquet(table: pl.DataFrame, stream: IO[bytes]) -> None:
    """A Parquet file."""
    table.write_parquet(stream)


def write_arrow(table: pl.DataFrame, stream: IO[bytes]) -> None:
    """An Arrow IPC file."""
    table.write_ipc(stream)


WRITERS: dict[str, Writer] = {
    "jsonl": write_lines,
    "json": write_array,
    "csv": delimited(","),
    "tsv": delimited("\t"),
    "text": write_text,
}

TABLE_WRITERS: dict[str, Callable[[pl.DataFrame, IO[bytes]], None]] = {"parquet": write_parquet, "arrow": write_arrow}

DELIMITED = ("csv", "tsv")

JSON_CONTAINERS = ("jsonl", "json")

CONTAINERS = (*WRITERS, *TABLE_WRITERS)

CONTAINER_OF_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".ipc": "arrow",
    ".feather": "arrow",
    ".txt": "text",
}
