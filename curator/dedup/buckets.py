"""Texts whose signatures agree on a band, gathered around the first of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.compiled import compiled
from curator.kernels.cutting import SEED, STEP
from curator.kernels.instructions import folded_product

Keys = NDArray[np.uint64]
Rows = NDArray[np.int64]

_NUMBER = np.uint64(34)  # bits of the number of a text


def band_keys(signatures: NDArray[np.uint32], n_bands: int, rows: int) -> Keys:
    """A number for each band of `rows` values of each signature: (n_texts, 128) gives (n_bands, n_texts)."""
    keys = np.empty((n_bands, len(signatures)), np.uint64)
    _band_keys(np.require(signatures, np.uint32, ["C", "W"]), n_bands, rows, keys)
    return keys


def stars(keys: Keys, rows: Rows) -> Rows:
    """For each of `rows` the first of them with the same key, as a place in `rows`.

    Args:
        keys: of one band, for all texts.
        rows: the texts to look at. Those without words are to be left out: their keys are all the same.
    """
    found = np.empty(len(rows), np.int64)
    _stars(np.require(keys, np.uint64, ["C", "W"]), np.require(rows, np.int64, ["C", "W"]), found)
    return found


class Numbers:
    """Numbers for values as they come, from 0 on."""

    def __init__(self) -> None:
        self.values: Rows = np.zeros(0, np.int64)
        """The value of each number."""
        self._table: Rows = np.full(16, -1)

    def of(self, values: Rows) -> Rows:
        """The number of each value; new ones get the next."""
        found = np.empty(len(values), np.int64)
        known = len(self.values)
        self.values = np.concatenate([self.values, np.empty(len(values), np.int64)])
        while len(self._table) < 2 * len(self.values):
            self._table = np.full(2 * len(self._table), -1)
            _number(self.values[:known], self._table, self.values, 0, np.empty(known, np.int64))
        known = _number(np.require(values, np.int64, ["C", "W"]), self._table, self.values, known, found)
        self.values = self.values[:known].copy()
        return found


@compiled
def _number(values: Any, table: Any, held: Any, known: int, found: Any) -> int:  # noqa: ANN401
    """Put the number of each value into `found`; `held[:known]` have one already. How many there are then."""
    last = len(table) - 1
    for i in range(len(values)):
        place = np.int64(folded_product(np.uint64(values[i]) ^ SEED, STEP) & np.uint64(last))
        while table[place] >= 0 and held[table[place]] != values[i]:
            place = (place + 1) & last
        if table[place] < 0:
            table[place] = known
            held[known] = values[i]
            known += 1
        found[i] = table[place]
    return known


@compiled
def _band_keys(signatures: Any, n_bands: int, rows: int, keys: Any) -> None:  # noqa: ANN401
    for text in range(len(signatures)):
        for band in range(n_bands):
            key = SEED
            for row in range(band * rows, (band + 1) * rows):
                key = folded_product(key ^ np.uint64(signatures[text, row]), STEP)
            keys[band, text] = key


@compiled
def _stars(keys: Any, rows: Any, found: Any) -> None:  # noqa: ANN401
    bits = 4
    while (1 << bits) < 2 * len(rows):
        bits += 1
    # A place holds a number and, above it, bits of its key: those of most others differ, and their keys are not read.
    table = np.zeros(1 << bits, np.uint64)
    mask = np.uint64((1 << bits) - 1)
    for i in range(len(rows)):
        key = keys[rows[i]]
        mark = key >> _NUMBER << _NUMBER
        place = (key ^ (key >> np.uint64(32))) & mask
        while True:
            held = table[place]
            number = np.int64(held & ((np.uint64(1) << _NUMBER) - np.uint64(1))) - 1
            if number < 0:
                table[place] = mark | np.uint64(i + 1)
                found[i] = i
                break
            if held ^ mark <= np.uint64(len(rows)) and keys[rows[number]] == key:
                found[i] = number
                break
            place = (place + np.uint64(1)) & mask
