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
    """Numbers for pairs of texts as they come, from 0 on; fastest where pairs of a text are asked for again."""

    def __init__(self, n_texts: int) -> None:
        self._n_texts = n_texts
        self._known = 0
        self._codes: Rows = np.empty(1 << 10, np.int64)
        self._table: Rows = np.full(1 << 11, -1)
        self._latest: Rows = np.zeros(n_texts, np.int64)
        """For each text the number that the pair with it on the right had last; 0 where there was none."""

    @property
    def codes(self) -> Rows:
        """Of each number the pair: left · n_texts + right."""
        return self._codes[: self._known]

    def of(self, left: Rows, right: Rows) -> Rows:
        """The number of each pair; new ones get the next."""
        found = np.empty(len(left), np.int64)
        while len(self._codes) < self._known + len(left):
            self._codes = np.concatenate([self._codes, np.empty(len(self._codes), np.int64)])
        if len(self._table) < 2 * len(self._codes):
            self._table = np.full(2 * len(self._codes), -1)
            _place(self._codes, self._known, self._table)
        left, right = (np.require(each, np.int64, ["C", "W"]) for each in (left, right))
        self._known = _number(left, right, self._n_texts, self._latest, self._table, self._codes, self._known, found)
        return found


@compiled
def _number(
    left: Any, right: Any, n_texts: int, latest: Any, table: Any, codes: Any, known: int, found: Any  # noqa: ANN401
) -> int:  # fmt: skip
    """Put the number of each pair into `found`; `codes[:known]` have one already. How many there are then."""
    for i in range(len(left)):
        code = left[i] * n_texts + right[i]
        number = latest[right[i]]
        if known == 0 or codes[number] != code:
            place = _place_of(code, codes, table)
            if table[place] < 0:
                table[place] = known
                codes[known] = code
                known += 1
            number = table[place]
            latest[right[i]] = number
        found[i] = number
    return known


@compiled
def _place(codes: Any, known: int, table: Any) -> None:  # noqa: ANN401
    for number in range(known):
        table[_place_of(codes[number], codes, table)] = number


@compiled
def _place_of(code: int, codes: Any, table: Any) -> Any:  # noqa: ANN401
    """Where the number of a pair is in the table, or belongs."""
    last = len(table) - 1
    place = np.int64(folded_product(np.uint64(code) ^ SEED, STEP) & np.uint64(last))
    while table[place] >= 0 and codes[table[place]] != code:
        place = (place + 1) & last
    return place


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
