"""Texts as shingles: runs of five words, or of five characters where a script puts no spaces between words."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
import xxhash
from numpy.typing import NDArray

from curator.progress import Advance
from curator.text import words

Hashes: TypeAlias = NDArray[np.uint64]
Integers: TypeAlias = NDArray[np.int64]

SHINGLE_WORDS = 5

# `\w+` takes a whole Chinese sentence for one word, so each of these characters is set apart as its own.
UNSPACED = r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])"

_BLOCK = 8192  # texts cut at once: their words take some tens of megabytes

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_SHIFT = np.uint64(33)


@dataclass(frozen=True)
class Ragged:
    """Hashes of several texts laid end to end: text `i` owns `values[offsets[i]:offsets[i + 1]]`, in reading order."""

    values: Hashes  # (n_values,)
    offsets: Integers  # (n_texts + 1,)

    @property
    def counts(self) -> Integers:
        """How many values each text owns."""
        return np.diff(self.offsets)

    def owners(self) -> Integers:
        """For each value, the text that owns it."""
        return np.repeat(np.arange(len(self.offsets) - 1), self.counts)

    def take(self, texts: Integers) -> "Ragged":
        """The values of some texts only, in the order asked for."""
        counts = self.counts[texts]
        offsets = _offsets(counts)
        places = np.arange(offsets[-1]) + np.repeat(self.offsets[texts] - offsets[:-1], counts)
        return Ragged(self.values[places], offsets)

    def keep(self, wanted: NDArray[np.bool_]) -> "Ragged":
        """The texts with only those of their values that are wanted."""
        before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(wanted, dtype=np.int64)])
        return Ragged(self.values[wanted], before[self.offsets])


def tokens(text: pl.Expr) -> pl.Expr:
    """The words of a text in order, each character of a script without spaces being a word; null for null."""
    return words(text.str.normalize("NFKC").str.replace_all(UNSPACED, " $1 "))


def hash_tokens(texts: pl.Series) -> Ragged:
    """A 64-bit xxHash of every token; a null text owns none. The same on every machine and in every version."""
    lists = texts.to_frame("text").select(tokens(pl.col("text").fill_null("")))["text"]
    flat = lists.explode(empty_as_null=False, keep_nulls=False).alias("token").to_frame()
    different = flat["token"].unique()
    hashes = pl.Series([xxhash.xxh64_intdigest(token.encode()) for token in different], dtype=pl.UInt64)
    table = pl.DataFrame({"token": different, "hash": hashes})
    joined = flat.join(table, on="token", how="left", maintain_order="left")
    return Ragged(joined["hash"].to_numpy(), _offsets(lists.list.len().to_numpy().astype(np.int64)))


def windows(tokens: Ragged, width: int, *, keep_short: bool) -> Ragged:
    """One hash for every `width` tokens in a row.

    Args:
        tokens: token hashes.
        width: tokens in a window.
        keep_short: a text of fewer tokens (but not none) counts as one window; otherwise it has none.
    """
    counts = tokens.counts
    sizes = np.maximum(counts - width + 1, np.minimum(counts, 1) if keep_short else 0)
    offsets = _offsets(sizes)
    starts = np.arange(offsets[-1]) + np.repeat(tokens.offsets[:-1] - offsets[:-1], sizes)
    lengths = np.repeat(np.minimum(counts, width), sizes)
    hashes = tokens.values[starts]
    for step in range(1, width):
        inside = lengths > step
        following = tokens.values[np.where(inside, starts + step, starts)]
        hashes = np.where(inside, hashes * _MULTIPLIER + following, hashes)
    return Ragged(_mixed(hashes), offsets)


def shingle(texts: pl.Series, advance: Advance | None = None) -> Ragged:
    """The shingles of every text, repeats included; a text of fewer than five words is one shingle."""
    blocks = []
    for first in range(0, max(len(texts), 1), _BLOCK):
        block = texts.slice(first, _BLOCK)
        blocks.append(windows(hash_tokens(block), SHINGLE_WORDS, keep_short=True))
        if advance:
            advance(len(block))
    counts = np.concatenate([block.counts for block in blocks])
    return Ragged(np.concatenate([block.values for block in blocks]), _offsets(counts))


def _offsets(counts: Integers) -> Integers:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])


def _mixed(hashes: Hashes) -> Hashes:
    # MurmurHash3's finaliser: MinHash takes 32 of the 64 bits, so every bit must depend on every other.
    for multiplier in _MIX:
        hashes = (hashes ^ (hashes >> _SHIFT)) * multiplier
    return hashes ^ (hashes >> _SHIFT)
