"""What a source holds, in parts: a sample to tell its format by, then everything, decoded."""

from collections.abc import Iterator
from itertools import chain

import polars as pl

from curator.formats import Format
from curator.readers import walked
from curator.readers.array import JsonArray, Stretch
from curator.readers.blocks import Block, blocks
from curator.readers.element import Element, parse
from curator.readers.frames import TableRows, rows_of
from curator.readers.in_order import in_order
from curator.readers.lines import elements
from curator.readers.part import Part, decoded
from curator.readers.streams import Stream
from curator.readers.swift import Swift, slow
from curator.readers.together import Together

SAMPLE_SIZE = 200
"""Objects looked at to tell the format of a file."""

SAMPLE_BYTES = 64 << 20
"""Where lines are long, the sample ends here."""

PART_ROWS = 2_000
PART_BYTES = 32 << 20


class ElementContent:
    """Elements, one after the other."""

    def __init__(self, elements: Iterator[Element]) -> None:
        self._elements = elements
        self._sample: list[Element] = []
        self.is_sample_whole = False

    def sample(self) -> list[Element]:
        """The first elements."""
        self._sample, self.is_sample_whole = _sample(self._elements)
        return self._sample

    def parts(self, chosen: Format) -> Iterator[Part]:
        """Everything, decoded."""
        held: list[Element] = []
        for element in chain(self._sample, self._elements):
            held.append(element)
            if _is_full(held):
                yield decoded(held, chosen)
                held = []
        yield decoded(held, chosen)


class TableContent:
    """Frames of a table; decoded by the shape of their rows where that is certain to give the same."""

    def __init__(self, rows: TableRows) -> None:
        self._frames = rows.frames
        self._seen: list[pl.DataFrame] = []
        self.is_sample_whole = False

    def sample(self) -> list[Element]:
        """The first rows."""
        sample, self.is_sample_whole = _sample(self._noted())
        return sample

    def parts(self, chosen: Format) -> Iterator[Part]:
        """Everything, decoded."""
        together, first = Together(chosen), 0
        for frame in chain(self._seen, self._frames):
            yield together.part(frame, first)
            first += frame.height

    def _noted(self) -> Iterator[Element]:
        for frame in self._frames:
            self._seen.append(frame)
            yield from rows_of(frame, 0)


class LineContent:
    """Blocks of JSON Lines; decoded by the shape of their lines once `expected` or seen bytes are `worth` it."""

    def __init__(self, stream: Stream, expected: int, worth: int = walked.WORTH_BYTES) -> None:
        self._blocks = blocks(stream)
        self._expected, self._worth = expected, worth
        self._seen: list[Block] = []
        self.is_sample_whole = False

    def sample(self) -> list[Element]:
        """The first elements."""
        sample, self.is_sample_whole = _sample(elements(self._noted(), parse))
        return sample

    def parts(self, chosen: Format) -> Iterator[Part]:
        """Everything, decoded."""
        rows = lines = 0
        for part in self._relative(Swift(chosen)):
            yield part.moved(rows, lines)
            rows, lines = rows + part.rows, lines + part.lines

    def _relative(self, swift: Swift) -> Iterator[Part]:
        every = chain(self._seen, self._blocks)
        seen = self._expected
        for block in every:
            seen += len(block.data)
            if seen >= self._worth and walked.compiled():
                yield from in_order(swift.part, chain([block], every))
            else:
                yield slow(block, swift.chosen)

    def _noted(self) -> Iterator[Block]:
        for block in self._blocks:
            self._seen.append(block)
            yield block


class ArrayContent:
    """A JSON array; decoded by the shape of its elements once `expected` or seen bytes are `worth` it."""

    def __init__(self, stream: Stream, expected: int, worth: int = walked.WORTH_BYTES) -> None:
        self._array = JsonArray(stream)
        self._elements = self._array.elements()
        self._expected, self._worth = expected, worth
        self._sample: list[Element] = []
        self.is_sample_whole = False

    def sample(self) -> list[Element]:
        """The first elements."""
        self._sample, self.is_sample_whole = _sample(each for each in self._elements if isinstance(each, Element))
        return self._sample

    def parts(self, chosen: Format) -> Iterator[Part]:
        """Everything, decoded."""
        rows = 0
        for part in self._relative(Swift(chosen)):
            yield part.moved(rows, 0)
            rows += part.rows

    def _relative(self, swift: Swift) -> Iterator[Part]:
        held: list[Element] = []
        for each in chain(self._sample, self._elements):
            is_full = bool(held) and _is_full(held)
            if isinstance(each, Stretch) or is_full:
                yield decoded(held, swift.chosen)
                held = []
            if isinstance(each, Stretch):
                yield swift.stretch(each)
                continue
            held.append(each._replace(row=len(held)))
            if max(self._array.offset, self._expected) >= self._worth:
                self._array.walk = walked.array_elements
        yield decoded(held, swift.chosen)


def _is_full(held: list[Element]) -> bool:
    return len(held) == PART_ROWS or (held[-1].byte_offset or 0) - (held[0].byte_offset or 0) > PART_BYTES


def _sample(elements: Iterator[Element]) -> tuple[list[Element], bool]:
    """The first elements, up to `SAMPLE_SIZE` objects or `SAMPLE_BYTES`, and whether these are all."""
    sample: list[Element] = []
    objects = 0
    for element in elements:
        sample.append(element)
        objects += isinstance(element.content, dict)
        if objects == SAMPLE_SIZE or (element.byte_offset or 0) > SAMPLE_BYTES:
            return sample, False
    return sample, True
