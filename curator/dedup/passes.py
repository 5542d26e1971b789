"""Split records that do not fit into memory into parts that no pair of duplicates crosses.

One reading of the records gives the keys of their bands, which go to disk. Records that share a key in any view, over
any number of steps, are in one part. So comparing each part by itself finds what comparing all records finds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup.buckets import stars
from curator.dedup.candidates import Outline, Table, components, outlined
from curator.dedup.minhash import banding
from curator.dedup.shingles import Hashes, Integers
from curator.dedup.spool import Keys
from curator.dedup.views import TEXT, laid_out
from curator.progress import Advance
from curator.text import normalise

PART_BYTES = 96 << 20
"""As many bytes of text are compared at once."""


@dataclass(frozen=True)
class Split:
    """Which records are compared with which."""

    of_record: NDArray[np.int32]  # (n_records,)
    """The number of the part that each record is in; -1 for one that nothing is tied to."""
    is_large: NDArray[np.bool_]  # (n_parts,)
    """Whether a part holds a group of records that are tied to each other and more than a part should hold."""


class Sketch:
    """What is known of records after they were read once: in memory 8 bytes for each, and 4 for each view and table."""

    def __init__(self, folder: Path, views: Sequence[str], threshold: float) -> None:
        bands = banding(threshold)[0]
        self._threshold = threshold
        self._keys = {view: [Keys(folder / f"{view}-{nth}", columns) for nth, columns in enumerate((1, bands, bands))]
                      for view in views}  # fmt: skip
        self._sizes: list[NDArray[np.int32]] = []
        self.records = 0

    def add(self, records: pl.DataFrame, advance: Advance) -> None:
        """Take the next records, with their views in place.

        Raises:
            RecipeError: there is no such view, or the records lack its column.
            DataError: the disk is full.
        """
        for view, (copies, *tables) in self._keys.items():
            texts = laid_out(records, view)[TEXT]
            outline = outlined(texts, self._threshold, advance)
            present = np.flatnonzero(texts.is_not_null().to_numpy())
            # Texts without words have no bands, but may be copies of each other.
            copies.add(Table(present + self.records, sums(texts, outline)[None, present]))
            for keys, table in zip(tables, outline.tables, strict=True):
                keys.add(Table(table.rows + self.records, table.keys))
        sizes = records.select(pl.col("full").str.len_bytes().fill_null(0).clip(upper_bound=1 << 30)).to_series()
        self._sizes.append(sizes.to_numpy().astype(np.int32))
        self.records += records.height

    def parts(self, part_bytes: int = PART_BYTES) -> Split:
        """Records that anything ties to each other, over any number of steps, in one part."""
        smallest = components(self.records, self._ties())
        found = np.full(self.records, -1, np.int32)
        rows = np.flatnonzero(smallest >= 0)
        if not len(rows):
            return Split(found, np.zeros(0, np.bool_))
        places = np.unique(smallest[rows], return_inverse=True)[1]
        sizes = np.bincount(places, weights=np.concatenate(self._sizes)[rows])
        parts = np.unique((np.cumsum(sizes) - sizes) // part_bytes, return_inverse=True)[1]
        found[rows] = parts[places]
        return Split(found, np.bincount(parts, weights=sizes) > 2 * part_bytes)

    def _ties(self) -> Iterator[tuple[Integers, Integers]]:
        for keys in (each for kinds in self._keys.values() for each in kinds):
            for rows, column in keys:
                first = stars(column, np.arange(len(column)))
                spokes = np.flatnonzero(first != np.arange(len(column)))
                yield rows[first[spokes]], rows[spokes]


def sums(texts: pl.Series, outline: Outline) -> Hashes:
    """A number for each text, equal for equal ones; unlike `outline.totals`, of texts without words too."""
    totals = outline.totals.copy()
    wordless = np.flatnonzero(outline.words == 0)
    if len(wordless):
        texts = texts.gather(wordless)
        totals[wordless] = texts.to_frame("text").select(normalise(pl.col("text")).hash()).to_series().to_numpy()
    return totals
