"""Every container that is read, and the broken ones."""

import bz2
import gzip
import json
import lzma
import os
import threading
from pathlib import Path

import polars as pl
import pytest
import zstandard

from curator.readers import scan

ROWS = [{"instruction": "a", "output": "1"}, {"instruction": "b\nc", "output": "é"}]
LINES = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)
READ = [(0, "a", "1"), (1, "b\nc", "é")]


def read(path: Path) -> list[tuple[object, ...]]:
    return scan([str(path)]).records.select("source_row", "instruction", "response").collect().rows()


@pytest.mark.parametrize(
    ("name", "data", "container"),
    [
        ("a.jsonl", LINES, "jsonl"),
        ("a.json", LINES, "jsonl"),
        ("a", LINES, "jsonl"),
        ("a.json", json.dumps(ROWS).encode(), "json"),
        ("a.json", json.dumps(ROWS, indent=2).encode(), "json"),
        ("a.jsonl", json.dumps(ROWS, indent=2).encode(), "json"),
        ("a.json", b"[\n" + LINES.replace(b"}\n{", b"},\n{") + b"]", "json"),
        ("a.json", b"\n".join(json.dumps(row, indent=1).encode() for row in ROWS), "json"),
        ("a.jsonl", b"\n".join(json.dumps(row, indent=1).encode() for row in ROWS), "json"),
        ("a.csv", 'instruction,output\r\na,1\r\n"b\nc",é\r\n'.encode(), "csv"),
        ("a.csv", '\ufeffinstruction;output\na;1\n\n"b\nc";é\n'.encode(), "csv"),
        ("a.csv", ',instruction,output\n0,a,1\n1,"b\nc",é\n'.encode(), "csv"),
        ("a.tsv", 'instruction\toutput\na\t1\n"b\nc"\té'.encode(), "tsv"),
        ("a.jsonl.gz", gzip.compress(LINES, mtime=0), "jsonl"),
        ("a.jsonl", gzip.compress(LINES, mtime=0), "jsonl"),
        ("a.jsonl.gz", gzip.compress(LINES[:20], mtime=0) + gzip.compress(LINES[20:], mtime=0), "jsonl"),
        ("a.jsonl.bz2", bz2.compress(LINES), "jsonl"),
        ("a.jsonl.xz", lzma.compress(LINES), "jsonl"),
        ("a.jsonl.zst", zstandard.compress(LINES), "jsonl"),
        ("a.jsonl.zst", zstandard.compress(LINES[:20]) + zstandard.compress(LINES[20:]), "jsonl"),
    ],
)
def test_containers_of_text(tmp_path: Path, name: str, data: bytes, container: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert read(tmp_path / name) == READ
    assert scan([str(tmp_path / name)]).sources[0].container == container


def test_tables(tmp_path: Path) -> None:
    frame = pl.DataFrame(ROWS)
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_ipc(tmp_path / "a.arrow")
    frame.write_ipc_stream(tmp_path / "b.arrow")
    for name in ("a.parquet", "a.arrow", "b.arrow"):
        assert read(tmp_path / name) == READ


def test_what_json_cannot_hold_is_kept_as_text(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": [b"a"], "raw": [b"\xff"], "score": [float("nan")], "day": ["2024-02-01"]})
    frame.with_columns(pl.col("day").str.to_date()).write_parquet(tmp_path / "a.parquet")
    assert scan([str(tmp_path / "a.parquet")]).records.select("text", "meta").collect().rows() == [
        ("a", '{"raw":"data:;base64,/w==","score":"nan","day":"2024-02-01","_layout":{"types":{"score":"float"}}}')
    ]


def test_raw_text_is_one_record_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\n\n  two \n\xff\n")
    result = scan([str(tmp_path / "a.txt")])
    assert result.records.select("source_row", "kind", "text").collect().rows() == [
        (0, "text", "one"),
        (1, "text", "two"),
    ]
    assert result.quarantine["reason"].to_list() == ["not UTF-8 (byte 0 of the line)"]


def test_rows_of_a_table_of_text_that_do_not_fit(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'instruction,output\na,1\nb\n"c\nd",\xff\ne,5,6\nf,7\n"g"h,8\n"i,9\nj,10')
    result = scan([str(tmp_path / "a.csv")])
    assert result.records.select("source_row", "instruction").collect().rows() == [(0, "a"), (4, "f")]
    assert result.quarantine.select("source_row", "line", "byte_offset", "reason").rows() == [
        (1, 3, 23, "1 cells where the first row has 2"),
        (2, 4, 25, "not UTF-8"),
        (3, 6, 33, "3 cells where the first row has 2"),
        (5, 8, 43, "not a row of a table: ',' expected after '\"'"),
        (6, 9, 50, "not a row of a table: unexpected end of data"),
    ]


@pytest.mark.parametrize(
    ("data", "rows", "quarantine"),
    [
        # a missing comma between two fields; elements on lines of their own
        (
            b'[\n  {\n    "text": "a"\n  },\n  {\n    "text": "b" "x": {\n  }},\n  {\n    "text": "c"\n  }\n]',
            [(0, "a"), (2, "c")],
            [(1, 5, 29)],
        ),
        # cut off in the middle of an element
        (b'[{"text": "a"}, {"text": "b', [(0, "a")], [(1, 1, 16)]),
        # cut off between elements
        (b'[{"text": "a"},\n', [(0, "a")], [(1, 2, 16)]),
        # all on one line: what has a key in common with an element is one
        (b'[{"text": "a"}, {"text": "b", {"x": 1}}, {"text": "c"}]', [(0, "a"), (2, "c")], [(1, 1, 16)]),
        # a comma too many, and one too few
        (b'[{"text": "a"} {"text": "b"},]', [(0, "a"), (1, "b")], []),
        # an element that is whole but no object, and one that is not UTF-8
        (b'[{"text": "a"},\n5,\n{"text": "\xff"}]', [(0, "a")], [(1, 2, 16), (2, 3, 19)]),
        # something after the end
        (b'[{"text": "a"}]\n]\n', [(0, "a")], [(1, 2, 16)]),
        # deeper than the parser goes
        (b'[{"text": "a"}, {"x": ' + b"[" * 100_000, [(0, "a")], [(1, 1, 16)]),
    ],
)
def test_of_a_broken_array_what_can_be_read_is_read(
    tmp_path: Path, data: bytes, rows: list[tuple[int, str]], quarantine: list[tuple[int, int, int]]
) -> None:
    (tmp_path / "a.json").write_bytes(data)
    result = scan([str(tmp_path / "a.json")])
    assert result.records.select("source_row", "text").collect().rows() == rows
    assert result.quarantine.select("source_row", "line", "byte_offset").rows() == quarantine


def test_a_bomb_of_openings_ends_soon(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'[{"text": "a"}, {"x": ' + b'[{"x": ' * 200_000)
    assert scan([str(tmp_path / "a.json")]).sources[0].quarantined == 1


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_bytes, args=(LINES,))
    writing.start()
    assert read(pipe) == READ
    writing.join()
