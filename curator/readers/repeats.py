"""Tell equal records apart while they come in batches, remembering nothing but their ids."""

import numpy as np
import numpy.typing as npt
import polars as pl

DIGITS = 16
"""Hexadecimal digits of an id that are compared: 64 bits of its digest."""


class Repeats:
    """Counts every id: 12 bytes for each that is different from all others."""

    def __init__(self) -> None:
        self._runs: list[tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32]]] = []

    def numbered(self, ids: pl.Series) -> pl.Series:
        """The ids, with `-2`, `-3`, … at the second and later of each, those of earlier calls counted."""
        if not len(ids):
            return ids
        digests = ids.str.head(DIGITS).str.to_integer(base=16, dtype=pl.UInt64)
        frame = pl.DataFrame({"id": ids, "digest": digests})
        frame = frame.with_columns(within=pl.int_range(1, pl.len() + 1).over("digest"))
        distinct, where, counts = np.unique(digests.to_numpy(), return_inverse=True, return_counts=True)
        before = self._counted(distinct)
        self._add(distinct, counts.astype(np.int32))
        if len(distinct) == len(ids) and not before.any():
            return ids
        nth = pl.col("within") + pl.Series(before[where])
        return frame.select(
            pl.when(nth > 1).then(pl.col("id") + "-" + nth.cast(pl.String)).otherwise("id").alias(ids.name)
        ).to_series()

    def _counted(self, digests: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """How often each of these has been counted; they are sorted."""
        total = np.zeros(len(digests), np.int64)
        for known, counts in self._runs:
            places = np.minimum(np.searchsorted(known, digests), len(known) - 1)
            total += np.where(known[places] == digests, counts[places], 0)
        return total

    def _add(self, digests: npt.NDArray[np.uint64], counts: npt.NDArray[np.int32]) -> None:
        """Keep sorted runs, each at least twice as long as the next, so that there are few."""
        self._runs.append((digests, counts))
        while len(self._runs) > 1 and len(self._runs[-2][0]) < 2 * len(self._runs[-1][0]):
            (first, first_counts), (second, second_counts) = self._runs[-2:]
            merged, where = np.unique(np.concatenate([first, second]), return_inverse=True)
            summed = np.zeros(len(merged), np.int32)
            np.add.at(summed, where[: len(first)], first_counts)
            np.add.at(summed, where[len(first) :], second_counts)
            self._runs[-2:] = [(merged, summed)]
