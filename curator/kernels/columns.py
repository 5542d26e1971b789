"""The texts of a string column where Polars keeps them: no copy, no Python object a text."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import NamedTuple, TypeVar

import nanoarrow as arrow  # type: ignore[import-untyped]  # has no types
import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.machine import cores
from curator.progress import Advance

Result = TypeVar("Result")

ROWS = 2048
"""Texts worked on at once, by one thread."""


class Chunk(NamedTuple):
    """Consecutive texts; the addresses hold as long as the block that `chunks` opened."""

    first: int
    """Row of the first text in the column."""
    length: int
    views: int
    """Address of an Arrow string view, 16 bytes, for each text: its length, then the text itself (up to 12 bytes) or
    its first four bytes, the number of its buffer and its place in that."""
    buffers: NDArray[np.int64]
    """Addresses of the buffers that hold longer texts; at least one."""
    validity: int
    """Address of one bit a text, 0 for null; 0 where no text is null."""
    skip: int
    """Bits of `validity` before that of the first text."""


@contextmanager
def chunks(column: pl.Series) -> Iterator[list[Chunk]]:
    """The chunks of a column of strings."""
    assert column.dtype == pl.String
    found = []
    held = list(arrow.c_array_stream(column))
    first = 0
    for array in held:
        validity, views, *buffers = array.buffers[:-1]  # the last holds the sizes of the buffers
        addresses = np.array(buffers or [0], dtype=np.int64)
        found.append(Chunk(first, array.length, views + 16 * array.offset, addresses, validity, array.offset))
        first += array.length
    yield found
    del held


def in_blocks(
    column: pl.Series, work: Callable[[Chunk, int, int], Result], advance: Advance | None = None
) -> list[Result]:
    """What `work` gives for rows `first` to `last` of a chunk, for all texts in order, by all processors.

    `work` is to let other threads run, as compiled functions do.
    """
    with chunks(column) as found:
        blocks = [
            (chunk, first, min(first + ROWS, chunk.length)) for chunk in found for first in range(0, chunk.length, ROWS)
        ]
        results = []
        threads = min(cores(), len(blocks))
        with ThreadPoolExecutor(threads) if threads > 1 else nullcontext() as pool:  # starting one takes a millisecond
            mapped = pool.map if pool else map
            for (_, first, last), result in zip(blocks, mapped(lambda block: work(*block), blocks), strict=True):
                results.append(result)
                if advance:
                    advance(last - first)
    return results
