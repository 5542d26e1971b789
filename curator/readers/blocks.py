"""Cut a stream of lines into blocks of whole lines, so that memory does not grow with the file."""

import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

import numpy as np

from curator.errors import DataError
from curator.readers.streams import Stream

BOM = b"\xef\xbb\xbf"
BLOCK_BYTES = 8 << 20
MOST_LINE_BYTES = 256 << 20
"""A line that is longer is not kept."""

TOO_LONG = f"the line is longer than {MOST_LINE_BYTES >> 20} MiB"

_START_BYTES = 1 << 10
_LOOK_BACK_BYTES = 1 << 16


class Block(NamedTuple):
    """Whole lines; or, of one line that is too long to be kept, its start."""

    data: memoryview
    offset: int  # in the stream, from 0
    is_too_long: bool = False


def blocks(stream: Stream, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """The stream, without its BOM, in blocks of up to `size` bytes; a longer line makes a longer block."""
    head = stream.read(len(BOM))
    offset, cut_off = (len(BOM), b"") if head == BOM else (0, head)
    while True:
        held = np.empty(max(size, 2 * len(cut_off)), np.uint8).data
        held[: len(cut_off)] = cut_off
        filled = _fill(stream, held, len(cut_off))
        end = filled if filled < len(held) else _last_line_end(held)
        if end:
            yield Block(held[:end], offset)
            offset, cut_off = offset + end, bytes(held[end:])
        elif filled and filled < MOST_LINE_BYTES:
            cut_off = bytes(held)
        elif filled:
            yield Block(held[:_START_BYTES], offset, is_too_long=True)
            offset, cut_off = offset + filled + _skip_line(stream, size), b""
        if filled < len(held):
            return


def _fill(stream: Stream, held: memoryview, filled: int) -> int:
    """Read until `held` is full or the stream ends; how many bytes are filled then."""
    source = cast(io.BufferedIOBase, stream)
    while filled < len(held) and (size := source.readinto(held[filled:])):
        filled += size
    return filled


def _last_line_end(held: memoryview) -> int:
    """Where the last whole line ends; 0 when there is none."""
    for end in range(len(held), 0, -_LOOK_BACK_BYTES):
        start = max(0, end - _LOOK_BACK_BYTES)
        found = bytes(held[start:end]).rfind(b"\n")
        if found >= 0:
            return start + found + 1
    return 0


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
