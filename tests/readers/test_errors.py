"""Sources that cannot be read at all: what is wrong, where, and what to do."""

import bz2
import gzip
import json
import lzma
from pathlib import Path

import pytest
import zstandard

from curator.errors import DataError, RecipeError
from curator.readers import scan

LINE = json.dumps({"instruction": "a", "output": "b"}).encode() + b"\n"
MANY = b"".join(json.dumps({"instruction": f"{number * 7919}"}).encode() + b"\n" for number in range(50_000))


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b" \n\n", "is empty"),
        ("a.jsonl", b"\xef\xbb\xbf", "is empty"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "is empty"),
        ("a.json", b"[]", "holds no records"),
        ("a.csv", b"instruction,output\n", "holds no records"),
        ("a.jsonl", b"version https://git-lfs.github.com/spec/v1\n", "is a git-lfs pointer, not the data"),
        ("a.jsonl", b'{"a\n{"b\n', "not one of its 2 records can be read; line 1: not JSON: unexpected end of data"),
        ("a.json", b"[1, 2]", "not one of its 2 records can be read; line 1: a number where an object is expected"),
        (
            "a.jsonl",
            b'{"instruction": 1}\n',
            "not one of its 1 records can be read as Alpaca instructions; line 1: 'instruction' is a number",
        ),
        ("a.jsonl", b'{"before": 1, "after": 2}\n', "unknown format; the keys are 'before', 'after'"),
        ("a.csv", b"a,,\n1,2,3\n", "the first row must give each column its own name; it is a,,"),
        ("a.csv", b"a,a\n1,2\n", "the first row must give each column its own name; it is a,a"),
        ("a.csv", b'a,"b\n1,2\n', 'the first row must give each column its own name; it is a,"b'),
        ("a.csv", b"a,\xff\n1,2\n", "the first row must give each column its own name; it is a,\ufffd"),
        ("a.parquet", b"PAR1 and no more", "is not a readable table"),
        ("a.arrow", b"ARROW1 and no more", "is not a readable table"),
        ("a.jsonl", "text".encode("utf-16"), "is UTF-16 text"),
        ("a.dat", b"\x89PNG\r\n", "cannot tell what kind of file this is"),
        ("a.jsonl.gz", LINE, "is called .gz but is not gzip data"),
        ("a.jsonl.gz", gzip.compress(MANY, mtime=0)[:-100], "its compression is broken"),
        ("a.jsonl.gz", gzip.compress(MANY, mtime=0)[:50_000] + b"\0" * 5_000, "its compression is broken"),
        ("a.jsonl.bz2", bz2.compress(MANY)[:-100], "its compression is broken"),
        ("a.jsonl.bz2", bz2.compress(MANY)[:500] + b"\0" * 5_000, "its compression is broken"),
        ("a.jsonl.xz", lzma.compress(MANY)[:-100], "its compression is broken"),
        ("a.jsonl.zst", zstandard.compress(MANY)[:-100], "its compression is broken"),
        ("a.jsonl.zst", zstandard.compress(LINE) + b"rubbish", "its compression is broken"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DataError) as caught:
        scan([str(path)])
    assert caught.value.problems[0].what.startswith(what)
    assert caught.value.problems[0].where == str(path)


def test_a_missing_file_suggests_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_bytes(LINE)
    with pytest.raises(DataError) as caught:
        scan([str(tmp_path / "trian.jsonl")])
    assert str(caught.value) == f"{tmp_path}/trian.jsonl: no such file; did you mean {tmp_path}/train.jsonl?"


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ([], "no file given; name a file"),
        (["no/a.jsonl"], "no/a.jsonl: no such file; there is no folder no either"),
        (["qqq"], "qqq: no such file; check the path"),
        (["*.xyz"], "*.xyz: no file matches"),
        (["."], ".: is a directory; name files in it, for example '*.jsonl'"),
        (["ftp://host/a"], "ftp://host/a: cannot read from or write to ftp://; download it and name the file"),
    ],
)
def test_a_name_that_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[str], message: str
) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINE)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError) as caught:
        scan(sources)
    assert str(caught.value).startswith(message)


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINE)
    with pytest.raises(DataError) as caught:
        scan([str(tmp_path / "a.jsonl")], columns={"instruction": "instruction", "response": "outptu"})
    assert str(caught.value) == f"{tmp_path}/a.jsonl: no column 'outptu' (for response); did you mean output?"


def test_an_unknown_format_name(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="unknown format 'alpacca'; did you mean alpaca"):
        scan([str(tmp_path / "a.jsonl")], format="alpacca")
