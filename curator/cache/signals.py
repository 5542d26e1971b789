"""Measured signals, remembered between runs: a record whose text did not change is not measured again."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.cache.folder import digest_of, measured_with, read, stored, write

CONTENT_ID = "content_id"

MOST_BYTES = 2 << 30
MOST_SEGMENTS = 16
"""Segments of the same signals that lie side by side before they are merged."""

Measure = Callable[[pl.Series, list[str]], pl.DataFrame]
Missing = dict[str, NDArray[np.bool_]]


class SignalCache:
    """What is known of records from earlier runs.

    It consists of segments, each what one run measured: `content_id` and a column `<signal>@<version>` a signal.

    Args:
        folder: where segments are kept; none: in memory, for this run alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder / measured_with() if folder else None
        self._in_memory: list[pl.DataFrame] = []
        self._anew: list[pl.Series] = []

    @property
    def anew(self) -> int:
        """How many different records were measured because something about them was not known."""
        return pl.concat(self._anew).n_unique() if self._anew else 0

    def get(
        self, ids: pl.Series, versions: Mapping[str, int | str], measure: Measure, *, at_once: int | None = None
    ) -> pl.DataFrame:
        """Signals of records, measured only where they are not known.

        Args:
            ids: one content id a record; equal ids mean equal content.
            versions: version of each wanted signal, or whatever else tells one way to measure it from others.
            measure: takes row numbers and names of signals; gives their values, a row a number.
            at_once: records that are measured before their values are stored, so that a run that is interrupted
                loses no more; none: all.

        Returns:
            `content_id` and one column for each signal, a row for each different id.
        """
        first = ids.alias(CONTENT_ID).to_frame().with_row_index("row").unique(CONTENT_ID, keep="first").sort("row")
        rows, known = first["row"], first.select(CONTENT_ID)
        names = {f"{name}@{number}": name for name, number in versions.items()}
        missing: Missing = {column: np.ones(known.height, dtype=np.bool_) for column in names}
        for segment in self._segments():
            known = _filled(known, segment, missing)
        for columns in _missing_alike(missing):
            mask = pl.Series(missing[columns[0]])
            wanted = known.select(CONTENT_ID, row=rows).filter(mask)
            parts = []
            for part in wanted.iter_slices(at_once) if at_once and wanted.height else [wanted]:
                values = measure(part["row"], [names[column] for column in columns])
                new = values.select(part[CONTENT_ID], **{column: pl.col(names[column]) for column in sorted(columns)})
                self._add(new)
                self._anew.append(new[CONTENT_ID])
                parts.append(new)
            known = _filled(known, pl.concat(parts).lazy(), missing)
        return known.select(CONTENT_ID, **{name: pl.col(column) for column, name in names.items()})

    def _segments(self) -> Iterator[pl.LazyFrame]:
        """What is stored, the newest first."""
        yield from (segment.lazy() for segment in reversed(self._in_memory))
        for path in stored(self._folder) if self._folder else ():
            segment = read(path)
            if segment is not None:
                yield segment

    def _add(self, segment: pl.DataFrame) -> None:
        if segment.is_empty():
            return
        if self._folder is None:
            self._in_memory.append(segment)
            return
        kind = digest_of(segment.columns)
        alike = stored(self._folder, f"{kind}-")
        if len(alike) >= MOST_SEGMENTS:
            parts = [segment, *(part.collect() for part in map(read, alike) if part is not None)]
            segment = pl.concat(parts, how="vertical").unique(CONTENT_ID, keep="first", maintain_order=True)
        if not write(segment, self._folder, kind, most_bytes=MOST_BYTES):
            self._in_memory.append(segment)
        elif len(alike) >= MOST_SEGMENTS:
            for path in alike:
                path.unlink(missing_ok=True)


def _filled(known: pl.DataFrame, segment: pl.LazyFrame, missing: Missing) -> pl.DataFrame:
    """`known` with the values of `segment` where they were missing; `missing` is brought up to date."""
    there = set(segment.collect_schema())
    wanted = [column for column, mask in missing.items() if column in there and (mask.any() or not len(mask))]
    if not wanted:
        return known
    held = segment.select(CONTENT_ID, *wanted, is_there=pl.lit(True)).collect()
    found = known.select(CONTENT_ID).join(held, on=CONTENT_ID, how="left", maintain_order="left")
    is_there = found["is_there"].fill_null(False).to_numpy()
    filled = []
    for column in wanted:
        before = known[column] if column in known.columns else pl.repeat(None, known.height, eager=True)
        use = pl.Series(is_there & missing[column])
        filled.append(pl.when(use).then(found[column]).otherwise(before).alias(column))
        missing[column] &= ~is_there
    return known.with_columns(pl.select(filled).get_columns())


def _missing_alike(missing: Missing) -> list[list[str]]:
    """The columns that are missing for the same records, together."""
    groups: dict[bytes, list[str]] = {}
    for column, mask in missing.items():
        if mask.any() or not len(mask):
            groups.setdefault(mask.tobytes(), []).append(column)
    return list(groups.values())
