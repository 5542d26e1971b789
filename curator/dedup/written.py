"""Whether texts are equal but for case and white space, seen where they lie; compiled by numba.

Only what plain characters decide is decided here; whether others are equal is for `text.normalise` to say, which takes
a hundred times as long.
"""

import unicodedata
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.compiled import byte_at, compiled
from curator.dedup.shingles import Integers
from curator.kernels.columns import Chunk, chunks
from curator.kernels.folded import character_at, text_at
from curator.kernels.instructions import word_at

EQUAL, UNSURE, DIFFERENT = 0, 1, 2
"""What two texts are to each other once both are normalised."""

Verdicts = NDArray[np.int8]

_TOLD = 0x530  # characters of Latin, Greek and Cyrillic script, and their signs
_BY_PLACE = "Σσς"  # the lower case of a sigma depends on what follows it


def _lower_case(character: str) -> int:
    """The lower case of a plain character: it only ever changes in case and is joined to none before it. Else 0."""
    lower = character.lower()
    is_plain = character.isascii() or unicodedata.category(character)[0] not in "CMZ"
    is_plain &= unicodedata.normalize("NFC", character) == character and len(lower) == 1 and lower not in _BY_PLACE
    return ord(lower) if is_plain else 0


_LOWER = np.array([_lower_case(chr(code)) for code in range(_TOLD)], np.uint16)

_EACH = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0x80) * _EACH


def compare(texts: pl.Series, left: Integers, right: Integers) -> Verdicts:
    """For each pair of rows `EQUAL`, `DIFFERENT`, or `UNSURE`; null counts as empty."""
    found = np.empty(len(left), np.int8)
    if len(left):
        with chunks(texts.rechunk()) as (chunk,):
            _compare(chunk, np.require(left, np.int64, ["C", "W"]), np.require(right, np.int64, ["C", "W"]), found)
    return found


@compiled
def _compare(chunk: Chunk, left: Any, right: Any, found: Any) -> None:  # noqa: ANN401
    for pair in range(len(left)):
        one, one_size = text_at(chunk, left[pair])
        other, other_size = text_at(chunk, right[pair])
        found[pair] = _compared(one, one_size, other, other_size)


@compiled
def _compared(one: int, one_size: int, other: int, other_size: int) -> int:
    """Walk through both; white space at the ends is nothing, and elsewhere as good as one space."""
    i, j = _after_space(one, one_size, 0), _after_space(other, other_size, 0)
    while True:
        while i + 8 <= one_size and j + 8 <= other_size and word_at(one, i) == word_at(other, j):
            i += 8
            j += 8
        while i + 9 <= one_size and j + 9 <= other_size and _is_other_case(one, i, other, j):
            i += 8
            j += 8
        while i < one_size and j < other_size and byte_at(one, i) >> np.uint8(6) == 2:  # within a character
            i -= 1
            j -= 1
        # White space that ends here in one may go on in the other.
        if i > 0 and j > 0 and _is_space(byte_at(one, i - 1)) and _is_space(byte_at(other, j - 1)):
            i, j = _after_space(one, one_size, i), _after_space(other, other_size, j)
        if i >= one_size or j >= other_size:
            break
        if _is_space(byte_at(one, i)) and _is_space(byte_at(other, j)):
            i, j = _after_space(one, one_size, i), _after_space(other, other_size, j)
            continue
        a, one_next = character_at(one, i)
        b, other_next = character_at(other, j)
        if _lower(a) != _lower(b):
            break
        if a != b and not (_is_plain(one, one_size, one_next) and _is_plain(other, other_size, other_next)):
            return UNSURE  # an accent may follow, and not every accent is joined to both cases
        i, j = one_next, other_next
    rest, more = _after_space(one, one_size, i), _after_space(other, other_size, j)
    if rest == one_size and more == other_size:
        return EQUAL
    if i < one_size and j < other_size:  # what is next to them might be other white space, or be joined to them
        is_sure = _is_plain_around(one, one_size, i) and _is_plain_around(other, other_size, j)
    else:
        is_sure = _is_plain_around(one, one_size, rest) and _is_plain_around(other, other_size, more)
    return DIFFERENT if is_sure else UNSURE


@compiled
def _after_space(data: int, size: int, place: int) -> int:
    while place < size and _is_space(byte_at(data, place)):
        place += 1
    return place


@compiled
def _is_space(code: int) -> bool:
    return bool(code == 32 or 9 <= code <= 13)


@compiled
def _is_other_case(one: int, i: int, other: int, j: int) -> bool:
    """Whether the next eight bytes are equal but for case, all of them ASCII, and what follows them too."""
    a, b = word_at(one, i), word_at(other, j)
    is_ascii = (a | b | word_at(one, i + 1) | word_at(other, j + 1)) & _HIGH == np.uint64(0)
    return bool(is_ascii and _lower_ascii(a) == _lower_ascii(b))


@compiled
def _lower_ascii(word: np.uint64) -> np.uint64:
    """Eight bytes of ASCII, A–Z as a–z."""
    above = (word + np.uint64(0x80 - ord("A")) * _EACH) ^ (word + np.uint64(0x7F - ord("Z")) * _EACH)
    lower: np.uint64 = word | (above & _HIGH) >> np.uint64(2)
    return lower


@compiled
def _lower(code: int) -> int:
    """The lower case of a plain character; others are as they are."""
    lower = int(_LOWER[code]) if code < _TOLD else 0
    return lower if lower else code


@compiled
def _is_plain_around(data: int, size: int, place: int) -> bool:
    """Whether the characters before, at, and after a place are plain."""
    before = place - 1
    while before > 0 and byte_at(data, before) >> np.uint8(6) == 2:
        before -= 1
    after = character_at(data, place)[1] if place < size else size
    return _is_plain(data, size, before) and _is_plain(data, size, place) and _is_plain(data, size, after)


@compiled
def _is_plain(data: int, size: int, place: int) -> bool:
    """Whether there is a character that only ever changes in case and is joined to none before it, or nothing."""
    if place < 0 or place >= size:
        return True
    code = character_at(data, place)[0]
    return _LOWER[code] > 0 if code < _TOLD else 0x2010 <= code <= 0x2027
