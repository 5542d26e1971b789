"""What stands between a source and its reader: compression, pipes, and files that change meanwhile."""

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.errors import DataError
from curator.readers import scan
from curator.readers.sources import Source
from curator.readers.streams import HEAD_BYTES, opened

LINE = b'{"instruction": "a", "output": "b"}\n'
MANY = b"".join(b'{"instruction": "question %d", "output": "b"}\n' % number for number in range(20_000))

# What the kernel counts as a process's peak begins with that of its parent; VmHWM begins anew.
PEAK = """
from pathlib import Path
def peak_kib():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
on_linux = pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="reads /proc")

PACK: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.compress,
}


class Trickle(io.RawIOBase):
    """Bytes that come a few at a time, as through a pipe; they come once."""

    def __init__(self, data: bytes, step: int) -> None:
        self._left = memoryview(data)
        self._step = step

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = min(len(buffer), self._step, len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


class Stdin:
    """Standard input with these bytes."""

    def __init__(self, data: bytes, step: int = 1 << 16) -> None:
        self.buffer = io.BufferedReader(Trickle(data, step), 1 << 16)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=3000), step=st.integers(1, 5000), kind=st.sampled_from(sorted(PACK)))
def test_a_pipe_gives_what_went_in(monkeypatch: pytest.MonkeyPatch, data: bytes, step: int, kind: str) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(PACK[kind](b"x" + data), step))
    with opened(Source(None, "stdin")) as (head, stream):
        assert head == b"x" + data
        assert stream.read() == b"x" + data


@pytest.mark.parametrize("kind", sorted(PACK))
def test_of_a_pipe_only_the_start_is_held(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    stdin = Stdin(PACK[kind](MANY))
    monkeypatch.setattr("sys.stdin", stdin)
    with opened(Source(None, "stdin")) as (head, stream):
        assert head == MANY[:HEAD_BYTES]
        assert stream.read() == MANY


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(DataError, match="standard input: is closed; pipe the data in, or name a file"):
        scan(["-"])


@pytest.mark.parametrize("kind", sorted(PACK))
def test_a_named_pipe_is_read_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(PACK[kind](MANY),))
    writer.start()
    assert scan([str(path)]).sources[0].records == 20_000
    writer.join()


@on_linux
def test_memory_does_not_grow_with_standard_input() -> None:
    """100 MB go through a process that may not have that much more than it starts with."""
    code = f"""{PEAK}
from curator.readers.sources import Source
from curator.readers.streams import opened
before = peak_kib()
with opened(Source(None, "stdin")) as (_, stream):
    size = sum(map(len, stream))
assert size == 100 << 20, size
assert peak_kib() - before < 20 << 10
"""
    line = b'{"instruction": "' + b"x" * 1004 + b'"}'
    reading = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
    assert reading.stdin is not None
    with reading.stdin as pipe:
        for _ in range(100):
            pipe.write((line + b"\n") * 1024)
    assert reading.wait() == 0


@on_linux
def test_a_zstd_bomb_fills_no_memory(tmp_path: Path) -> None:
    """1 GB of nothing in 33 kB is unpacked as it is asked for."""
    path = tmp_path / "bomb.zst"
    packer = zstandard.ZstdCompressor().compressobj()
    path.write_bytes(b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush())
    code = f"""{PEAK}
from pathlib import Path
from curator.readers.sources import Source
from curator.readers.streams import opened
before = peak_kib()
with opened(Source(Path({str(path)!r}), "bomb.zst")) as (_, stream):
    for _ in range(50):
        stream.read(1 << 20)
assert peak_kib() - before < 150 << 10
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(LINE)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 10)


def change(path: Path) -> None:
    status = path.stat()
    with path.open("r+b") as file:
        file.write(b'{"INSTRUCTION')
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.replace(path)


CHANGES = [
    (grow, "grew while it was read"),
    (cut, "was cut short while it was read"),
    (change, "was changed while it was read"),
    (replace, "was replaced by another file while it was read"),
    (Path.unlink, "was deleted while it was read"),
]


@pytest.mark.parametrize(("happens", "what"), CHANGES)
def test_a_file_must_not_change_while_it_is_read(tmp_path: Path, happens: Callable[[Path], None], what: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(MANY)
    with pytest.raises(DataError) as caught, opened(Source(path, path.name)) as (_, stream):
        stream.read(1000)
        happens(path)
        stream.read()
    assert str(caught.value) == f"{path}: {what}; wait until nothing writes to it any more, or read a copy"


def test_a_change_counts_for_more_than_the_damage_it_did(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(os.urandom(1 << 20)))
    with (
        pytest.raises(DataError, match="was cut short while it was read"),
        opened(Source(path, path.name)) as (_, stream),
    ):
        os.truncate(path, 500_000)
        stream.read()


def test_being_read_by_others_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(MANY)
    with opened(Source(path, path.name)) as (_, stream):
        assert stream.read(10) == path.read_bytes()[:10]
        path.chmod(0o600)
        assert MANY[:10] + stream.read() == MANY
