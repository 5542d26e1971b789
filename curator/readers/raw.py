"""The bytes of a source as they are: a file that must not change meanwhile, a pipe, or what lies elsewhere."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from curator import remote
from curator.errors import DataError
from curator.readers.sources import Source

PIPE_BUFFER_BYTES = 1 << 17


@contextmanager
def raw(source: Source) -> Iterator["FromStart"]:
    """A function that gives the source from its start: as often as wanted to look at it, then to read it.

    Each stream takes the place of the one before. That of a pipe cannot seek; only what was looked at is held.

    Raises:
        DataError: the file was changed, replaced or deleted before the block ended, or standard input is closed.
        ServiceError: see `remote.opened`.
    """
    if source.address is not None:
        with remote.opened(source.address) as stream:
            yield _Seekable(stream)
    elif source.path is None:
        if sys.stdin is None or sys.stdin.buffer.closed:
            raise DataError("is closed", where=source.where, hint="pipe the data in, or name a file")
        yield _Pipe(sys.stdin.buffer)
    elif not source.path.is_file():
        with source.path.open("rb") as stream:
            yield _Pipe(stream)
    else:
        with source.path.open("rb") as stream, _unchanged(source.path, stream):
            yield _Seekable(stream)


class FromStart(Protocol):
    """Gives a stream from its start."""

    def __call__(self, *, last: bool = False) -> IO[bytes]:
        """The stream; `last` says that nobody will ask for another."""


class _Seekable:
    """A file from its start."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __call__(self, *, last: bool = False) -> IO[bytes]:
        self._stream.seek(0)
        return self._stream


class _Pipe:
    """A pipe from its start: what is read before the last stream is held until then."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept = b""
        self._looking: _Replay | None = None

    def __call__(self, *, last: bool = False) -> IO[bytes]:
        if self._looking is not None:
            self._kept = self._looking.all_read
        replay = _Replay(self._kept, self._stream, holding=not last)
        self._looking = None if last else replay
        self._kept = b"" if last else self._kept
        return io.BufferedReader(replay, PIPE_BUFFER_BYTES)


class _Replay(io.RawIOBase):
    """What was read of a pipe already, then the rest of it."""

    def __init__(self, kept: bytes, stream: IO[bytes], *, holding: bool) -> None:
        self._stream = stream
        self._ready = memoryview(kept)
        self._held: bytearray | None = bytearray(kept) if holding else None

    @property
    def all_read(self) -> bytes:
        """Everything that was read so far."""
        return bytes(self._held or b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer will do
        size = len(buffer)
        data: bytes | memoryview = self._ready[:size]
        if self._ready:
            self._ready = self._ready[size:]
        else:
            data = self._stream.read1(size) if isinstance(self._stream, io.BufferedReader) else self._stream.read(size)
            if self._held is not None:
                self._held += data
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _unchanged(path: Path, opened: IO[bytes]) -> Iterator[None]:
    """Make sure that a file is, at the end of the block, the one that was opened, and as it was then.

    Raises:
        DataError: it is not. This counts for more than any mistake found in what was read.
    """
    before = os.fstat(opened.fileno())  # not of the path: it may name another file by now
    try:
        yield
    except Exception as error:
        raise _change(path, before) or error from None
    changed = _change(path, before)
    if changed:
        raise changed


def _change(path: Path, before: os.stat_result) -> DataError | None:
    """What became of the file since `before`, if anything."""
    try:
        now = path.stat()
    except OSError:
        return _changed(path, "was deleted")
    if (now.st_dev, now.st_ino) != (before.st_dev, before.st_ino):
        return _changed(path, "was replaced by another file")
    if now.st_size != before.st_size:
        return _changed(path, "grew" if now.st_size > before.st_size else "was cut short")
    return _changed(path, "was changed") if now.st_mtime_ns != before.st_mtime_ns else None


def _changed(path: Path, what: str) -> DataError:
    hint = "wait until nothing writes to it any more, or read a copy"
    return DataError(f"{what} while it was read", where=str(path), hint=hint)
