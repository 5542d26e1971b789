"""Decide about proposed pairs: the exact Jaccard similarity of their shingle sets."""

import numpy as np
from numpy.typing import NDArray

from curator.dedup.shingles import Integers, Ragged

_BLOCK = 1 << 22  # shingles looked up at once


def jaccard(shingles: Ragged, pairs: Integers) -> NDArray[np.float64]:
    """Shared shingles over all different shingles of each pair, 0 to 1; 0 where neither text has any.

    Args:
        shingles: the texts.
        pairs: (n_pairs, 2) rows of `shingles`.
    """
    involved, places = renumbered(pairs)
    sets = _Sets(shingles.take(involved))
    sizes = sets.sizes[places]  # (n_pairs, 2)
    small = np.where(sizes[:, 0] <= sizes[:, 1], places[:, 0], places[:, 1])
    large = places.sum(axis=1) - small
    shared = np.zeros(len(pairs), dtype=np.int64)
    work = np.cumsum(sets.sizes[small])
    for last in np.flatnonzero(np.diff(work // _BLOCK, append=-1)):
        first = int(np.searchsorted(work // _BLOCK, work[last] // _BLOCK))
        block = slice(first, int(last) + 1)
        shared[block] = sets.shared(small[block], large[block])
    united = sizes.sum(axis=1) - shared
    similarity: NDArray[np.float64] = shared / np.maximum(united, 1)
    return similarity


def renumbered(pairs: Integers) -> tuple[Integers, Integers]:
    """The different rows that pairs name, sorted, and the pairs as places among those: (n_rows,), (n_pairs, 2)."""
    involved, places = np.unique(pairs, return_inverse=True)
    return involved, places.reshape(pairs.shape)


class _Sets:
    """The different shingles of each text, sorted: one array of text number and hash in 64 bits.

    With 2^20 texts 44 bits of the hash remain, and two texts of a thousand shingles each share one by accident once
    in ten million pairs.
    """

    def __init__(self, shingles: Ragged) -> None:
        n_texts = len(shingles.counts)
        self._text_bits = np.uint64(max(n_texts, 2).bit_length())
        hash_bits = np.uint64(64) - self._text_bits
        self._hash_bits = hash_bits
        owners = shingles.owners().astype(np.uint64)
        self._keys = np.unique((owners << hash_bits) | (shingles.values >> self._text_bits))
        self.sizes = np.bincount((self._keys >> hash_bits).astype(np.int64), minlength=n_texts)
        self._offsets = np.concatenate([[0], np.cumsum(self.sizes)])

    def shared(self, small: Integers, large: Integers) -> Integers:
        """For each pair, how many shingles of text `small` text `large` has too."""
        counts = self.sizes[small]
        ends = np.cumsum(counts)
        places = np.arange(ends[-1]) + np.repeat(self._offsets[small] - (ends - counts), counts)
        hashes = self._keys[places] & ((np.uint64(1) << self._hash_bits) - np.uint64(1))
        wanted = (np.repeat(large, counts).astype(np.uint64) << self._hash_bits) | hashes
        found = np.searchsorted(self._keys, wanted)
        hits = self._keys[np.minimum(found, len(self._keys) - 1)] == wanted
        return np.bincount(np.repeat(np.arange(len(small)), counts)[hits], minlength=len(small))
