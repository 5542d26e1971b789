"""Propose pairs of texts that may be near-duplicates: datasketch's MinHash, banded; nothing here decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup import kernel
from curator.dedup.columns import Chunk, in_blocks
from curator.dedup.cutting import WORDS
from curator.dedup.folding import folding
from curator.dedup.kernel import PERMUTATIONS
from curator.dedup.shingles import Hashes, Integers, Ragged
from curator.lazy import need
from curator.progress import Advance

RECALL = 0.98
"""Least share of the pairs at the threshold itself that the bands must propose; closer pairs are proposed surer."""

NEIGHBOURS = 64
"""In a bucket of more texts than this each is paired with the first and the next 64 only, to keep pairs linear."""

_BLOCK = 8192  # shingles signed at once: 4 MB, which stays in the cache


@dataclass(frozen=True)
class Signed:
    """What is known of texts after one look at them."""

    signatures: NDArray[np.uint32]  # (n_texts, 128)
    """All 2³² − 1 for a text without words."""
    words: NDArray[np.int32]  # (n_texts,)
    """How many; of characters, where these were asked for."""
    totals: Hashes  # (n_texts,)
    """The sum of all shingles, repeats counted: equal for texts of the same words in the same order."""

    @staticmethod
    def blank(n_texts: int) -> "Signed":
        """Texts without words."""
        signatures = np.full((n_texts, PERMUTATIONS), np.iinfo(np.uint32).max, np.uint32)
        return Signed(signatures, np.zeros(n_texts, np.int32), np.zeros(n_texts, np.uint64))

    def put(self, rows: Integers, others: "Signed") -> None:
        """Let `rows` be these others."""
        self.signatures[rows] = others.signatures
        self.words[rows] = others.words
        self.totals[rows] = others.totals


def sign(
    texts: pl.Series, kind: int = WORDS, *, only: NDArray[np.bool_] | None = None, advance: Advance | None = None
) -> Signed:
    """The MinHash signatures of texts, equal to those that datasketch makes of the same shingles.

    That is, to those of `MinHash(128, scheme="affine32", hashfunc=…)` with the upper 32 bits of `shingles.sets`.

    Args:
        texts: a null has no words.
        kind: of the shingles, WORDS or CHARACTERS.
        only: the texts to sign (n_texts,); the others come out as those without words.
        advance: told how many texts were signed.
    """
    kernel.ready(kernel.sign, kernel.sets, kernel.jaccard)
    if only is not None:
        signed = Signed.blank(len(texts))
        rows = np.flatnonzero(only)
        signed.put(rows, sign(texts.gather(rows), kind, advance=advance))
        return signed
    signed = _signed(texts, kind, is_normal=False, advance=advance)
    again = np.flatnonzero(signed.words < 0)
    if len(again):
        signed.put(again, _signed(texts.gather(again).str.normalize("NFKC"), kind, is_normal=True))
    return signed


def _signed(texts: pl.Series, kind: int, *, is_normal: bool, advance: Advance | None = None) -> Signed:
    n_texts = len(texts)
    signed = Signed(
        np.empty((n_texts, PERMUTATIONS), np.uint32), np.empty(n_texts, np.int32), np.empty(n_texts, np.uint64)
    )
    factors, addends = permutations()

    def block(chunk: Chunk, first: int, last: int) -> None:
        rows = slice(chunk.first + first, chunk.first + last)
        kernel.sign(
            chunk, first, last, folding(), is_normal, kind, factors, addends,
            signed.signatures[rows], signed.words[rows], signed.totals[rows],
        )  # fmt: skip

    in_blocks(texts, block, advance)
    return signed


@cache
def permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Factors, all odd, and addends of the permutations: those that datasketch draws."""
    drawn = np.random.RandomState(1)
    factors = drawn.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, drawn.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)


def propose(shingles: Ragged, threshold: float, advance: Advance) -> Integers:
    """Pairs of texts that share a band of their signatures.

    Args:
        shingles: the texts, those to compare with all others of a large bucket first.
        threshold: Jaccard similarity at which a pair is wanted, above 0 and at most 1.
        advance: told how many texts were signed.

    Returns:
        (n_pairs, 2) row numbers, smaller first, each pair once. Texts without shingles are in none.
    """
    present = np.flatnonzero(shingles.counts)
    signed = signatures(shingles.take(present), advance)
    advance(len(shingles.counts) - len(present))
    n_bands, rows = banding(threshold)
    found = [_bucket_pairs(signed[:, band * rows : (band + 1) * rows]) for band in range(n_bands)]
    pairs = _different(np.concatenate(found), len(signed))
    return present[pairs[_may_reach(signed, pairs, threshold)]]


