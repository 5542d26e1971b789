"""The lines and paragraphs of texts, and which of them stood before; compiled by numba.

White space around a line does not count. A paragraph is lines without a blank one between them. Those with fewer than
three characters of words, such as the brackets of code and the rules of tables, are not looked for again.
"""

from typing import Any

import numpy as np

from curator.compiled import byte_at, compiled
from curator.kernels.columns import Chunk
from curator.kernels.cutting import SEED, STEP
from curator.kernels.folded import character_at, larger, text_at
from curator.kernels.instructions import folded_product, word_at
from curator.kernels.text_classes import BULLET, SPACE, WORD
from curator.kernels.text_grams import joined, slot_of, table_for

LINES, AGAIN, CHARS_AGAIN, PARAGRAPHS, PARAGRAPHS_AGAIN, PARAGRAPH_CHARS_AGAIN, BULLETS, ELLIPSES = range(8)
"""Columns of `line_measures`."""
COLUMNS = 8

_LEAST_WORD = 3
_LINE, _ELLIPSIS, _FULL_STOP = ord("\n"), ord("…"), ord(".")
_PLAIN_BULLET = ord("•")  # from here on, a bullet is nothing else; before, "-" may begin a number
_ROOM = 1 << 10


@compiled
def line_measures(chunk: Chunk, first: int, last: int, table: Any, made: Any) -> None:  # noqa: ANN401
    """Measure the lines of rows `first` to `last`; NaN where there is nothing to measure.

    `made[row − first]` takes the lines that are not blank; of those looked for again, the share that stood before, and
    the share of characters in them; the same for paragraphs; the shares of lines with a bullet and with an ellipsis.
    """
    lines, line_chars = np.empty(_ROOM, np.uint64), np.empty(_ROOM, np.int32)
    blocks, block_chars = np.empty(_ROOM, np.uint64), np.empty(_ROOM, np.int32)
    seen = table_for(_ROOM)
    stamp = 0
    for row in range(first, last):
        data, size = text_at(chunk, row)
        found = made[row - first]
        found[:] = np.nan
        written, counted, paragraphs, counted_blocks, bullets, ellipses = 0, 0, 0, 0, 0, 0
        key, chars, words, is_open = SEED, 0, 0, False
        place = 0
        while place < size:
            begin, end, place, on_line, on_words, has_bullet, has_ellipsis = _line(data, place, size, table)
            is_blank = end == begin
            if not is_blank:
                hashed = _hash(data, begin, end - begin)
                written += 1
                bullets += has_bullet
                ellipses += has_ellipsis
                if on_words >= _LEAST_WORD:
                    lines, line_chars = _put(lines, line_chars, counted, hashed, on_line)
                    counted += 1
                paragraphs += 0 if is_open else 1
                key, chars, words, is_open = joined(key, hashed), chars + on_line, words + on_words, True
            if is_open and (is_blank or place >= size):
                if words >= _LEAST_WORD:
                    blocks, block_chars = _put(blocks, block_chars, counted_blocks, key, chars)
                    counted_blocks += 1
                key, chars, words, is_open = SEED, 0, 0, False
        if 2 * counted > len(seen.keys):
            seen = table_for(counted)
            stamp = 0
        found[LINES] = written
        found[PARAGRAPHS] = paragraphs
        stamp += 1
        if counted:
            found[AGAIN], found[CHARS_AGAIN] = _again(seen, stamp, lines, line_chars, counted)
        stamp += 1
        if counted_blocks:
            shares = _again(seen, stamp, blocks, block_chars, counted_blocks)
            found[PARAGRAPHS_AGAIN], found[PARAGRAPH_CHARS_AGAIN] = shares
        if written:
            found[BULLETS] = bullets / written
            found[ELLIPSES] = ellipses / written


@compiled
def _line(data: int, place: int, size: int, table: Any) -> tuple[int, int, int, int, int, int, int]:  # noqa: ANN401
    """Where the line at `place` begins and ends, white space aside, and where the next one begins.

    Also its characters and those of words, and 1 or 0 for whether it begins with a bullet and ends with an ellipsis.
    """
    begin = end = place
    chars, within, words, dots = 0, 0, 0, 0
    has_bullet, is_after_bullet = 0, False
    last = 0
    while place < size:
        code, following = character_at(data, place)
        if code == _LINE:
            place = following
            break
        bits = int(table[code]) if code < len(table) else 0
        if bits & SPACE:
            if is_after_bullet:
                has_bullet = 1
            is_after_bullet = False
            within += 1 if chars else 0
        else:
            if chars == 0:
                begin = place
                is_after_bullet = bits & BULLET != 0
                has_bullet = 1 if is_after_bullet and code >= _PLAIN_BULLET else 0
            else:
                is_after_bullet = False
            dots = (dots if place == end else 0) + 1 if code == _FULL_STOP else 0
            within += 1
            chars = within
            words += 1 if bits & WORD else 0
            end = following
            last = code
        place = following
    has_ellipsis = 1 if last == _ELLIPSIS or dots >= 3 else 0
    return begin, end if chars else begin, place, chars, words, has_bullet, has_ellipsis


@compiled
def _again(seen: Any, stamp: int, hashes: Any, chars: Any, count: int) -> tuple[float, float]:  # noqa: ANN401
    """The share of those that stood before, and the share of characters in them."""
    again, again_chars, total = 0, 0, 0
    for nth in range(count):
        slot = slot_of(seen, stamp, hashes[nth])
        total += chars[nth]
        if seen.stamps[slot] == stamp:
            again += 1
            again_chars += chars[nth]
        else:
            seen.stamps[slot] = stamp
            seen.keys[slot] = hashes[nth]
    return again / count, again_chars / total


@compiled
def _put(hashes: Any, chars: Any, count: int, hashed: np.uint64, length: int) -> tuple[Any, Any]:  # noqa: ANN401
    """Add one, in arrays that grow where they must."""
    if count == len(hashes):
        hashes, chars = larger(hashes, count), larger(chars, count)
    hashes[count], chars[count] = hashed, length
    return hashes, chars


@compiled
def _hash(data: int, begin: int, length: int) -> np.uint64:
    """The hash of some bytes; reads none after them."""
    state = SEED ^ np.uint64(length)
    while length >= 8:
        state = folded_product(word_at(data, begin) ^ STEP, state)
        begin += 8
        length -= 8
    rest = np.uint64(0)
    for step in range(length):
        rest = rest << np.uint64(8) | np.uint64(byte_at(data, begin + step))
    ended: np.uint64 = folded_product(rest ^ STEP, state ^ STEP)
    return ended
