"""Read any supported files into canonical records; what cannot be read goes to quarantine, with its place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from curator import formats
from curator.readers import walked
from curator.readers.batches import QUARANTINE, SourceInfo, read
from curator.readers.sources import find
from curator.readers.spool import Spool


@dataclass(frozen=True)
class Scan:
    """Canonical records in the order of the sources, what could not be read, and how each source was read."""

    records: pl.LazyFrame
    quarantine: pl.DataFrame
    sources: tuple[SourceInfo, ...]
    portions: Callable[[], Iterator[pl.DataFrame]]
    """The records, some at a time, and none read before it is asked for."""
    is_on_disk: bool = False
    """Whether the records were too many for memory, so that reading them reads files."""


def scan(
    sources: Sequence[str],
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    spool: Path | None = None,
    compiler: bool = False,
) -> Scan:
    """Read files, patterns of files, addresses, or standard input (`-`).

    Args:
        sources: paths, patterns, addresses or `-`; see `find`.
        format: the name of the format of all sources; null to tell it from each one's first records.
        columns: canonical field → key in the file, instead of a format.
        spool: a folder for Parquet files with the records, should they be too many for memory; none: a temporary one
            that is removed with the last frame that reads it.
        compiler: whether the compiler will be loaded anyway, so that few records are enough for compiled functions.

    Raises:
        DataError: a source that cannot be read at all, is of an unknown format, or has not one readable record.
        RecipeError: an unknown format, or a column map that contradicts itself.
    """
    forced = formats.mapped(columns) if columns else formats.named(format) if format else None
    worth = walked.WORTH_LOADED_BYTES if compiler else walked.WORTH_BYTES
    found = find(sources)
    places = {source.name: place for place, source in enumerate(found)}
    kept = Spool(spool)
    quarantine: list[tuple[int, pl.DataFrame]] = []
    infos: dict[str, SourceInfo] = {}
    try:
        for batch in read(found, forced, columns or {}, worth=worth):
            place = places[batch.source]
            kept.add(place, batch.records)
            if batch.quarantine.height:
                quarantine.append((place, batch.quarantine))
            if batch.finished:
                infos[batch.source] = batch.finished
        records = kept.records()
        return Scan(
            records=records.frame,
            quarantine=pl.concat(
                [pl.DataFrame(schema=QUARANTINE), *(frame for _, frame in sorted(quarantine, key=lambda held: held[0]))]
            ),
            sources=tuple(infos[source.name] for source in found),
            portions=records.portions,
            is_on_disk=kept.is_on_disk,
        )
    except BaseException:
        kept.close()
        raise
