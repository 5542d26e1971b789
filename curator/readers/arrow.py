"""Read Arrow IPC batch by batch, decoded in a process of its own: damaged data can make Polars end its process."""

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import polars as pl

from curator.errors import DataError
from curator.readers.streams import Stream

MOST_HEAD_BYTES = 256 << 20

_MARK = b"\xff\xff\xff\xff"
_END = _MARK + bytes(4)
_RECORDS = 3
_STEP_BYTES = 8 << 20
_WORKER = Path(__file__).with_name("arrow_worker.py")


def frames_of_file(path: Path) -> Iterator[pl.DataFrame]:
    """The rows of an IPC file.

    Raises:
        DataError: it is damaged or cut off.
    """
    with _worker(str(path)) as (_, answers):
        while True:
            frame = _answer(answers)
            if frame is None:
                return
            yield frame


def frames_of_stream(stream: Stream) -> Iterator[pl.DataFrame]:
    """The rows of an IPC stream.

    Raises:
        DataError: it is damaged or cut off.
    """
    before: list[bytes] = []  # the schema and every dictionary so far, which each batch needs
    with _worker() as (questions, answers):
        for kind, message in _messages(stream):
            if kind != _RECORDS:
                before.append(message)
                continue
            data = b"".join([*before, message, _END])
            with suppress(BrokenPipeError):
                questions.write(len(data).to_bytes(8, "little") + data)
                questions.flush()
            frame = _answer(answers)
            if frame is not None:
                yield frame


def _messages(stream: Stream) -> Iterator[tuple[int, bytes]]:
    """Every message with its kind."""
    start = _exactly(stream, 8)
    while start != _END:
        size = int.from_bytes(start[4:], "little")
        if start[:4] != _MARK or size > MOST_HEAD_BYTES:
            raise _damaged("a message does not begin where it should")
        head = _exactly(stream, size)
        kind, body_bytes = _kind_and_body(head)
        yield kind, start + head + _exactly(stream, body_bytes)
        start = stream.read(8)
        if not start:  # a stream may end without its mark
            return
        start += _exactly(stream, 8 - len(start))


def _kind_and_body(head: bytes) -> tuple[int, int]:
    """The kind of a message and the bytes after it, out of its FlatBuffers table (Message.fbs of Apache Arrow)."""
    table = _number(head, 0, 4)
    fields = table - _number(head, table, 4, signed=True)
    size = _number(head, fields, 2)
    kind, body = (_number(head, fields + 4 + 2 * place, 2) if size > 4 + 2 * place else 0 for place in (1, 3))
    return (_number(head, table + kind, 1) if kind else 0, _number(head, table + body, 8) if body else 0)


def _number(data: bytes, place: int, size: int, *, signed: bool = False) -> int:
    if not 0 <= place <= len(data) - size:
        raise _damaged("the head of a message points outside of it")
    return int.from_bytes(data[place : place + size], "little", signed=signed)


def _exactly(stream: Stream, size: int) -> bytes:
    """So many bytes, without trusting that there are so many."""
    pieces = []
    while size > 0:
        piece = stream.read(min(size, _STEP_BYTES))
        if not piece:
            raise _damaged("it is cut off")
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


@contextmanager
def _worker(*arguments: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The pipe to the worker and the one from it."""
    # Safe path: the modules beside the script are not those of the standard library.
    command = [sys.executable, "-P", str(_WORKER), *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("started without pipes")
        try:
            yield process.stdin, process.stdout
        finally:
            process.kill()
            with suppress(BrokenPipeError):
                process.stdin.close()


def _answer(answers: IO[bytes]) -> pl.DataFrame | None:
    """The next rows; null at the end of a file."""
    size = answers.read(8)
    answer = answers.read(int.from_bytes(size, "little"))
    if len(size) == 8 and not answer:
        return None
    if not answer.startswith(b"\1"):
        raise _damaged(answer[1:].decode(errors="replace") or "a batch of rows cannot be decoded")
    return pl.read_ipc_stream(io.BytesIO(answer[1:]))


def _damaged(what: str) -> DataError:
    return DataError(f"is not a readable table: {what.splitlines()[0]}", hint="write or download it again")
