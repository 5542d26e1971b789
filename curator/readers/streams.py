"""Open a file whatever it is compressed with; told by its first bytes, not by its name."""

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import zstandard

from curator.errors import DataError
from curator.readers.sources import Source

_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
_COMPRESSION_OF_SUFFIX = {".gz": "gzip", ".zst": "zstd", ".bz2": "bzip2", ".xz": "xz"}

COMPRESSED_SUFFIXES = tuple(_COMPRESSION_OF_SUFFIX)
HEAD_BYTES = 1 << 16


Stream = IO[bytes] | io.BufferedIOBase


@contextmanager
def opened(source: Source) -> Iterator[tuple[bytes, Stream]]:
    """The first bytes of a source and the whole of it, both decompressed.

    Raises:
        DataError: it may not be read, is empty or a git-lfs pointer, or its compression is broken; this also when
            the mistake shows up while it is read.
    """
    try:
        with _raw(source) as raw:
            start = raw.read(64)
            _check(source, start)
            kind = next((name for magic, name in _MAGIC.items() if start.startswith(magic)), None)
            raw.seek(0)
            head = _decompressed(raw, kind).read(HEAD_BYTES)
            raw.seek(0)
            yield head, _decompressed(raw, kind)
    except (EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, gzip.BadGzipFile) as error:
        raise _broken(source, error) from None
    except OSError as error:
        if error.errno is None:  # so says bz2 when the data is not what it should be
            raise _broken(source, error) from None
        raise DataError(f"cannot be read: {error.strerror}", where=source.where) from None


class _Zstandard(io.RawIOBase):
    """A stream of zstd frames; unlike the package's own reader, one that is cut off is an error."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._in_frame = False
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer will do
        while not self._ready:
            data = self._frame.unused_data if self._frame.eof else b""
            data = data or self._raw.read(1 << 17)
            if not data:
                if self._in_frame:
                    raise EOFError("the last zstd frame is cut off")
                return 0
            if self._frame.eof:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._ready = self._frame.decompress(data)
            self._in_frame = not self._frame.eof
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def _raw(source: Source) -> IO[bytes]:
    """The bytes as they are; of a pipe, which can be read only once, a copy."""
    if source.path is None:
        return io.BytesIO(sys.stdin.buffer.read())
    if source.path.is_file():
        return source.path.open("rb")
    return io.BytesIO(source.path.read_bytes())


def _decompressed(raw: IO[bytes], kind: str | None) -> Stream:
    if kind == "gzip":
        return gzip.GzipFile(fileobj=raw)
    if kind == "bzip2":
        return bz2.BZ2File(raw)
    if kind == "xz":
        return lzma.LZMAFile(raw)
    if kind == "zstd":
        return io.BufferedReader(_Zstandard(raw), 1 << 17)
    return raw


def _check(source: Source, start: bytes) -> None:
    if not start:
        raise DataError("is empty", where=source.where, hint="check that it was written or downloaded to the end")
    if start.startswith(b"version https://git-lfs"):
        raise DataError("is a git-lfs pointer, not the data", where=source.where, hint="fetch the data: git lfs pull")
    suffix = source.path.suffix.lower() if source.path else ""
    wanted = _COMPRESSION_OF_SUFFIX.get(suffix)
    if wanted and not any(start.startswith(magic) for magic, name in _MAGIC.items() if name == wanted):
        raise DataError(
            f"is called {suffix} but is not {wanted} data", where=source.where, hint="rename it or download it again"
        )


def _broken(source: Source, error: Exception) -> DataError:
    return DataError(f"its compression is broken: {error}", where=source.where, hint="download or write it again")
