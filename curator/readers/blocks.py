"""Cut a stream of lines into blocks of whole lines, so that memory does not grow with the file."""

import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from curator.errors import DataError
from curator.readers.streams import Stream

BOM = b"\xef\xbb\xbf"
BLOCK_BYTES = 8 << 20
MOST_LINE_BYTES = 256 << 20
"""A line that is longer is not kept."""

TOO_LONG = f"the line is longer than {MOST_LINE_BYTES >> 20} MiB"

_START_BYTES = 1 << 10


class Block(NamedTuple):
    """Whole lines; or, of one line that is too long to be kept, its start."""

    data: bytes
    offset: int  # in the stream, from 0
    is_too_long: bool = False


def blocks(stream: Stream, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """The stream, without its BOM, in blocks of about `size` bytes; a longer line makes a longer block."""
    data = stream.read(size)
    offset = len(BOM) if data.startswith(BOM) else 0
    data = data[offset:]
    held: list[bytes] = []
    while data:
        cut = data.rfind(b"\n") + 1
        if cut:
            block = b"".join([*held, data[:cut]])
            yield Block(block, offset)
            offset += len(block)
            held = []
        held.append(data[cut:])
        data = b""
        waiting = sum(map(len, held))
        if waiting > MOST_LINE_BYTES:
            yield Block(b"".join(held)[:_START_BYTES], offset, is_too_long=True)
            skipped, data = _next_line(stream, size)
            offset += waiting + skipped
            held = []
        data = data or stream.read(size)
    last = b"".join(held)
    if last:
        yield Block(last, offset)


def lines(found: Iterable[Block]) -> Iterator[bytes]:
    """Every line, its end included.

    Raises:
        DataError: one is too long.
    """
    number = 0
    for block in found:
        if block.is_too_long:
            raise DataError(f"line {number + 1}: {TOO_LONG}", hint="a quotation mark may be missing, or line ends")
        for line in io.BytesIO(block.data):
            number += 1
            yield line


def _next_line(stream: Stream, size: int) -> tuple[int, bytes]:
    """How many bytes are left of the line, and what was read behind it."""
    skipped = 0
    while data := stream.read(size):
        cut = data.find(b"\n") + 1
        if cut:
            return skipped + cut, data[cut:]
        skipped += len(data)
    return skipped, b""
