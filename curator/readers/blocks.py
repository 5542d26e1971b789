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
    # One buffer for all: fresh memory for what is read would cost a tenth of what parsing it does.
    buffer = bytearray(max(size, len(BOM) + 1))
    head = stream.read(len(BOM))
    offset, left = (len(BOM), 0) if head == BOM else (0, len(head))
    buffer[:left] = head[:left]
    while filled := _fill(stream, buffer, left):
        cut = filled if filled < len(buffer) else buffer.rfind(b"\n") + 1
        if cut:
            yield Block(bytes(memoryview(buffer)[:cut]), offset)
            offset += cut
            left = filled - cut
            buffer[:left] = buffer[cut:filled]
            del buffer[max(size, left + 1) :]
        elif filled < MOST_LINE_BYTES:
            left = filled
            buffer.extend(bytes(filled))
        else:
            yield Block(bytes(buffer[:_START_BYTES]), offset, is_too_long=True)
            offset += filled + _skip_line(stream, size)
            left = 0


def _fill(stream: Stream, buffer: bytearray, filled: int) -> int:
    """Read until the buffer is full or the stream ends; how full it is."""
    with memoryview(buffer) as view:
        while filled < len(buffer) and (count := stream.readinto(view[filled:])):  # type: ignore[union-attr]
            filled += count
    return filled


def _skip_line(stream: Stream, size: int) -> int:
    """Read to the end of the line; how many bytes that was."""
    skipped = 0
    while piece := stream.readline(size):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


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
