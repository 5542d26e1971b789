"""Which names are the same, seen where they lie: strings are not copied, hashed twice or sorted; compiled by numba."""

from typing import Any

import numpy as np
import polars as pl

from curator.compiled import byte_at, compiled
from curator.dedup.overlap import FACTOR
from curator.dedup.shingles import Integers
from curator.kernels.columns import Chunk, chunks
from curator.kernels.folded import text_at
from curator.kernels.instructions import folded_product, word_at

_NUMBER = np.uint64(32)  # bits of the number of a name


def firsts(names: pl.Series) -> Integers:
    """For each name, none of them null, the first place where it stands."""
    found = np.empty(len(names), np.int64)
    if len(names):
        with chunks(names.rechunk()) as (chunk,):
            _firsts(chunk, FACTOR, found)
    return found


@compiled
def _firsts(chunk: Chunk, factor: np.uint64, found: Any) -> None:  # noqa: ANN401
    size = 64
    while size < 2 * len(found):
        size *= 2
    # A place holds a number and, above it, bits of the hash: those of most others differ, and they are not read.
    table = np.zeros(size, np.uint64)
    last = np.uint64(size - 1)
    for row in range(len(found)):
        data, length = text_at(chunk, row)
        hashed = _hashed(data, length, factor)
        mark = hashed >> _NUMBER << _NUMBER
        place = hashed & last
        while True:
            held = table[place]
            if held == np.uint64(0):
                table[place] = mark | np.uint64(row + 1)
                found[row] = row
                break
            if held >> _NUMBER << _NUMBER == mark:
                first: Any = np.int64(held - mark) - 1
                other, other_length = text_at(chunk, first)
                if other_length == length and _are_equal(data, other, length):
                    found[row] = first
                    break
            place = (place + np.uint64(1)) & last


@compiled
def _hashed(data: int, length: int, factor: np.uint64) -> np.uint64:
    hashed = folded_product(np.uint64(length) ^ factor, factor)
    place = 0
    while place + 8 <= length:
        hashed = folded_product(hashed ^ word_at(data, place), factor)
        place += 8
    rest = np.uint64(0)
    while place < length:  # nothing beyond the name is read
        rest = rest << np.uint64(8) | np.uint64(byte_at(data, place))
        place += 1
    ended: np.uint64 = folded_product(hashed ^ rest, factor)
    return ended


@compiled
def _are_equal(one: int, other: int, length: int) -> bool:
    place = 0
    while place + 8 <= length:
        if word_at(one, place) != word_at(other, place):
            return False
        place += 8
    while place < length:
        if byte_at(one, place) != byte_at(other, place):
            return False
        place += 1
    return True
