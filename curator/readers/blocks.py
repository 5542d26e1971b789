"""Cut a stream of lines into blocks of whole lines, so that memory does not grow with the file."""

import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from curator.errors import DataError
from curator.readers.streams import Stream

BOM = b"\xef\xbb\xbf"
BLOCK_BYTES = 16 << 20
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
    head = stream.read(len(BOM))
    offset, data = (len(BOM), stream.read(size)) if head == BOM else (0, head + stream.read(size))
    while data:
        rest = b"" if data.endswith(b"\n") else stream.readline(MOST_LINE_BYTES)
        if len(rest) < MOST_LINE_BYTES:
            whole = data + rest if rest else data
            yield Block(whole, offset)
            offset += len(whole)
        else:
            cut = data.rfind(b"\n") + 1
            if cut:
                yield Block(data[:cut], offset)
            yield Block((data[cut:] + rest)[:_START_BYTES], offset + cut, is_too_long=True)
            skipped = 0 if rest.endswith(b"\n") else _skip_line(stream, size)
            offset += len(data) + len(rest) + skipped
        data = stream.read(size)


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
