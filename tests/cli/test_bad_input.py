"""Everything a user can get wrong: one clear error, the right exit code, nothing half-written, no traceback."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RECIPE = """\
data: {{sources: [{source}]}}
rules: [{rules}]
evaluate: {{heldout: {heldout}}}
train: {{model: {model}}}
"""

FILES: dict[str, bytes] = {
    "empty.jsonl": b"",
    "blank.jsonl": b"\n  \n\n",
    "lfs.jsonl": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
    "unknown.jsonl": b'{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n',
    "half.json": b'[{"instruction": "a", "outp',
    "latin.jsonl": '{"instruction": "Näme", "output": "ä"}\n'.encode("latin-1"),
    "numbers.jsonl": b"1\n2\n3\n",
    "page.html": b"<html><body>no</body></html>",
    "cut.jsonl.gz": gzip.compress(b'{"instruction": "a", "output": "b"}\n' * 2000)[:60],
    "fake.parquet": b"PAR1 this is no parquet file PAR1",
    "bad.yaml": b"pack: mine\nabout: x\nrules:\n  - id: a\n    when: respons_chars < 5\n    then: drop\n    why: y\n",
    "recipe.yaml": b"data: {sources: [data.jsonl]}\nrule: [default]\nseed: 3\n",
    "nopack.yaml": RECIPE.format(source="data.jsonl", rules="defualt", heldout="held.jsonl", model="null").encode(),
    "nofiles.yaml": RECIPE.format(source="no.jsonl", rules="no.yaml", heldout="no2.jsonl", model="null").encode(),
    "nogold.yaml": RECIPE.format(source="data.jsonl", rules="default", heldout="nogold.jsonl", model="null").encode(),
    "nomodel.yaml": RECIPE.format(source="data.jsonl", rules="default", heldout="held.jsonl", model="./no").encode(),
    "held.jsonl": b'{"instruction": "Which river?", "output": "Elbe"}\n',
    "nogold.jsonl": b'{"instruction": "Which river?"}\n',
    "annotations.json": b'{"not": "an export"}',
}


@pytest.fixture
def files(tmp_path: Path, data: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("report nowhere.jsonl", ["nowhere.jsonl", "no such file"]),
        ("report datta.jsonl", ["data.jsonl"]),
        ("report empty.jsonl", ["empty.jsonl", "empty"]),
        ("report blank.jsonl", ["blank.jsonl"]),
        ("report folder", ["folder", "directory"]),
        ("report lfs.jsonl", ["lfs.jsonl", "git lfs pull"]),
        ("report unknown.jsonl", ["unknown.jsonl", "--column"]),
        ("report half.json", ["half.json"]),
        ("report latin.jsonl", ["latin.jsonl", "UTF-8"]),
        ("report numbers.jsonl", ["numbers.jsonl"]),
        ("report page.html", ["page.html"]),
        ("report cut.jsonl.gz", ["cut.jsonl.gz"]),
        ("report fake.parquet", ["fake.parquet"]),
        ("report data.jsonl --column instruction=nope", ["nope"]),
        ("report data.jsonl --column nope", ["FIELD=COLUMN"]),
        ("report data.jsonl --format nope", ["nope", "alpaca"]),
        ("report abcdef", ["abcdef"]),
        ("reprot data.jsonl", ["did you mean report?"]),
        ("report", ["SOURCE"]),
        ("curate data.jsonl -o folder", ["folder"]),
        ("curate data.jsonl -o no/out.jsonl", ["no such folder"]),
        ("curate data.jsonl -o data.jsonl", ["replace a source"]),
        ("curate data.jsonl -o out.nope", ["out.nope"]),
        ("curate data.jsonl --rules nowhere.yaml", ["nowhere.yaml", "no such file"]),
        ("curate data.jsonl --rules bad.yaml", ["bad.yaml:5:11", "did you mean response_chars?"]),
        ("curate recipe.yaml", ["recipe.yaml:2:1: unknown key 'rule'; did you mean rules?", "recipe.yaml:3:1"]),
        ("curate nopack.yaml", ["defualt", "did you mean default?"]),
        ("curate nofiles.yaml", ["nofiles.yaml:1:18", "nofiles.yaml:2:9", "nofiles.yaml:3:21"]),
        ("loop run nogold.yaml", ["nogold.jsonl:1", "no gold answer"]),
        ("loop run nomodel.yaml", ["no such model"]),
        ("loop run nowhere.yaml", ["nowhere.yaml", "no such file"]),
        ("loop run data.jsonl", ["data.jsonl"]),
        ("why no-such-record", ["no-such-record"]),
        ("versions show no-such-version", ["no-such-version"]),
        ("versions diff a b", ["no version 'a'"]),
        ("label export", ["no version 'latest'"]),
        ("label import nowhere.json", ["latest"]),
        ("rules show nope", ["nope"]),
        ("rules list nope", ["nope"]),
        ("signals show nope", ["nope"]),
        ("train no-such-version", ["no-such-version"]),
        ("evaluate ./no --heldout held.jsonl", ["no such model"]),
        ("evaluate base --heldout nogold.jsonl", ["no gold answer"]),
        ("compare latest --heldout held.jsonl", ["no such store"]),
        ("check data.jsonl --fail-on nope", ["nope"]),
        ("check deadbeef", ["neither a file nor a version: deadbeef"]),
        ("report data.jsonl --html no/page.html", ["no: no such folder"]),
        ("report data.jsonl --store held.jsonl", ["held.jsonl: is a file, and a store is a folder", "--store DIR"]),
        ("curate data.jsonl --store held.jsonl/x", ["held.jsonl: is a file, and a store is a folder"]),
        ("versions verify", [".curator: no such store", "--store DIR"]),
        ("versions prune --yes", [".curator: no such store"]),
        ("dedup data.jsonl --threshold 7", ["7"]),
    ],
)
def test_one_clear_error_and_exit_code_2(
    curator: Callable[..., Any], files: Path, command: str, expected: list[str]
) -> None:
    before = sorted(files.rglob("*"))
    done = curator(*command.split())
    assert done.code == 2, done.err
    assert done.out == ""
    assert done.err.startswith("error: ")
    for each in expected:
        assert each in done.err, done.err
    assert sorted(files.rglob("*")) == before


def test_a_bad_annotation_file_is_refused(curator: Callable[..., Any], files: Path) -> None:
    curator("curate", "data.jsonl")
    done = curator("label", "import", "annotations.json")
    assert (done.code, done.err.split(":")[0]) == (2, "error")
    assert "annotations.json" in done.err


@pytest.mark.parametrize(
    "command", ["check latest", "dedup latest", "check data.jsonl latest", "report data.jsonl latest"]
)
def test_a_version_where_files_are_read_is_said(curator: Callable[..., Any], data: Path, command: str) -> None:
    version = curator("curate", "data.jsonl", "--json").json["version"]
    done = curator(*command.split())
    assert (done.code, done.out) == (2, "")
    assert (
        f"error: latest is a stored version where files are read; write it first: curator versions export {version}"
        in done.err
    )


def test_dedup_says_what_it_could_not_read(curator: Callable[..., Any], data: Path) -> None:
    with data.open("a") as file:
        file.write('{"instruction": "cut o\n')
    done = curator("dedup", "data.jsonl")
    assert (done.code, done.err.count("unreadable: data.jsonl:11 ")) == (0, 1), done.err


def test_half_a_line_is_quarantined_and_counted(curator: Callable[..., Any], data: Path) -> None:
    with data.open("a") as file:
        file.write('{"instruction": "cut o\n{"instruction": "Name a sea.", "input": "", "output": "The North Sea."}\n')
    counts = curator("curate", "data.jsonl", "--json").json["counts"]
    assert (counts["input"], counts["quarantined"]) == (12, 1)


def test_a_full_disk_is_said(curator: Callable[..., Any], data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    done = curator("curate", "data.jsonl", "-o", "out.jsonl")
    assert done.code == 2
    assert "no space left" in done.err.lower()
    assert not (data.parent / "out.jsonl").exists()
    assert not list(data.parent.rglob("*.parquet"))
