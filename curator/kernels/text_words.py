"""The words of texts counted, and what is said again in them; compiled by numba.

Words are those of `cutting`: of folded text, a character of a script without spaces is one. Runs of words follow Gopher
(Rae et al. 2021, table A1): shares are of the characters of all words, each counted once. A run that occurs twice holds
runs one word shorter that do, so only starts of those are looked at again, and few are left after the first lengths.
"""

from typing import Any

import numpy as np

from curator.compiled import compiled, lowest_bit
from curator.kernels.columns import Chunk
from curator.kernels.cutting import word_hash
from curator.kernels.folded import Folding, address, folded, larger
from curator.kernels.instructions import word_at, word_bytes
from curator.kernels.text_grams import lengthened, said_again, table_for

TOP, REPEATED = (2, 3, 4), (5, 6, 7, 8, 9, 10)
"""Words of the runs whose most frequent one is looked at, and of those that are looked at when they stood before."""

COUNT, LENGTH, DISTINCT, STOP, ALPHABETIC, AGAIN, FIRST_RUN = range(7)
"""Columns of `word_measures`; from `FIRST_RUN` on those for `TOP` and `REPEATED`."""
COLUMNS = FIRST_RUN + len(TOP) + len(REPEATED)

_LONGEST = REPEATED[-1]
_GRAM = 5
_SPACE, _ROOM = 1 << 16, 1 << 12
_ONES, _HIGH = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@compiled
def word_measures(
    chunk: Chunk, first: int, last: int, folding: Folding, is_normal: bool, stop_words: Chunk, made: Any  # noqa: ANN401
) -> None:  # fmt: skip
    """Measure the words of rows `first` to `last`; NaN where there is nothing to measure, count −1 as in `sign`.

    `made[row − first]` takes the number of words; the mean of their characters; the shares of different words, of
    those among the words of the first text of `stop_words`, and of those with a letter; the share of runs of five that
    stood before; and the shares of characters for each length in `TOP` and `REPEATED`.
    """
    space = np.empty(_SPACE, np.uint8)
    hashes = np.empty(_ROOM, np.uint64)
    lengths = np.empty(_ROOM, np.int32)
    space, size = folded(stop_words, 0, folding, True, space)
    hashes, lengths, n_stops, _ = cut(address(space), size, hashes, lengths)
    stops = hashes[:n_stops].copy()
    grams = np.empty(_ROOM, np.uint64)
    starts = np.empty(_ROOM, np.int32)
    before = np.empty(_ROOM + 1, np.int32)
    table = table_for(_ROOM)
    stamp = 0
    for row in range(first, last):
        space, size = folded(chunk, row, folding, is_normal, space)
        found = made[row - first]
        found[:] = np.nan
        found[COUNT] = -1
        if size < 0:
            continue
        hashes, lengths, count, alphabetic = cut(address(space), size, hashes, lengths)
        found[COUNT] = count
        if count == 0:
            continue
        if 2 * count > len(table.keys):
            table = table_for(count)
            stamp = 0
        if count > len(grams):
            grams = np.empty(2 * count, np.uint64)
            starts = np.empty(2 * count, np.int32)
            before = np.empty(2 * count + 1, np.int32)
        chars, n_stop = 0, 0
        for word in range(count):
            grams[word] = hashes[word]
            starts[word] = word
            before[word] = chars
            chars += lengths[word]
            if lengths[word] <= 4:
                for stop in stops:
                    n_stop += stop == hashes[word]
        before[count] = chars
        stamp += 1
        held, again, _, _ = said_again(table, stamp, grams, starts, count, 1, before)
        found[LENGTH] = chars / count
        found[DISTINCT] = (count - again) / count
        found[STOP] = n_stop / count
        found[ALPHABETIC] = alphabetic / count
        for width in range(2, min(_LONGEST, count) + 1):
            held = lengthened(grams, starts, held, hashes, count, width)
            stamp += 1
            held, again, covered, top = said_again(table, stamp, grams, starts, held, width, before)
            found[FIRST_RUN + width - 2] = (top if width < _GRAM else covered) / chars
            if width == _GRAM:
                found[AGAIN] = again / (count - _GRAM + 1)


@compiled
def cut(out: int, size: int, hashes: Any, lengths: Any) -> tuple[Any, Any, int, int]:  # noqa: ANN401
    """Hashes of the words of folded text, and how many characters each has, in arrays that grow where they must.

    Also how many words there are, and how many of them have a letter.
    """
    place, open_at, count, alphabetic = 0, -1, 0, 0
    while place < size:
        if count + 34 > len(hashes):
            hashes = larger(hashes, count)
            lengths = larger(lengths, count)
        bits = word_bytes(out, place)
        edges = bits ^ (bits << np.uint64(1) | (np.uint64(1) if open_at >= 0 else np.uint64(0)))
        while edges != np.uint64(0):
            at = place + lowest_bit(edges)
            edges &= edges - np.uint64(1)
            if open_at < 0:
                open_at = at
            else:
                hashes[count] = word_hash(out, open_at, at - open_at)
                lengths[count], has_letter = _characters(out, open_at, at - open_at)
                alphabetic += has_letter
                count += 1
                open_at = -1
        place += 64
    if open_at >= 0:
        hashes[count] = word_hash(out, open_at, size - open_at)
        lengths[count], has_letter = _characters(out, open_at, size - open_at)
        alphabetic += has_letter
        count += 1
    return hashes, lengths, count, alphabetic


@compiled
def _characters(out: int, begin: int, length: int) -> tuple[int, int]:
    """The characters of a word, and 1 where one of them is no ASCII digit or `_`, else 0."""
    continuing, letters = 0, np.uint64(0)
    for step in range(0, length, 8):
        word = word_at(out, begin + step)
        left = length - step
        if left < 8:
            word &= _ALL >> np.uint64(64 - 8 * left)
        letters |= (((word & ~_HIGH) + np.uint64(0x1F) * _ONES) | word) & _HIGH
        # The bytes within a character begin with the bits 10.
        inner = word >> np.uint64(7) & ~(word >> np.uint64(6)) & _ONES
        continuing += int(inner * _ONES >> np.uint64(56))
    return length - continuing, 1 if letters != np.uint64(0) else 0
