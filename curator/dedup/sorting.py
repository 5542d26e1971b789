"""Hashes sorted, each once; compiled by numba."""

from typing import Any

import numpy as np

from curator.compiled import compiled

_CROWD = 64
"""Hashes that share a place; more of them are repeats, or made so on purpose, and insertion might take for ever."""


@compiled
def sorted_set(values: Any, count: int, work: Any, starts: Any) -> int:  # noqa: ANN401
    """Sort `values[:count]`, hashes that are evenly spread, and drop repeats; how many are left."""
    if _spread(values, count, work, starts) > _CROWD:
        _sort_at_worst(work, count)
    for start in (0, 1, 0, 1):  # most of what is left to do, without a jump that the processor would have to guess
        for i in range(start, count - 1, 2):
            one, other = work[i], work[i + 1]
            work[i], work[i + 1] = min(one, other), max(one, other)
    for i in range(1, count):
        value = work[i]
        j = i
        while j > 0 and work[j - 1] > value:
            work[j] = work[j - 1]
            j -= 1
        work[j] = value
    kept = 0
    for i in range(count):
        if i == 0 or work[i] != work[i - 1]:
            values[kept] = work[i]
            kept += 1
    return kept


@compiled
def _spread(values: Any, count: int, work: Any, starts: Any) -> int:  # noqa: ANN401
    """Copy `values[:count]` to `work` in the order of their upper bits; how many share a place at the most."""
    bits = 1
    while (1 << bits) < count and (2 << bits) <= len(work):
        bits += 1
    shift = np.uint64(64 - bits)
    starts[: (1 << bits) + 1] = 0
    for i in range(count):
        starts[np.int64(values[i] >> shift) + 1] += 1
    fullest = 0
    for i in range(1 << bits):
        fullest = max(fullest, starts[i + 1])
        starts[i + 1] += starts[i]
    for i in range(count):
        place = np.int64(values[i] >> shift)
        work[starts[place]] = values[i]
        starts[place] += 1
    return fullest


@compiled
def _sort_at_worst(values: Any, count: int) -> None:  # noqa: ANN401
    """Sort by a heap: nobody can choose values that take it long, and numba compiles it in no time."""
    for root in range(count // 2 - 1, -1, -1):
        _sink(values, root, count)
    for last in range(count - 1, 0, -1):
        values[0], values[last] = values[last], values[0]
        _sink(values, 0, last)


@compiled
def _sink(values: Any, root: int, count: int) -> None:  # noqa: ANN401
    """Let the value at `root` sink below all larger ones under it."""
    value = values[root]
    while 2 * root + 1 < count:
        child = 2 * root + 1
        if child + 1 < count and values[child + 1] > values[child]:
            child += 1
        if values[child] <= value:
            break
        values[root] = values[child]
        root = child
    values[root] = value