def signatures(shingles: Ragged, advance: Advance) -> NDArray[np.uint32]:
    """The MinHash signatures of texts that all have shingles: (n_texts, 128), equal to datasketch's.

    datasketch computes the same from `MinHash(128, scheme="affine32", hashfunc=…)` with the upper 32 bits of our
    shingle hash, one text at a time; a block of all texts' shingles at once takes a tenth of the time.
    """
    a, b = need("datasketch").MinHash(num_perm=PERMUTATIONS, scheme="affine32").permutations
    hashes = _mixed((shingles.values >> np.uint64(32)).astype(np.uint32))
    signed = np.full((len(shingles.counts), PERMUTATIONS), np.iinfo(np.uint32).max, dtype=np.uint32)
    for first, last, texts, starts in _blocks(shingles):
        permuted = hashes[first:last, None] * a + b  # (block, 128)
        smallest = np.minimum.reduceat(permuted, starts, axis=0)
        signed[texts] = np.minimum(signed[texts], smallest)
        advance(int(np.count_nonzero(shingles.offsets[texts + 1] <= last)))
    return signed


def banding(threshold: float) -> tuple[int, int]:
    """How many bands of how many rows: the longest bands that still propose `RECALL` of the pairs at the threshold."""
    for rows in range(PERMUTATIONS, 1, -1):
        n_bands = PERMUTATIONS // rows
        if 1 - (1 - threshold**rows) ** n_bands >= RECALL:
            return n_bands, rows
    return PERMUTATIONS, 1


def recall(threshold: float, similarity: float) -> float:
    """The share of pairs so similar that share a band, 0 to 1, where the bands are those for `threshold`."""
    n_bands, rows = banding(threshold)
    return 1 - (1 - similarity**rows) ** n_bands


def recall_in_words(threshold: float) -> str:
    """What the bands for a threshold find at the threshold itself."""
    return f"finds {recall(threshold, threshold):.1%} of pairs at similarity {threshold:g}".replace("%", " %")


def _blocks(shingles: Ragged) -> Iterator[tuple[int, int, Integers, Integers]]:
    """First and last shingle of a block, the texts it touches, and where each begins within it."""
    total = len(shingles.values)
    for first in range(0, total, _BLOCK):
        last = min(first + _BLOCK, total)
        left = int(np.searchsorted(shingles.offsets, first, side="right")) - 1
        right = int(np.searchsorted(shingles.offsets, last, side="left"))
        yield first, last, np.arange(left, right), np.maximum(shingles.offsets[left:right] - first, 0)


def _bucket_pairs(band: NDArray[np.uint32]) -> Integers:
    """Pairs of texts whose signatures agree on a whole band: (n_pairs, 2)."""
    keys = np.ascontiguousarray(band).view([("", band.dtype)] * band.shape[1]).ravel()
    keys = np.unique(keys, return_inverse=True)[1]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    is_first = np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)]
    hubs = np.maximum.accumulate(np.where(is_first, np.arange(len(keys)), 0))
    pairs = [np.stack([order[hubs[~is_first]], order[~is_first]], axis=1)]
    for step in range(1, NEIGHBOURS + 1):
        together = np.flatnonzero(keys[step:] == keys[:-step])
        if not len(together):
            break
        pairs.append(np.stack([order[together], order[together + step]], axis=1))
    return np.concatenate(pairs)


def _different(pairs: Integers, n_texts: int) -> Integers:
    codes = np.unique(pairs[:, 0] * n_texts + pairs[:, 1])
    return np.stack(np.divmod(codes, max(n_texts, 1)), axis=1)


def _may_reach(signed: NDArray[np.uint32], pairs: Integers, threshold: float) -> NDArray[np.bool_]:
    """False where the signatures put a pair five standard deviations below the threshold."""
    deviation = np.sqrt(threshold * (1 - threshold) / PERMUTATIONS)
    likely = np.zeros(len(pairs), dtype=np.bool_)
    for first in range(0, len(pairs), _BLOCK):
        left, right = pairs[first : first + _BLOCK].T
        agreement = np.mean(signed[left] == signed[right], axis=1)
        likely[first : first + _BLOCK] = agreement >= threshold - 5 * deviation
    return likely


def _mixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    # What datasketch's affine schemes do to a hash before they permute it (MurmurHash3's 32-bit finaliser).
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))
