"""What makes two records meet in an index: keys of their texts, and a sum that equal texts share."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup import verify
from curator.dedup.candidates import outlined
from curator.dedup.minhash import banding
from curator.dedup.shingles import Hashes
from curator.dedup.views import TEXT
from curator.text import normalise

_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Keys:
    """Of several records."""

    alike: Hashes  # (n_keys, n_records)
    """Equal in a row for records that agree on a band of one kind of shingles; 0: not compared by it."""
    near: Hashes  # (n_keys, n_records)
    """The same, and different for records that what they are asked tells apart anyway."""
    totals: Hashes  # (1, n_records)
    """Equal for records whose compared texts are."""


def keys_of(records: pl.DataFrame, view: str, threshold: float) -> Keys:
    """Read records once.

    Args:
        records: as `views.laid_out` gives them, each with a text to compare.
        view: the view.
        threshold: similarity at which a pair is wanted.
    """
    texts = records[TEXT]
    outline = outlined(texts, threshold, lambda _: None)
    n_bands = banding(threshold)[0]
    alike: Hashes = np.zeros((len(outline.tables) * n_bands, records.height), np.uint64)
    for nth, table in enumerate(outline.tables):
        alike[nth * n_bands : (nth + 1) * n_bands, table.rows] = table.keys
    bands = (np.arange(len(alike), dtype=np.uint64)[:, None] + np.uint64(1)) * _ODD
    is_there = alike != 0
    alike = _there(alike ^ bands, is_there)
    apart = verify.apart(records, view) * _ODD
    totals = outline.totals.copy()
    wordless = np.flatnonzero(~is_there.any(axis=0))  # emoji, say, which no shingle describes
    totals[wordless] = texts[wordless].to_frame("text").select(normalise(pl.col("text")).hash()).to_series().to_numpy()
    return Keys(alike, _there(alike ^ apart, is_there), np.maximum(totals, np.uint64(1))[None, :])


def _there(keys: Hashes, is_there: NDArray[np.bool_]) -> Hashes:
    found: Hashes = np.where(is_there, np.maximum(keys, np.uint64(1)), np.uint64(0))
    return found
