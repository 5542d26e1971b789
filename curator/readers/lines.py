"""Text and JSON a line each; a line that cannot be read costs no other."""

import io
from collections.abc import Callable, Iterable, Iterator

from curator.formats import Obj
from curator.readers.blocks import TOO_LONG, Block, blocks
from curator.readers.element import Element, Refused, parse, refuse
from curator.readers.streams import Stream

Parser = Callable[[bytes], Obj | Refused]


def json_lines(stream: Stream) -> Iterator[Element]:
    """The elements of JSON Lines, blank lines skipped."""
    return elements(blocks(stream), parse)


def text_lines(stream: Stream) -> Iterator[Element]:
    """Raw text, one record a line, blank lines skipped; white space at the ends of a line is not kept."""
    return elements(blocks(stream), _text)


def elements(found: Iterable[Block], parser: Parser) -> Iterator[Element]:
    """What `parser` makes of every line that is not blank."""
    row = lines = 0
    for block in found:
        if block.is_too_long:
            yield Element(row, lines + 1, block.offset, refuse(TOO_LONG, bytes(block.data)))
            row, lines = row + 1, lines + 1
            continue
        data = bytes(block.data)
        for number, offset, line in filled_lines(io.BytesIO(data)):
            yield Element(row, lines + number, block.offset + offset, parser(line))
            row += 1
        lines += data.count(b"\n")


def filled_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Number (from 1), byte offset and stripped content of every line that is not blank."""
    offset = 0
    for number, line in enumerate(lines, 1):
        content = line.strip()
        if content:
            yield number, offset, content
        offset += len(line)


def _text(line: bytes) -> Obj | Refused:
    try:
        return {"text": line.decode()}
    except UnicodeDecodeError as error:
        return refuse(f"not UTF-8 (byte {error.start} of the line)", line)
