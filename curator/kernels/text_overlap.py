"""How much of one text comes back in another one; compiled by numba."""

from typing import Any

import numpy as np

from curator.compiled import compiled
from curator.kernels.columns import Chunk
from curator.kernels.folded import Folding, address, folded
from curator.kernels.text_grams import joined, slot_of, table_for
from curator.kernels.text_words import cut

REPEATED, NEW, KNOWN, SHARED, COPIED, RATIO = range(6)
"""Columns of `overlaps`."""
COLUMNS = 6

_GRAM = 5
_SPACE, _ROOM = 1 << 16, 1 << 12
_RUN = np.uint64(0x5851F42D4C957F2D)  # keeps runs apart from words


@compiled
def overlaps(
    earlier: Chunk, later: Chunk, first: int, last: int, folding: Folding, is_normal: bool, made: Any  # noqa: ANN401
) -> None:  # fmt: skip
    """Compare rows `first` to `last` of two texts; NaN where there is nothing to compare, `NEW` −1 as in `sign`.

    `made[row − first]` takes the share of the different words of the earlier text that the later one has; how many the
    later one adds; the share of its different words that the earlier one has; the share of all different words that
    both have; the share of runs of five words of the later text that stand in the earlier; the words of the later text
    by those of the earlier.
    """
    space = np.empty(_SPACE, np.uint8)
    one, other = np.empty(_ROOM, np.uint64), np.empty(_ROOM, np.uint64)
    lengths, other_lengths = np.empty(_ROOM, np.int32), np.empty(_ROOM, np.int32)
    table = table_for(_ROOM)
    stamp = 0
    for row in range(first, last):
        found = made[row - first]
        found[:] = np.nan
        found[NEW] = -1
        space, size = folded(earlier, row, folding, is_normal, space)
        if size < 0:
            continue
        one, lengths, n_one, _ = cut(address(space), size, one, lengths)
        space, size = folded(later, row, folding, is_normal, space)
        if size < 0:
            continue
        other, other_lengths, n_other, _ = cut(address(space), size, other, other_lengths)
        if 2 * (n_one + n_other) > len(table.keys):
            table = table_for(n_one + n_other)
            stamp = 0
        stamp += 1
        known = _add(table, stamp, one, n_one)
        shared, new = _meet(table, stamp, other, n_other)
        found[NEW] = new
        if known:
            found[REPEATED] = shared / known
            found[RATIO] = n_other / n_one
        if shared + new:
            found[KNOWN] = shared / (shared + new)
        if known + new:
            found[SHARED] = shared / (known + new)
        if n_other >= _GRAM:
            stamp += 1
            found[COPIED] = _copied(table, stamp, one, n_one, other, n_other) / (n_other - _GRAM + 1)


@compiled
def _add(table: Any, stamp: int, hashes: Any, count: int) -> int:  # noqa: ANN401
    """Put words into the table; how many different ones there are."""
    known = 0
    for nth in range(count):
        slot = slot_of(table, stamp, hashes[nth])
        if table.stamps[slot] != stamp:
            table.stamps[slot] = stamp
            table.keys[slot] = hashes[nth]
            table.counts[slot] = 0
            known += 1
    return known


@compiled
def _meet(table: Any, stamp: int, hashes: Any, count: int) -> tuple[int, int]:  # noqa: ANN401
    """How many different words are in the table, and how many are not."""
    shared, new = 0, 0
    for nth in range(count):
        slot = slot_of(table, stamp, hashes[nth])
        if table.stamps[slot] != stamp:
            table.stamps[slot] = stamp
            table.keys[slot] = hashes[nth]
            table.counts[slot] = 1
            new += 1
        elif table.counts[slot] == 0:
            table.counts[slot] = 1
            shared += 1
    return shared, new


@compiled
def _copied(table: Any, stamp: int, one: Any, n_one: int, other: Any, n_other: int) -> int:  # noqa: ANN401
    """How many runs of the other text stand in the one."""
    for start in range(n_one - _GRAM + 1):
        key = _run(one, start)
        slot = slot_of(table, stamp, key)
        table.stamps[slot] = stamp
        table.keys[slot] = key
    copied = 0
    for start in range(n_other - _GRAM + 1):
        copied += table.stamps[slot_of(table, stamp, _run(other, start))] == stamp
    return copied


@compiled
def _run(hashes: Any, start: int) -> np.uint64:  # noqa: ANN401
    key = _RUN
    for step in range(_GRAM):
        key = joined(key, hashes[start + step])
    return key
