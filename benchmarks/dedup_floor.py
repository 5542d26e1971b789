"""The floor under every signature: fold, cut, and hash each shingle once. For `dedup.py`."""

from typing import Any

import numpy as np

from curator.compiled import compiled
from curator.kernels.columns import Chunk
from curator.kernels.cutting import SHINGLE, WORDS, shingles, words
from curator.kernels.folded import Folding, address, folded


@compiled
def hash_once(chunk: Chunk, first: int, last: int, folding: Folding) -> Any:  # noqa: ANN401
    """A number that depends on every shingle of rows `first` to `last`, so that none is left out."""
    space = np.empty(1 << 16, np.uint8)
    hashes = np.empty(2048, np.uint64)
    made = np.empty(2048, np.uint64)
    total = np.uint64(0)
    for row in range(first, last):
        space, size = folded(chunk, row, folding, True, space)
        place, open_at, held = 0, -1, 0
        while place < size:
            place, open_at, held = words(address(space), size, place, open_at, hashes, held)
            if held >= SHINGLE:
                shingles(hashes, held, WORDS, made)
                for i in range(held - SHINGLE + 1):
                    total ^= made[i]
                for i in range(SHINGLE - 1):
                    hashes[i] = hashes[held - SHINGLE + 1 + i]
                held = SHINGLE - 1
    return total
