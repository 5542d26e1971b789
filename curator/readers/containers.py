"""Which container a file is: JSON Lines, a JSON array, a table, text; by name and first bytes."""

import io
from collections.abc import Callable, Iterator
from pathlib import PurePath

import orjson

from curator.errors import DataError
from curator.readers.array import json_array
from curator.readers.blocks import BOM, blocks, lines
from curator.readers.element import Element
from curator.readers.frames import arrow_file_rows, arrow_stream_rows, parquet_rows
from curator.readers.lines import filled_lines, json_lines, text_lines
from curator.readers.sources import Source
from curator.readers.streams import COMPRESSED_SUFFIXES, Stream
from curator.readers.table import delimited

Reader = Callable[[Stream], Iterator[Element]]

LINES_TRIED = 20

READERS: dict[str, Reader] = {
    "jsonl": lambda stream: json_lines(stream),
    "json": lambda stream: json_array(stream),
    "csv": lambda stream: delimited(lines(blocks(stream)), None),
    "tsv": lambda stream: delimited(lines(blocks(stream)), "\t"),
    "parquet": lambda stream: parquet_rows(stream),
    "arrow": lambda stream: arrow_file_rows(stream),
    "arrow-stream": lambda stream: arrow_stream_rows(stream),
    "text": lambda stream: text_lines(stream),
}

_BY_MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow", b"\xff\xff\xff\xff": "arrow-stream"}
_BY_SUFFIX = {".csv": "csv", ".tsv": "tsv", ".txt": "text"}


def container_of(source: Source, head: bytes) -> str:
    """The name in `READERS` for a source whose decompressed content begins with `head`.

    Raises:
        DataError: it holds nothing but white space, is not UTF-8 text, or is of no known kind.
    """
    for magic, name in _BY_MAGIC.items():
        if head.startswith(magic):
            return name
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError("is UTF-16 text", where=source.where, hint="save it as UTF-8")
    filled = [line for _, _, line in filled_lines(io.BytesIO(head.removeprefix(BOM)))]
    if not filled:
        raise DataError("is empty", where=source.where, hint="check that it was written or downloaded to the end")
    suffix = _suffix(source)
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if suffix in (".jsonl", ".ndjson") or filled[0][:1] in b"{[":
        return _json_shape(filled, suffix)
    raise DataError(
        "cannot tell what kind of file this is",
        where=source.where,
        hint="curator reads .jsonl, .json, .csv, .tsv, .parquet, .arrow and .txt, also compressed",
    )


def _json_shape(lines: list[bytes], suffix: str) -> str:
    """Lines; or one array, or several objects, each laid out over many lines."""
    first = _value(lines[0])
    has_object_lines = any(isinstance(_value(line), dict) for line in lines[:LINES_TRIED])
    if lines[0].startswith(b"["):
        return "jsonl" if isinstance(first, list) and has_object_lines else "json"
    if has_object_lines:
        return "jsonl"
    return "json" if suffix == ".json" or lines[0] == b"{" else "jsonl"


def _value(line: bytes) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _suffix(source: Source) -> str:
    """The suffix, that of the compression taken off."""
    path = PurePath(source.name)
    while path.suffix.lower() in COMPRESSED_SUFFIXES:
        path = path.with_suffix("")
    return path.suffix.lower()
