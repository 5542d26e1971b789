"""What one text has and another has not, for many pairs of texts at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.compiled import compiled
from curator.dedup.shingles import Hashes, Integers, Ragged

DIFFERENT, HELD, EQUAL = 0, 1, 2
"""How two sequences relate: `HELD` says that one has all values of the other, in order, and more."""

Flags = NDArray[np.bool_]


def relation(sequences: Ragged, left: Integers, right: Integers) -> NDArray[np.int8]:
    """For each pair of rows `DIFFERENT`, `HELD` or `EQUAL`."""
    found = np.empty(len(left), np.int8)
    _relation(sequences.values, sequences.offsets, left, right, found)
    return found


def lacks(some: Ragged, every: Ragged, left: Integers, right: Integers) -> Flags:
    """Whether `every` of the right row lacks a value that `some` of the left row has; a repeat needs a repeat.

    Both as `in_order` gives them.
    """
    found = np.empty(len(left), np.bool_)
    _lacks(some.values, some.offsets, every.values, every.offsets, left, right, found)
    return found


def in_order(hashes: Ragged, *, once: bool = False) -> Ragged:
    """The values of each text, smallest first; `once`: without repeats."""
    values = hashes.values.copy()
    _sort(values, hashes.offsets)
    ordered = Ragged(values, hashes.offsets)
    if once and len(values):
        is_new = np.concatenate([[True], values[1:] != values[:-1]])
        is_new[hashes.offsets[:-1][hashes.counts > 0]] = True
        return ordered.keep(is_new)
    return ordered


def digests(sequences: Ragged) -> Hashes:
    """One number for each sequence; equal for equal ones."""
    found = np.empty(len(sequences.counts), np.uint64)
    _digests(sequences.values, sequences.offsets, found)
    return found


@compiled
def _sort(values: Any, offsets: Any) -> None:  # noqa: ANN401
    for text in range(len(offsets) - 1):
        values[offsets[text] : offsets[text + 1]].sort()


@compiled
def _relation(values: Any, offsets: Any, left: Any, right: Any, found: Any) -> None:  # noqa: ANN401
    for pair in range(len(left)):
        short, long = left[pair], right[pair]
        if offsets[short + 1] - offsets[short] > offsets[long + 1] - offsets[long]:
            short, long = long, short
        i, end = offsets[short], offsets[short + 1]
        for j in range(offsets[long], offsets[long + 1]):
            if i < end and values[i] == values[j]:
                i += 1
        is_equal = end - offsets[short] == offsets[long + 1] - offsets[long]
        found[pair] = DIFFERENT if i < end else EQUAL if is_equal else HELD


@compiled
def _lacks(
    some: Any, some_offsets: Any, every: Any, every_offsets: Any, left: Any, right: Any, found: Any  # noqa: ANN401
) -> None:  # fmt: skip
    for pair in range(len(left)):
        j, end = every_offsets[right[pair]], every_offsets[right[pair] + 1]
        found[pair] = False
        for i in range(some_offsets[left[pair]], some_offsets[left[pair] + 1]):
            while j < end and every[j] < some[i]:
                j += 1
            if j >= end or every[j] != some[i]:
                found[pair] = True
                break
            j += 1


@compiled
def _digests(values: Any, offsets: Any, found: Any) -> None:  # noqa: ANN401
    for text in range(len(found)):
        digest = np.uint64(offsets[text + 1] - offsets[text]) * np.uint64(0xC2B2AE3D27D4EB4F)
        for place in range(offsets[text], offsets[text + 1]):
            digest = (digest ^ values[place]) * np.uint64(0x9E3779B97F4A7C15)
            digest ^= digest >> np.uint64(29)
        found[text] = digest
