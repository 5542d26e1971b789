"""For every key the first records that have it, in a table that grows; compiled by numba."""

import numpy as np
from numpy.typing import NDArray

from curator.compiled import compiled
from curator.dedup.shingles import Hashes, Integers
from curator.first_use import prepare

NONE = np.uint64(0)
"""The key of a text that has none in a band."""

Flags = NDArray[np.bool_]
Places = NDArray[np.int32]


class Postings:
    """Rows by key; of a key that more than `limits` rows have, the first ones only."""

    def __init__(self, limits: Integers) -> None:
        """An empty table for as many rows of keys as there are limits."""
        self._limits = limits
        self._slots = np.zeros(1 << 10, np.uint64)  # keys, where they are found by their lower bits
        self._chains = np.zeros((1 << 10, 3), np.int32)  # of each slot: first entry, last entry, how many
        self._entries = np.zeros((1 << 10, 2), np.int32)  # row, next entry of the same key
        self._used = np.zeros(2, np.int64)  # slots, entries
        prepare([(each, lambda: _try(self)) for each in (_decide, _find, _moved, _close)])

    def find(self, keys: Hashes) -> tuple[Integers, Integers]:
        """The rows that share a key with texts: pairs (place of the text, row), each once, sorted.

        Args:
            keys: (n_keys, n_texts).
        """
        keys = np.require(keys, np.uint64, ["C", "W"])
        n_found = _find(keys, self._slots, self._chains, self._entries, np.zeros((0, 2), np.int64))
        found = np.empty((n_found, 2), np.int64)
        _find(keys, self._slots, self._chains, self._entries, found)
        n_rows = int(found[:, 1].max(initial=0)) + 1
        places, rows = np.divmod(np.unique(found[:, 0] * n_rows + found[:, 1]), n_rows)
        return places, rows

    def open(self, keys: Hashes) -> Hashes:
        """The keys, without those that have as many rows already as are looked at."""
        found = keys.copy()
        _close(found, self._limits, self._slots, self._chains)
        return found

    def decide(
        self,
        keys: Hashes,
        first_row: int,
        is_repeat: Flags,
        classes: Integers,
        starts: Integers,
        earlier: Integers,
        is_duplicate: Flags,
    ) -> tuple[Integers, Integers, Flags]:
        """Go through texts in order; one that repeats none that stays is added, and stays.

        Args:
            keys: (n_keys, n_texts).
            first_row: the row of the next text that stays.
            is_repeat: (n_texts,) whether it repeats a text that was there before.
            classes: (n_texts,) for each the first text that is equal to it.
            starts: (n_texts + 1,) text `i` makes the pairs from `starts[i]` to `starts[i + 1]`.
            earlier: (n_pairs,) the other text of a pair, which comes before it.
            is_duplicate: (n_pairs,).

        Returns:
            For each text its row, -1 for one that goes; the row of its copy among the texts, -1 for none that stays;
            and for each pair whether the other text stays and would have been found with the keys.
        """
        self._reserve(np.count_nonzero(keys))
        rows, copies = np.full((2, keys.shape[1]), -1)
        is_found = np.zeros(len(earlier), np.bool_)
        _decide(
            np.require(keys, np.uint64, ["C", "W"]), first_row, is_repeat, classes, starts, earlier, is_duplicate,
            self._limits, self._slots, self._chains, self._entries, self._used, rows, copies, is_found,
        )  # fmt: skip
        return rows, copies, is_found

    def add(self, keys: Hashes, first_row: int) -> None:
        """Add texts as rows from `first_row` on."""
        n = keys.shape[1]
        nothing = np.zeros(0, np.int64)
        self.decide(
            keys, first_row, np.zeros(n, np.bool_), np.arange(n), np.zeros(n + 1, np.int64), nothing,
            np.zeros(0, np.bool_),
        )  # fmt: skip

    def _reserve(self, n_keys: int) -> None:
        """Make room for so many keys more."""
        slots, entries = (int(used) + n_keys for used in self._used)
        if 3 * slots > 2 * len(self._slots):
            size = 1 << (2 * slots).bit_length()
            moved = np.zeros(size, np.uint64), np.zeros((size, 3), np.int32)
            _moved(self._slots, self._chains, *moved)
            self._slots, self._chains = moved
        if entries > len(self._entries):
            more = np.zeros((entries * 3 // 2, 2), np.int32)
            more[: len(self._entries)] = self._entries
            self._entries = more


def _try(postings: Postings) -> None:
    """Call what is compiled once."""
    keys = np.zeros((len(postings._limits), 1), np.uint64)
    _moved(postings._slots, postings._chains, postings._slots.copy(), postings._chains.copy())
    postings.add(keys, 0)
    postings.find(keys)
    postings.open(keys)


@compiled
def _slot_of(key: np.uint64, slots: Hashes) -> int:
    """Where a key is, or would be."""
    mask = np.uint64(len(slots) - 1)
    place = (key ^ (key >> np.uint64(32))) & mask
    while slots[np.int64(place)] != NONE and slots[np.int64(place)] != key:
        place = (place + np.uint64(1)) & mask
    return int(place)


@compiled
def _moved(slots: Hashes, chains: Places, to_slots: Hashes, to_chains: Places) -> None:
    for slot in range(len(slots)):
        if slots[slot] != NONE:
            to = _slot_of(slots[slot], to_slots)
            to_slots[to] = slots[slot]
            to_chains[to] = chains[slot]


@compiled
def _find(keys: Hashes, slots: Hashes, chains: Places, entries: Places, found: Integers) -> int:
    """How many rows there are for the keys; they are written as far as there is room."""
    n_found = 0
    for text in range(keys.shape[1]):
        for nth in range(keys.shape[0]):
            key = keys[nth, text]
            if key == NONE:
                continue
            slot = _slot_of(key, slots)
            if slots[slot] == NONE:
                continue
            entry = chains[slot, 0]
            for _ in range(chains[slot, 2]):
                if n_found < len(found):
                    found[n_found, 0] = text
                    found[n_found, 1] = entries[entry, 0]
                n_found += 1
                entry = entries[entry, 1]
    return n_found


@compiled
def _close(keys: Hashes, limits: Integers, slots: Hashes, chains: Places) -> None:
    for nth in range(keys.shape[0]):
        for text in range(keys.shape[1]):
            if keys[nth, text] != NONE and chains[_slot_of(keys[nth, text], slots), 2] >= limits[nth]:
                keys[nth, text] = NONE


@compiled
def _put(key: np.uint64, row: int, limit: int, slots: Hashes, chains: Places, entries: Places, used: Integers) -> int:
    """Add a row to a key; how many were there before."""
    slot = _slot_of(key, slots)
    if slots[slot] == NONE:
        slots[slot] = key
        used[0] += 1
    before = chains[slot, 2]
    if before == limit:
        return limit
    entry = used[1]
    used[1] += 1
    entries[entry, 0] = row
    if before:
        entries[chains[slot, 1], 1] = entry
    else:
        chains[slot, 0] = entry
    chains[slot, 1] = entry
    chains[slot, 2] = before + 1
    return int(before)


@compiled
def _decide(
    keys: Hashes,
    first_row: int,
    is_repeat: Flags,
    classes: Integers,
    starts: Integers,
    earlier: Integers,
    is_duplicate: Flags,
    limits: Integers,
    slots: Hashes,
    chains: Places,
    entries: Places,
    used: Integers,
    rows: Integers,
    copies: Integers,
    is_found: Flags,
) -> None:
    n_keys, n_texts = keys.shape
    ranks = np.empty((n_keys, n_texts), np.int64)
    row_of_class = np.full(n_texts, -1, np.int64)
    row = first_row
    for text in range(n_texts):
        copies[text] = row_of_class[classes[text]]
        goes = is_repeat[text] or copies[text] >= 0
        for pair in range(starts[text], starts[text + 1]):
            other = earlier[pair]
            if rows[other] < 0:
                continue
            for nth in range(n_keys):
                if keys[nth, text] != NONE and keys[nth, text] == keys[nth, other] and ranks[nth, other] < limits[nth]:
                    is_found[pair] = True
                    break
            goes |= is_found[pair] and is_duplicate[pair]
        if goes:
            continue
        rows[text] = row
        row_of_class[classes[text]] = row
        for nth in range(n_keys):
            if keys[nth, text] != NONE:
                ranks[nth, text] = _put(keys[nth, text], row, limits[nth], slots, chains, entries, used)
        row += 1
