"""What makes two records meet in an index: keys of their texts, and a sum that equal texts share."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from curator.dedup import verify
from curator.dedup.candidates import outlined
from curator.dedup.minhash import banding
from curator.dedup.shingles import Hashes, Integers
from curator.dedup.views import TEXT, VIEWS
from curator.text import normalise

_ODD = np.uint64(0x9E3779B97F4A7C15)


LIMIT = 16
"""Of the kept records that share a key with a new one, so many are compared with it, those that came first."""

LIMIT_APART = 4
"""The same for records that are asked other things: hardly ever duplicates, but worth showing."""


@dataclass(frozen=True)
class Keys:
    """Of several records."""

    bands: Hashes  # (n_keys, n_records)
    """Equal in a row for records that agree on a band of one kind of shingles; 0: not compared by it."""
    limits: Integers  # (n_keys,)
    """How many records with one key are looked at."""
    totals: Hashes  # (1, n_records)
    """Equal for records whose compared texts are."""

    def take(self, places: Integers) -> "Keys":
        """Those of some of the records."""
        return Keys(self.bands[:, places], self.limits, self.totals[:, places])


def limits_of(view: str, threshold: float) -> Integers:
    """How many records with one key are looked at."""
    limits = [LIMIT, LIMIT_APART] if VIEWS[view].asked else [LIMIT]
    return np.repeat(np.array(limits, np.int64), 2 * banding(threshold)[0])


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
    bands: Hashes = np.zeros((2 * n_bands, records.height), np.uint64)
    for nth, table in enumerate(outline.tables):
        bands[nth * n_bands : (nth + 1) * n_bands, table.rows] = table.keys
    totals = outline.totals.copy()
    wordless = np.flatnonzero(~bands.any(axis=0))  # emoji, say, which no shingle describes
    totals[wordless] = texts[wordless].to_frame("text").select(normalise(pl.col("text")).hash()).to_series().to_numpy()
    found = [bands]
    if VIEWS[view].asked:  # first those that nothing they are asked tells apart, then all
        found = [np.where(bands, bands ^ (verify.apart(records, view) * _ODD), np.uint64(0)), bands]
    each = np.concatenate(found)
    salted = each ^ ((np.arange(len(each), dtype=np.uint64)[:, None] + np.uint64(1)) * _ODD)
    keys = np.where(each, np.maximum(salted, np.uint64(1)), np.uint64(0))
    return Keys(keys, limits_of(view, threshold), np.maximum(totals, np.uint64(1))[None, :])
