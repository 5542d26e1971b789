"""Which files a name stands for, and what they are called."""

import os
from pathlib import Path

import pytest

from curator.errors import DataError
from curator.readers.sources import Source, find


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("a.jsonl", "b.jsonl", ".hidden.jsonl", "deep/a.jsonl", "deep/er/c.jsonl", "odd[1].jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["b.jsonl", "a.jsonl"], ["b.jsonl", "a.jsonl"]),
        (["a.jsonl", "./a.jsonl", "*.jsonl"], ["a.jsonl", "b.jsonl", "odd[1].jsonl"]),
        (["*/a.jsonl", "a.jsonl"], ["deep/a.jsonl", "a.jsonl"]),
        (["**/c.jsonl"], ["c.jsonl"]),
        (["odd[1].jsonl"], ["odd[1].jsonl"]),
        (["-", "a.jsonl", "-"], ["stdin", "a.jsonl"]),
    ],
)
def test_names(sources: list[str], names: list[str]) -> None:
    found = [source.name for source in find(sources)]
    assert [name.endswith(wanted) for name, wanted in zip(found, names, strict=True)] == [True] * len(names)


def test_a_pipe_is_called_as_the_user_calls_it(folder: Path) -> None:
    os.mkfifo("pipe")
    (folder / "link").symlink_to("pipe")
    assert [source.name for source in find(["link", "/dev/null"])] == ["link", "null"]


def test_two_names_of_one_file_are_one_source(folder: Path) -> None:
    (folder / "link").symlink_to("a.jsonl")
    assert [source.where for source in find(["a.jsonl", "link", str(folder / "a.jsonl")])] == ["a.jsonl"]


def test_the_stamp_is_another_when_the_file_is(folder: Path) -> None:
    (source,) = find(["a.jsonl"])
    before = source.stamp()
    os.utime(folder / "a.jsonl", ns=(0, 7))
    assert before[:2] == ["a.jsonl", 2]
    assert source.stamp() == ["a.jsonl", 2, 7]
    (folder / "a.jsonl").unlink()
    with pytest.raises(DataError, match=r"a\.jsonl: cannot be looked up"):
        source.stamp()


def test_standard_input_has_no_stamp() -> None:
    assert Source(None, "stdin").stamp() == []
