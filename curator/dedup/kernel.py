"""What is done with the texts of a chunk, row by row, in machine code: signatures, sets of shingles, words.

Nothing here makes a Python object for a text, and other threads run meanwhile. Texts that are to be normalised (NFKC)
before they can be folded are told by a count of −1, and are to be given again, normalised.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.compiled import compiled
from curator.dedup.overlap import FACTOR, jaccard, once, places
from curator.first_use import prepare
from curator.kernels.columns import Chunk, chunks
from curator.kernels.cutting import SHINGLE, STEP, WORDS, only_shingle, parts, shingles, words
from curator.kernels.folded import Folding, address, folded, larger
from curator.kernels.folding import folding
from curator.kernels.instructions import folded_product, permute

PERMUTATIONS = 128

_BLOCK = 2048  # words at once: with their shingles they stay in the nearest cache
_SPACE = 1 << 16
_ROOM = 1 << 19  # hashes: what is not written takes no memory, and what is written is seldom moved


@compiled
def sign(
    chunk: Chunk, first: int, last: int, folding: Folding, is_normal: bool, kind: int, factors: Any,  # noqa: ANN401
    addends: Any, signatures: Any, counts: Any, totals: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Sign the texts of rows `first` to `last`.

    The text of row `first` gets its minima in `signatures[0]`, the number of its words (or, by kind, characters) in
    `counts[0]`, and in `totals[0]` the sum of its shingles, repeats counted: texts of equal words have equal totals.
    """
    space = np.empty(_SPACE, np.uint8)
    hashes = np.empty(_BLOCK, np.uint64)
    made = np.empty(_BLOCK, np.uint64)
    mixed = np.empty(_BLOCK, np.uint32)
    for row in range(first, last):
        signature = signatures[row - first]
        signature[:] = np.uint32(0xFFFFFFFF)
        space, size = folded(chunk, row, folding, is_normal, space)
        out = address(space)
        place, open_at, held, seen = 0, -1, 0, 0
        total = np.uint64(0)
        while place < size:
            before = held
            place, open_at, held = parts(out, size, place, open_at, kind, hashes, held)
            seen += held - before
            if held >= SHINGLE:
                shingles(hashes, held, kind, made)
                for i in range(held - SHINGLE + 1):
                    total += made[i]
                _lower(made, held - SHINGLE + 1, factors, addends, mixed, signature)
                held = _keep_last(hashes, held)
        if 0 < seen < SHINGLE:
            made[0] = only_shingle(hashes, seen, kind)
            total = made[0]
            _lower(made, 1, factors, addends, mixed, signature)
        counts[row - first] = seen if size >= 0 else -1
        totals[row - first] = total


