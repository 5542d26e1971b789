"""Whole or not at all, and on the disk when it is there."""

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from curator.errors import DataError
from curator.files import PART, append_line, remove_leftovers, whole_file, whole_folder, writing

fcntl = pytest.importorskip("fcntl", reason="needs file locks as Linux and macOS have them")

DIES = """\
import os, sys
from pathlib import Path
from curator.files import whole_file, whole_folder
write = {"file": whole_file, "folder": whole_folder}[sys.argv[1]]
with write(Path(sys.argv[2])) as part:
    (part / "half" if part.is_dir() else part).write_text("half")
    os.kill(os.getpid(), 9)
"""


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


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    private, new = tmp_path / "private", tmp_path / "new"
    private.touch()
    private.chmod(0o600)
    before = os.umask(0o027)
    try:
        for path in (private, new):
            with whole_file(path) as file:
                file.write_text("x")
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (private, new)] == [0o600, 0o640]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_a_killed_process_left_goes_with_the_next_write(tmp_path: Path, what: str) -> None:
    killed = subprocess.run([sys.executable, "-c", DIES, what, str(tmp_path / "out")], check=False)
    assert killed.returncode == -9
    assert [path.name[: len(PART)] for path in tmp_path.iterdir()] == [PART]
    with whole_file(tmp_path / "other") as file:
        file.write_text("x")
    assert list(tmp_path.iterdir()) == [tmp_path / "other"]


def test_what_is_being_written_is_no_leftover(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "a") as folder, whole_file(tmp_path / "b") as file:
        (folder / "x").write_text("x")
        remove_leftovers(tmp_path)
        file.write_text("x")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "x"]


def test_only_leftovers_are_removed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("x")
    (tmp_path / f"{PART}12345678").symlink_to(kept)
    os.mkfifo(tmp_path / f"{PART}abcdefgh")
    (tmp_path / ".curator").mkdir()
    (tmp_path / f"{PART}leftover").mkdir()
    remove_leftovers(tmp_path)
    assert kept.read_text() == "x"
    assert (tmp_path / f"{PART}12345678").is_symlink()
    assert (tmp_path / ".curator").is_dir()
    assert not (tmp_path / f"{PART}leftover").exists()


def test_a_file_system_without_locks_is_written_to_and_keeps_its_leftovers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    leftover = tmp_path / f"{PART}leftover"
    leftover.touch()
    with whole_file(tmp_path / "out") as file:
        file.write_text("x")
    assert sorted(tmp_path.iterdir()) == [leftover, tmp_path / "out"]


def test_what_somebody_takes_for_a_leftover_at_once_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, names = fcntl.flock, list[str]()

    def another_is_faster(handle: int, how: int) -> None:
        lock(handle, how)
        if len(names) < 2:
            (part,) = tmp_path.glob(f"{PART}*")
            names.append(part.name)
            part.rmdir() if part.is_dir() else part.unlink()

    monkeypatch.setattr(fcntl, "flock", another_is_faster)
    with whole_file(tmp_path / "a") as file:
        file.write_text("x")
    with whole_folder(tmp_path / "b"):
        pass
    assert len(names) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_all_is_on_the_disk_before_it_takes_its_place_and_then_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []

    def noting(name: str) -> Callable[..., None]:
        real = getattr(os, name)

        def call(first: int | Path, *rest: object) -> None:
            done.append(os.fstat(first).st_ino if isinstance(first, int) else name)
            real(first, *rest)

        return call

    for name in ("fsync", "rename", "replace"):
        monkeypatch.setattr(os, name, noting(name))
    folder = tmp_path / "new" / "v"
    with whole_folder(folder) as part:
        (part / "deep").mkdir()
        (part / "deep" / "x").write_text("x")
    with whole_file(tmp_path / "out") as file:
        file.write_text("x")
    named: dict[object, str] = {path.stat().st_ino: path.name for path in (tmp_path, *tmp_path.rglob("*"))}
    flushed = [named.get(each, each) for each in done]
    assert flushed == [
        *(tmp_path.name, "deep", "x", "v", "rename", "new"),
        *("out", "replace", tmp_path.name),
    ]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no space left on the disk; "), whole_folder(tmp_path / "v") as folder:
        (folder / "a").write_text("x")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "no space left on the disk"),
        (OSError("No space left on device (os error 28)"), "no space left on the disk"),
        (pl.exceptions.ComputeError("parquet: IO error: No space left (os error 28)"), "no space left on the disk"),
        (pl.exceptions.ComputeError("File too large (os error 27)"), "cannot write: file too large"),
        (OSError(errno.EROFS, "Read-only file system"), "cannot write: read-only file system"),
        (OSError("odd"), "cannot write: odd"),
        (pl.exceptions.ComputeError("parquet: Invalid thrift: transport error"), "cannot write: input/output error"),
    ],
)
def test_every_library_has_its_own_way_to_tell_what_the_system_said(error: Exception, said: str) -> None:
    with pytest.raises(DataError, match=said), writing(Path("out")):
        raise error


def test_a_full_disk_is_known_where_polars_does_not_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100))
    with pytest.raises(DataError, match="no space left on the disk"), whole_file(tmp_path / "out"):
        raise pl.exceptions.ComputeError("parquet: File out of specification: Invalid thrift: transport error")


@pytest.mark.parametrize("error", [ValueError("a bug"), DataError("unreadable (os error 5)", where="source")])
def test_what_is_no_matter_of_writing_is_left_alone(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, writing(Path("out")):
        raise error
    assert caught.value is error


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


def test_an_appended_line_is_the_last_one_of_a_file_that_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lines.jsonl"
    append_line(path, {"a": 1})
    append_line(path, {"b": "é\n"})
    assert path.read_bytes() == '{"a":1}\n{"b":"é\\n"}\n'.encode()


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        (b'{"a":1}\n{"b', b'{"a":1}\n'),
        (b'{"a":1}\n{"b":2}', b'{"a":1}\n{"b":2}\n'),
        (b'{"a":1}\n\0\0\0', b'{"a":1}\n'),
        (b"no json\n", b"no json\n"),
        (b'{"a', b""),
        (b"", b""),
        (b"\n", b"\n"),
    ],
)
def test_what_a_kill_left_of_a_line_gives_way_to_the_next_one(tmp_path: Path, before: bytes, kept: bytes) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(before)
    append_line(path, {"c": 3})
    assert path.read_bytes() == kept + b'{"c":3}\n'


def test_a_line_for_which_there_is_no_room_leaves_the_lines_as_they_were(tmp_path: Path) -> None:
    script = (
        "import pathlib, resource, signal, sys\n"
        "from curator.errors import DataError\n"
        "from curator.files import append_line\n"
        "append_line(path := pathlib.Path(sys.argv[1]), {'a': 1})\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try:\n"
        "    append_line(path, {'b': 'x' * 1000})\n"
        "except DataError as error:\n"
        "    print(error)\n"
    )
    path = tmp_path / "lines.jsonl"
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{path}: cannot write: file too large")
    assert json.loads(path.read_text()) == {"a": 1}
