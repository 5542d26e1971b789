"""Put objects into a file: JSON Lines, a JSON array, a table, text."""

import csv
import io
from collections.abc import Callable, Iterable
from typing import IO

import orjson
import polars as pl

from curator.errors import DataError
from curator.formats import Obj, called

Writer = Callable[[Iterable[Obj], IO[bytes]], None]


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
    """A writer of tables with a first row of names; a null becomes an empty cell."""

    def write(objects: Iterable[Obj], stream: IO[bytes]) -> None:
        held = list(objects)
        names = list(dict.fromkeys(key for obj in held for key in obj))
        for obj in held:
            for key, value in obj.items():
                if isinstance(value, list | dict):
                    raise DataError(
                        f"{key!r} is {called(value)}, which a table of text cannot hold", hint="write a .jsonl file"
                    )
        text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        writer = csv.DictWriter(text, names, delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(held)
        text.detach()

    return write


def write_parquet(objects: Iterable[Obj], stream: IO[bytes]) -> None:
    """A Parquet file; a key that an object does not have is null."""
    frame(objects).write_parquet(stream)


def write_arrow(objects: Iterable[Obj], stream: IO[bytes]) -> None:
    """An Arrow file; a key that an object does not have is null."""
    frame(objects).write_ipc(stream)


def frame(objects: Iterable[Obj]) -> pl.DataFrame:
    """Objects as one table; a key that an object does not have is null.

    Raises:
        DataError: a key holds values of different kinds.
    """
    held = list(objects)
    hint = "write a .jsonl file"
    for key in dict.fromkeys(key for obj in held for key in obj):
        # Polars would turn 1 into "1" where another record has text.
        found = {called(obj[key]) for obj in held if obj.get(key) is not None}
        if len(found) > 1:
            raise DataError(f"{key!r} is {' here and '.join(sorted(found))} there; a table has one type", hint=hint)
    try:
        return pl.DataFrame(held, infer_schema_length=None)
    except (pl.exceptions.PolarsError, TypeError) as error:
        what = f"the records do not fit into one table: {str(error).splitlines()[0]}"
        raise DataError(what, hint=hint) from None


WRITERS: dict[str, Writer] = {
    "jsonl": write_lines,
    "json": write_array,
    "csv": delimited(","),
    "tsv": delimited("\t"),
    "parquet": write_parquet,
    "arrow": write_arrow,
    "text": write_text,
}

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
