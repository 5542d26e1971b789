"""Texts folded into working space: NFKC, case folding, one separator between words; compiled by numba."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curator.compiled import byte_at, compiled
from curator.kernels.columns import Chunk
from curator.kernels.instructions import copy_lower, half_at, high_bytes, put_byte

SIZE = 0xE0200
"""Characters in the table; above are none that words are made of."""

IS_UNSPACED = 1 << 24
IS_SEVERAL = 1 << 25
"""The lower bits are a place in `several`."""
IS_BOUND = 1 << 26
"""May join or change places with its neighbours, so the text is to be normalised first."""

SPACE, NARROW = np.uint8(ord(" ")), np.uint8(ord("Z"))
"""Between words; beside a character that is a word of its own, which shingles of characters pass over: a byte that no
folded text holds."""

_CHARACTER = 0x1FFFFF  # the bits of an entry that are a character, or a place in `several`


class Folding(NamedTuple):
    """What a character c becomes: `table[c]`, with the flags above; 0 for what is no part of a word."""

    table: NDArray[np.uint32]  # (SIZE,)
    several: NDArray[np.uint32]
    """Count and characters, end to end, of all that become more than one."""


@compiled
def folded(chunk: Chunk, row: int, folding: Folding, is_normal: bool, space: Any) -> tuple[Any, int]:  # noqa: ANN401
    """The text of a row, folded into `space`, which grows where it must; how many bytes that makes.

    64 bytes after the text are zero. 0 for null; −1 where a character is met that may join its neighbours and the texts
    are not said to be normal (NFKC).
    """
    data, size = text_at(chunk, row)
    return _fold(data, size, folding, is_normal, space)


@compiled
def text_at(chunk: Chunk, row: int) -> tuple[int, int]:
    """Address of the text of a row, and how many bytes it has; null has none."""
    bit = row + chunk.skip
    view = chunk.views + 16 * row
    if chunk.validity and not byte_at(chunk.validity, bit >> 3) >> np.uint8(bit & 7) & np.uint8(1):
        return view, 0
    size = int(half_at(view, 0))
    if size > 12:
        return chunk.buffers[half_at(view, 8)] + int(half_at(view, 12)), size
    return view + 4, size


@compiled
def _fold(data: int, size: int, folding: Folding, is_normal: bool, space: Any) -> tuple[Any, int]:  # noqa: ANN401
    table, several = folding.table, folding.several
    if len(space) < size + 512:
        space = np.empty(2 * size + 512, np.uint8)
    out = address(space)
    place, at = 0, 0
    while place < size:
        if place + 64 <= size and high_bytes(data, place) == 0:
            if at + 256 > len(space):
                space = larger(space, at)
                out = address(space)
            copy_lower(data, place, out, at)
            place += 64
            at += 64
            continue
        end = min(size, place + 64)
        while place < end:
            if at + 512 > len(space):
                space = larger(space, at)
                out = address(space)
            code, place = character_at(data, place)
            entry = int(table[code]) if code < len(table) else 0
            if entry & IS_BOUND and not is_normal:
                return space, -1
            if entry & IS_SEVERAL:
                first = entry & _CHARACTER
                for piece in range(first + 1, first + 1 + several[first]):
                    at = _put(out, at, int(several[piece]))
            else:
                at = _put(out, at, entry)
    for step in range(64):
        put_byte(out, at + step, np.uint8(0))
    return space, at


@compiled
def _put(out: int, at: int, entry: int) -> int:
    """Write what a character became; where the next begins."""
    code = entry & _CHARACTER
    if code == 0:
        put_byte(out, at, SPACE)
        return at + 1
    if entry & IS_UNSPACED:
        put_byte(out, at, NARROW)
        at += 1
    if code < 0x80:
        put_byte(out, at, np.uint8(code))
        at += 1
    elif code < 0x800:
        put_byte(out, at, np.uint8(0xC0 | code >> 6))
        put_byte(out, at + 1, np.uint8(0x80 | code & 63))
        at += 2
    elif code < 0x10000:
        put_byte(out, at, np.uint8(0xE0 | code >> 12))
        put_byte(out, at + 1, np.uint8(0x80 | code >> 6 & 63))
        put_byte(out, at + 2, np.uint8(0x80 | code & 63))
        at += 3
    else:
        put_byte(out, at, np.uint8(0xF0 | code >> 18))
        put_byte(out, at + 1, np.uint8(0x80 | code >> 12 & 63))
        put_byte(out, at + 2, np.uint8(0x80 | code >> 6 & 63))
        put_byte(out, at + 3, np.uint8(0x80 | code & 63))
        at += 4
    if entry & IS_UNSPACED:
        put_byte(out, at, NARROW)
        at += 1
    return at


@compiled
def character_at(data: int, place: int) -> tuple[int, int]:
    """The character of valid UTF-8 at `place`, and where the next begins."""
    byte = int(byte_at(data, place))
    if byte < 0x80:
        return byte, place + 1
    second = int(byte_at(data, place + 1)) & 63
    if byte < 0xE0:
        return (byte & 31) << 6 | second, place + 2
    third = int(byte_at(data, place + 2)) & 63
    if byte < 0xF0:
        return (byte & 15) << 12 | second << 6 | third, place + 3
    return (byte & 7) << 18 | second << 12 | third << 6 | int(byte_at(data, place + 3)) & 63, place + 4


@compiled
def address(space: Any) -> Any:  # noqa: ANN401
    """Where working space lies in memory; whoever calls keeps hold of it."""
    return np.int64(space.ctypes.data)


@compiled
def larger(space: Any, filled: int) -> Any:  # noqa: ANN401
    """Twice the space, with what fills it."""
    grown = np.empty(2 * len(space), space.dtype)
    for i in range(filled):  # a slice for a slice takes numba seconds to compile
        grown[i] = space[i]
    return grown
