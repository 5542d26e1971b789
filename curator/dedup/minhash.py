"""The MinHash signatures of texts, datasketch's to the bit, and the bands by which pairs of them are found."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup import kernel, overlap
from curator.dedup.kernel import PERMUTATIONS
from curator.dedup.shingles import Hashes, Integers
from curator.kernels.columns import Chunk, in_blocks
from curator.kernels.cutting import WORDS
from curator.kernels.folding import folding
from curator.progress import Advance

RECALL = 0.98
"""Least share of the pairs at the threshold itself that the bands must propose; closer pairs are proposed surer."""


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
    kernel.ready(kernel.sign, kernel.sets, overlap.jaccard)
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
