"""Open a file whatever it is compressed with; told by its first bytes, not by its name."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO

import zstandard

from curator.errors import DataError
from curator.readers.raw import raw
from curator.readers.sources import Source

_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
_COMPRESSION_OF_SUFFIX = {".gz": "gzip", ".zst": "zstd", ".bz2": "bzip2", ".xz": "xz"}

COMPRESSED_SUFFIXES = tuple(_COMPRESSION_OF_SUFFIX)
HEAD_BYTES = 1 << 16
ZSTD_STEP_BYTES = 1 << 11
"""Compressed bytes unpacked at a time: a few can stand for 128 KiB, so that more would let a file fill the memory."""

Stream = IO[bytes] | io.BufferedIOBase


@contextmanager
def opened(source: Source) -> Iterator[tuple[bytes, Stream]]:
    """The first bytes of a source and the whole of it, both decompressed.

    Both come as they are asked for: memory does not grow with the source. What comes through a pipe cannot seek.

    Raises:
        DataError: it may not be read, is empty or a git-lfs pointer, its compression is broken, or the file is no
            longer the one that it was; this also when the mistake shows up while it is read.
        ServiceError: it lies elsewhere and cannot be reached.
    """
    try:
        with raw(source) as from_start:
            start = from_start().read(64)
            _check(source, start)
            kind = next((name for magic, name in _MAGIC.items() if start.startswith(magic)), None)
            head = _decompressed(from_start(), kind).read(HEAD_BYTES)
            yield head, _decompressed(from_start(last=True), kind)
    except (EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, gzip.BadGzipFile) as error:
        raise _broken(source, error) from None
    except OSError as error:
        if error.errno is None:  # so says bz2 when the data is not what it should be
            raise _broken(source, error) from None
        raise DataError(f"cannot be read: {error.strerror}", where=source.where) from None


class _Zstandard(io.RawIOBase):
    """A stream of zstd frames; unlike the package's own reader, one that is cut off is an error."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._in_frame = False
        self._waiting = memoryview(b"")
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer will do
        while not self._ready:
            if not self._waiting:
                self._waiting = memoryview(self._packed.read(1 << 17))
            if not self._waiting:
                if self._in_frame:
                    raise EOFError("the last zstd frame is cut off")
                return 0
            if self._frame.eof:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            given, self._waiting = self._waiting[:ZSTD_STEP_BYTES], self._waiting[ZSTD_STEP_BYTES:]
            self._ready = memoryview(self._frame.decompress(given))
            self._in_frame = not self._frame.eof
            if self._frame.eof:
                self._waiting = memoryview(self._frame.unused_data + self._waiting)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def _decompressed(packed: IO[bytes], kind: str | None) -> Stream:
    if kind == "gzip":
        return gzip.GzipFile(fileobj=packed)
    if kind == "bzip2":
        return bz2.BZ2File(packed)
    if kind == "xz":
        return lzma.LZMAFile(packed)
    if kind == "zstd":
        return io.BufferedReader(_Zstandard(packed), 1 << 17)
    return packed


def _check(source: Source, start: bytes) -> None:
    if not start:
        raise DataError("is empty", where=source.where, hint="check that it was written or downloaded to the end")
    if start.startswith(b"version https://git-lfs"):
        raise DataError("is a git-lfs pointer, not the data", where=source.where, hint="fetch the data: git lfs pull")
    suffix = PurePath(source.name).suffix.lower()
    wanted = _COMPRESSION_OF_SUFFIX.get(suffix)
    if wanted and not any(start.startswith(magic) for magic, name in _MAGIC.items() if name == wanted):
        raise DataError(
            f"is called {suffix} but is not {wanted} data", where=source.where, hint="rename it or download it again"
        )


def _broken(source: Source, error: Exception) -> DataError:
    return DataError(f"its compression is broken: {error}", where=source.where, hint="download or write it again")