@compiled
def sets(
    chunk: Chunk, first: int, last: int, folding: Folding, is_normal: bool, kind: int, factor: np.uint64, sizes: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401  # fmt: skip
    """The different shingles of rows `first` to `last`, end to end; `sizes` takes how many each has."""
    space = np.empty(_SPACE, np.uint8)
    hashes = np.empty(_BLOCK, np.uint64)
    table = np.empty(4 * _BLOCK, np.uint64)
    values = np.empty(_ROOM, np.uint64)
    filled = 0
    for row in range(first, last):
        space, size = folded(chunk, row, folding, is_normal, space)
        out = address(space)
        place, open_at, held, seen, count = 0, -1, 0, 0, 0
        while place < size:
            if filled + count + _BLOCK > len(values):
                values = larger(values, filled + count)
            before = held
            place, open_at, held = parts(out, size, place, open_at, kind, hashes, held)
            seen += held - before
            if held >= SHINGLE:
                shingles(hashes, held, kind, values[filled + count :])
                count += held - SHINGLE + 1
                held = _keep_last(hashes, held)
        if 0 < seen < SHINGLE:
            values[filled] = only_shingle(hashes, seen, kind)
            count = 1
        if len(table) < places(count):
            table = np.empty(places(count), np.uint64)
        count = once(values[filled:], count, table, factor)
        sizes[row - first] = count if size >= 0 else -1
        filled += count
    return values[:filled]


@compiled
def word_hashes(chunk: Chunk, first: int, last: int, folding: Folding, is_normal: bool, counts: Any) -> Any:  # noqa: ANN401
    """The words of rows `first` to `last` in reading order, end to end; `counts` takes how many each has."""
    space = np.empty(_SPACE, np.uint8)
    values = np.empty(_ROOM, np.uint64)
    filled = 0
    for row in range(first, last):
        space, size = folded(chunk, row, folding, is_normal, space)
        out = address(space)
        place, open_at, before = 0, -1, filled
        while place < size:
            if filled + _BLOCK > len(values):
                values = larger(values, filled)
            place, open_at, filled = words(out, size, place, open_at, values, filled)
        counts[row - first] = filled - before if size >= 0 else -1
    return values[:filled]


@compiled
def windows(values: Any, offsets: Any, width: int, keep_short: bool, made: Any) -> int:  # noqa: ANN401
    """Fill `made` with the hash of every `width` values in a row of each text; how many there are."""
    count = 0
    for text in range(len(offsets) - 1):
        first, last = offsets[text], offsets[text + 1]
        for start in range(first, max(last - width + 1, first + 1 if keep_short and last > first else first)):
            hashed = np.uint64(0)
            for place in range(start, min(start + width, last)):
                hashed = folded_product(hashed ^ values[place], STEP)
            made[count] = hashed
            count += 1
    return count


@compiled
def _lower(made: Any, count: int, factors: Any, addends: Any, mixed: Any, signature: Any) -> None:  # noqa: ANN401
    """Lower a signature to the minima over `count` shingles, as datasketch's scheme affine32 does."""
    for i in range(count):
        h = np.uint32(made[i] >> np.uint64(32))
        h = np.uint32(h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        h = np.uint32(h)
        h = np.uint32(h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        h = np.uint32(h)
        mixed[i] = h ^ (h >> np.uint32(16))
    for first in range(0, PERMUTATIONS, 64):
        permute(
            address(mixed), count, address(factors) + 4 * first, address(addends) + 4 * first,
            address(signature) + 4 * first,
        )  # fmt: skip


@compiled
def _keep_last(hashes: Any, held: int) -> int:  # noqa: ANN401
    """Move those that the next shingles begin with to the front; how many there are."""
    for i in range(SHINGLE - 1):
        hashes[i] = hashes[held - SHINGLE + 1 + i]
    return SHINGLE - 1


@cache
def ready(*functions: Callable[..., Any]) -> None:
    """Have functions of this module, or `jaccard`, compiled, before several threads need them."""
    with chunks(pl.Series(["word"])) as (chunk,):
        trials = _trials(chunk)
        prepare([(function, trials[function]) for function in functions])


def _trials(chunk: Chunk) -> dict[Callable[..., Any], Callable[[], object]]:
    """What calls each function with arguments of the types that it is for."""

    def numbers(kind: type[np.generic]) -> NDArray[Any]:
        return np.zeros(1, kind)

    hashes, offsets, rows = numbers(np.uint64), np.arange(2), numbers(np.int64)
    text = (chunk, 0, 1, folding(), True)
    one = np.zeros((1, PERMUTATIONS), np.uint32)
    return {
        sign: lambda: sign(*text, WORDS, one[0], one[0], one, numbers(np.int32), numbers(np.uint64)),
        sets: lambda: sets(*text, WORDS, FACTOR, numbers(np.int64)),
        word_hashes: lambda: word_hashes(*text, numbers(np.int64)),
        windows: lambda: windows(hashes, offsets, 1, True, numbers(np.uint64)),
        jaccard: lambda: jaccard(rows, rows, rows, rows, 0.0, FACTOR, numbers(np.float64)),
    }
