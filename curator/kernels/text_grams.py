"""What is said again in a text: words, and several words in a row, that stood before in it; compiled by numba.

A table of hashes is filled anew for each text without being emptied: a slot counts only where it bears the stamp of the
text, or of the length of runs, that is looked at.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curator.compiled import compiled
from curator.kernels.cutting import SEED, STEP
from curator.kernels.instructions import folded_product


class Table(NamedTuple):
    """Working space for the words of one text; as many slots as a power of two, at least twice the words."""

    keys: NDArray[np.uint64]
    stamps: NDArray[np.int64]
    counts: NDArray[np.int32]
    """How often what is in a slot occurred."""
    chars: NDArray[np.int32]
    """The characters that its occurrences cover, each counted once."""
    ends: NDArray[np.int32]
    """The word after its last occurrence."""
    slots: NDArray[np.int32]
    """The slot of each run that is looked at."""


@compiled
def table_for(words: int) -> Table:
    """A table with room for so many words."""
    size = 256
    while size < 2 * words:
        size *= 2
    return Table(
        np.empty(size, np.uint64),
        np.zeros(size, np.int64),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
    )


@compiled
def slot_of(table: Table, stamp: int, key: np.uint64) -> int:
    """Where a key is, or where it is to be put: there, the stamp is another."""
    keys, stamps = table.keys, table.stamps
    mask = len(keys) - 1
    slot = int((key ^ key >> np.uint64(32)) & np.uint64(0x7FFFFFFF)) & mask
    while stamps[slot] == stamp and keys[slot] != key:
        slot = slot + 1 & mask
    return slot


@compiled
def said_again(
    table: Table, stamp: int, grams: Any, starts: Any, held: int, width: int, before: Any  # noqa: ANN401
) -> tuple[int, int, int, int]:  # fmt: skip
    """Look at runs of `width` words, in reading order, and keep the starts of those that occur more than once.

    Args:
        table: with room for them.
        stamp: one that was not in use yet.
        grams: hash of the run that begins at each word.
        starts: the words where runs begin that are looked at; what is kept goes to the front.
        held: how many `starts` are.
        width: words of a run.
        before: characters of all words before each word, and of all at last.

    Returns:
        How many starts are kept; how many runs stood before; the characters that those cover, each counted once; and
        those that all occurrences of the most frequent run cover (of the largest, among equally frequent ones).
    """
    again, covered, covered_to = 0, 0, 0
    most, most_chars = 1, 0
    for nth in range(held):
        start = starts[nth]
        end = start + width
        slot = slot_of(table, stamp, grams[start])
        table.slots[nth] = slot
        if table.stamps[slot] != stamp:
            table.stamps[slot] = stamp
            table.keys[slot] = grams[start]
            table.counts[slot] = 1
            table.chars[slot] = before[end] - before[start]
        else:
            again += 1
            count = table.counts[slot] + 1
            chars = table.chars[slot] + before[end] - before[max(start, table.ends[slot])]
            table.counts[slot] = count
            table.chars[slot] = chars
            if count > most or (count == most and chars > most_chars):
                most, most_chars = count, chars
            covered += before[end] - before[max(start, covered_to)]
            covered_to = end
        table.ends[slot] = end
    kept = 0
    for nth in range(held):
        if table.counts[table.slots[nth]] > 1:
            starts[kept] = starts[nth]
            kept += 1
    return kept, again, covered, most_chars


@compiled
def lengthened(grams: Any, starts: Any, held: int, hashes: Any, count: int, width: int) -> int:  # noqa: ANN401
    """Make runs one word longer, `width` words; how many are left, since some end at the end of the text."""
    while held and starts[held - 1] + width > count:
        held -= 1
    for nth in range(held):
        start = starts[nth]
        grams[start] = joined(grams[start], hashes[start + width - 1])
    return held


@compiled
def joined(gram: np.uint64, word: np.uint64) -> np.uint64:
    """The hash of a run with one more word."""
    longer: np.uint64 = folded_product(gram ^ STEP, word ^ SEED)  # not of gram ^ word: that is 0 for a word said twice
    return longer
