"""Sets of hashes and how many of them two sets share, by tables in which every hash has a place; compiled by numba.

Places depend on a factor that nobody knows beforehand, so that no texts can be made that crowd them.
"""

import secrets
from typing import Any

import numpy as np

from curator.compiled import compiled, lowest_bit
from curator.kernels.instructions import word_at

FACTOR = np.uint64(secrets.randbits(64) | 1)
"""Nothing but time depends on it."""

_SPARSE = 8  # places for each hash: most find theirs at once, and a table of a usual text stays in the nearest cache


@compiled
def once(values: Any, count: int, table: Any, factor: np.uint64) -> int:  # noqa: ANN401
    """Keep each of `values[:count]` once, where it is first; how many are left. 0 becomes 1: it marks free places.

    `table` has `places(count)` places or more.
    """
    last, shift = _cleared(table, count)
    kept = 0
    for i in range(count):
        value = max(values[i], np.uint64(1))
        place = np.int64((value * factor) >> shift)
        while table[place] != 0 and table[place] != value:
            place = (place + 1) & last
        if table[place] == 0:
            table[place] = value
            values[kept] = value
            kept += 1
    return kept


@compiled
def places(count: int) -> int:
    """How large a table for so many hashes is."""
    size = 64
    while size < _SPARSE * count:
        size *= 2
    return size


@compiled
def jaccard(left: Any, right: Any, starts: Any, sizes: Any, least: float, factor: np.uint64, found: Any) -> None:  # noqa: ANN401
    """Shared over all different hashes of pairs of sets that `once` made; 0 where both are empty, or below `least`.

    `starts` are addresses. Pairs with the same left one after the other take the least time.
    """
    table = np.empty(4096, np.uint64)
    last, shift, held = 0, np.uint64(0), -1
    for pair in range(len(left)):
        hub, spoke = left[pair], right[pair]
        both, size = sizes[hub] + sizes[spoke], sizes[spoke]
        wanted = max(int(least / (1 + least) * both) - 1, 1)  # as many are to be shared, or one more or two
        found[pair] = 0.0
        if min(sizes[hub], size) < wanted:
            continue
        if hub != held:
            if len(table) < places(sizes[hub]):
                table = np.empty(places(sizes[hub]), np.uint64)
            last, shift = _cleared(table, sizes[hub])
            for i in range(sizes[hub]):
                value = word_at(starts[hub], 8 * i)
                place = np.int64((value * factor) >> shift)
                while table[place] != 0:
                    place = (place + 1) & last
                table[place] = value
            held = hub
        shared, i = 0, 0
        while i < size and shared + size - i >= wanted:
            until = min(i + 32, size)
            while i < until:
                value = word_at(starts[spoke], 8 * i)
                place = np.int64((value * factor) >> shift)
                seen = table[place]
                while (seen != 0) & (seen != value):  # one jump that is seldom taken, not two that nobody can guess
                    place = (place + 1) & last
                    seen = table[place]
                shared += seen == value
                i += 1
        if i == size:
            similarity = shared / (both - shared)
            found[pair] = similarity if similarity >= least else 0.0


@compiled
def copied(starts: Any, sizes: Any, values: Any, filled: int) -> int:  # noqa: ANN401
    """Write sets at these addresses to `values` from `filled` on; how far it is filled then."""
    for one in range(len(starts)):
        for i in range(sizes[one]):
            values[filled] = word_at(starts[one], 8 * i)
            filled += 1
    return filled


@compiled
def _cleared(table: Any, count: int) -> tuple[int, np.uint64]:  # noqa: ANN401
    """Free the places for so many hashes; the last of them, and by how many bits a hash is shifted to its place."""
    size = places(count)
    for place in range(size):
        table[place] = 0
    return size - 1, np.uint64(64 - lowest_bit(np.uint64(size)))
