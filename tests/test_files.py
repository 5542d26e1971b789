"""Whole or not at all."""

import errno
from pathlib import Path

import pytest

from curator.errors import DataError
from curator.files import whole_file, whole_folder


def test_a_file_takes_its_place_only_when_the_block_ends_well(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt), whole_file(target) as file:
        file.write_text("half")
        raise KeyboardInterrupt
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]

    with whole_file(target) as file:
        file.write_text("new")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no space left on the disk; "), whole_folder(tmp_path / "v") as folder:
        (folder / "a").write_text("x")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot write: no such file or directory"), whole_file(tmp_path / "no" / "x"):
        pass


def test_the_folder_that_came_first_stays(tmp_path: Path) -> None:
    target = tmp_path / "v"
    with whole_folder(target) as folder:
        (folder / "a").write_text("mine")
        target.mkdir()
        (target / "a").write_text("theirs")
    assert (target / "a").read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [target]
