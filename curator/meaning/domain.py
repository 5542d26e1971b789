"""A user's domain, given as a description or as records that belong to it, and how well texts fit it."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from curator import schema
from curator.dedup.embedding import Vectors, embed
from curator.errors import RecipeError
from curator.meaning.novelty import Floats, highest
from curator.readers import scan
from curator.text import is_blank

FEWEST_SEEDS = 20
"""With fewer, no rank can fall below 0.05."""

_SUFFIXES = (".json", ".jsonl", ".csv", ".tsv", ".parquet", ".arrow", ".txt", ".md", ".gz", ".zst")


@dataclass(frozen=True)
class Domain:
    """The texts that a domain is given by, each different."""

    seeds: tuple[str, ...]

    @property
    def identity(self) -> str:
        """Sixteen digits that tell one domain from others, in whatever order its seeds came."""
        return hashlib.sha256("\x00".join(sorted(self.seeds)).encode()).hexdigest()[:16]

    @cached_property
    def vectors(self) -> Vectors:
        """(n_seeds, n)"""
        return embed(pl.Series(self.seeds, dtype=pl.String))

    def similarity(self, vectors: Vectors) -> Floats:
        """Cosine to the nearest seed; NaN for a text that says nothing."""
        return highest(vectors, self.vectors)

    def rank(self, similarity: Floats) -> Floats | None:
        """How usual such a similarity is within the domain, from above 0 to 1; none where seeds are too few to tell.

        The share of seeds whose nearest other seed is at most so near (the conformal p-value): of records from where
        the seeds come from at most a share a has a rank of a or less.
        """
        own = highest(self.vectors, self.vectors, is_same=True)
        own = np.sort(own[~np.isnan(own)])
        if len(own) < FEWEST_SEEDS:
            return None
        below = np.searchsorted(own, similarity, side="right")
        return np.where(np.isnan(similarity), np.nan, (1 + below) / (len(own) + 1)).astype(np.float32)


def domain_of(text: str) -> Domain:
    """The domain that a description names, or a file whose records belong to it.

    Raises:
        RecipeError: the file does not exist, or nothing is described.
        DataError: the file cannot be read.
    """
    if not _names_file(text):
        seeds = [text] if text.strip() else []
    else:
        records = scan([text]).records.select(seed=schema.views()["full"])
        seeds = records.filter(~is_blank(pl.col("seed"))).unique(maintain_order=True).collect()["seed"].to_list()
    if not seeds:
        hint = "describe it in a sentence or two, or name a file with records that belong to it"
        raise RecipeError("the domain is empty", where=text or None, hint=hint)
    return Domain(tuple(seeds))


def _names_file(text: str) -> bool:
    try:
        is_file = Path(text).is_file()
    except OSError:  # too long for a path
        return False
    if not is_file and "\n" not in text and " " not in text and Path(text).suffix in _SUFFIXES:
        raise RecipeError("no such file of records of the domain", where=text, hint="check the path")
    return is_file
