"""JSON Lines: one object a line; a line that cannot be read costs no other."""

from collections.abc import Iterable, Iterator

from curator.readers.element import Element, parse, refuse

BOM = b"\xef\xbb\xbf"


def json_lines(lines: Iterable[bytes]) -> Iterator[Element]:
    """The elements of JSON Lines, blank lines skipped."""
    for row, (number, offset, line) in enumerate(filled_lines(lines)):
        yield Element(row, number, offset, parse(line))


def text_lines(lines: Iterable[bytes]) -> Iterator[Element]:
    """Raw text, one record a line, blank lines skipped; white space at the ends of a line is not kept."""
    for row, (number, offset, line) in enumerate(filled_lines(lines)):
        try:
            yield Element(row, number, offset, {"text": line.decode()})
        except UnicodeDecodeError as error:
            yield Element(row, number, offset, refuse(f"not UTF-8 (byte {error.start} of the line)", line))


def filled_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Number (from 1), byte offset and stripped content of every line that is not blank, without a BOM."""
    offset = 0
    for number, line in enumerate(lines, 1):
        content = line.removeprefix(BOM).strip() if number == 1 else line.strip()
        if content:
            yield number, offset, content
        offset += len(line)
