"""Folded text cut into words or characters, their hashes, and those of shingles; compiled by numba.

Words are found 64 bytes at a time and hashed eight bytes at a time. A shingle is five words in a row, or five
characters; all of them where there are fewer. Every hash is the same on every machine. No text
makes a factor of a word's product zero: the bytes that would are no UTF-8.
"""

from typing import Any

import numpy as np

from curator.compiled import compiled, lowest_bit
from curator.kernels.folded import NARROW, character_at
from curator.kernels.instructions import folded_product, word_at, word_bytes

WORDS, CHARACTERS = 0, 1
"""Kinds of shingles."""

SHINGLE = 5

SEED, STEP = np.uint64(0xA0761D6478BD642F), np.uint64(0xE7037ED1A0B428DB)

_LENGTH = np.uint64(0x8EBC6AF09C88C6E3)
_FACTORS = (
    np.uint64(0x9E3779B185EBCA87), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9),
    np.uint64(0x85EBCA77C2B2AE63), np.uint64(0x27D4EB2F165667C5),
)  # fmt: skip
_KINDS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93))

_GAP = np.uint64(0x2545F4914F6CDD1D)  # stands for the space between two words


@compiled
def parts(out: int, size: int, place: int, open_at: int, kind: int, hashes: Any, count: int) -> tuple[int, int, int]:  # noqa: ANN401
    """Hash words, or by kind characters, as `words` does."""
    if kind == WORDS:
        return words(out, size, place, open_at, hashes, count)
    place, count = _characters(out, size, place, hashes, count)
    return place, -1, count


@compiled
def words(out: int, size: int, place: int, open_at: int, hashes: Any, count: int) -> tuple[int, int, int]:  # noqa: ANN401
    """Hash words from block `place` on until `hashes` has no room for the words of another block.

    Gives the next block, where a word begun before it began (−1 for none), and how many hashes there are.
    """
    while place < size and count + 33 <= len(hashes):
        bits = word_bytes(out, place)
        before = np.uint64(1) if open_at >= 0 else np.uint64(0)
        edges = bits ^ (bits << np.uint64(1) | before)
        while edges != np.uint64(0):
            at = place + lowest_bit(edges)
            edges &= edges - np.uint64(1)
            if open_at < 0:
                open_at = at
            else:
                hashes[count] = word_hash(out, open_at, at - open_at)
                count += 1
                open_at = -1
        place += 64
    if place >= size and open_at >= 0:
        hashes[count] = word_hash(out, open_at, size - open_at)
        count += 1
        open_at = -1
    return place, open_at, count


@compiled
def word_hash(out: int, begin: int, length: int) -> np.uint64:
    """The hash of a word, eight bytes at a time."""
    state = SEED ^ np.uint64(length)
    while length > 8:
        state = folded_product(word_at(out, begin) ^ STEP, state)
        begin += 8
        length -= 8
    last = word_at(out, begin) & (np.uint64(0xFFFFFFFFFFFFFFFF) >> np.uint64(64 - 8 * length))
    ended: np.uint64 = folded_product(last ^ _LENGTH, state ^ STEP)
    return ended


@compiled
def _characters(out: int, size: int, place: int, hashes: Any, count: int) -> tuple[int, int]:  # noqa: ANN401
    """Hash characters of folded text, one gap between words, while there is room; the next place, and the count."""
    is_apart = False
    while place < size and count + 2 <= len(hashes):
        code, following = character_at(out, place)
        if _is_word(code):
            if is_apart and count > 0:
                hashes[count] = _GAP
                count += 1
            hashes[count] = folded_product(np.uint64(code) ^ STEP, SEED)
            count += 1
            is_apart = False
        elif code != NARROW:
            is_apart = True
        place = following
    return place, count


@compiled
def _is_word(code: int) -> bool:
    """Whether a character of folded text is part of a word."""
    return code >= 0x80 or code == 95 or 48 <= code < 58 or 97 <= code < 123


@compiled
def shingles(hashes: Any, count: int, kind: int, made: Any) -> None:  # noqa: ANN401
    """The hash of every five in a row of `count` ≥ 5 hashes; the lower bits carry less than the upper 32."""
    for i in range(count - SHINGLE + 1):
        made[i] = (
            hashes[i] * _FACTORS[0] + hashes[i + 1] * _FACTORS[1] + hashes[i + 2] * _FACTORS[2]
            + hashes[i + 3] * _FACTORS[3] + hashes[i + 4] * _FACTORS[4] + _KINDS[kind]
        )  # fmt: skip


@compiled
def only_shingle(hashes: Any, count: int, kind: int) -> np.uint64:  # noqa: ANN401
    """The hash of all of fewer than five."""
    shingle = _KINDS[kind] + np.uint64(count)
    for i in range(count):
        shingle += hashes[i] * _FACTORS[i]
    return shingle
