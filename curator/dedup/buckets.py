"""Texts whose signatures agree on a band, gathered around the first of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.compiled import compiled
from curator.kernels.cutting import SEED, STEP
from curator.kernels.instructions import folded_product

Keys = NDArray[np.uint64]
Rows = NDArray[np.int64]


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
    table = np.full(1 << bits, -1, np.int64)
    mask = np.uint64((1 << bits) - 1)
    for i in range(len(rows)):
        key = keys[rows[i]]
        place = (key ^ (key >> np.uint64(32))) & mask
        while True:
            held = table[np.int64(place)]
            if held < 0:
                table[np.int64(place)] = i
                found[i] = i
                break
            if keys[rows[held]] == key:
                found[i] = held
                break
            place = (place + np.uint64(1)) & mask
