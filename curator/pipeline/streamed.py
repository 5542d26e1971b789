"""Compare records that do not fit into memory: read twice, compared part by part, with the same outcome."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator import dedup, schema
from curator.dedup.comparison import PLACES, Comparison, Settings
from curator.dedup.resolve import PAIRS
from curator.files import writing
from curator.pipeline.choice import Choice
from curator.pipeline.frames import measure
from curator.pipeline.large import ROW, compared_on_disk
from curator.pipeline.twins import duplicates
from curator.progress import Advance, stage, watched_by
from curator.text import is_blank, normalise
from curator.versions import VersionStore

ROWS = 1 << 14
"""Records looked at together."""

Portions = Callable[[], Iterator[pl.DataFrame]]
"""Gives canonical records, some at a time, whenever they are asked for."""


@dataclass(frozen=True)
class OnDisk:
    """What a comparison found, the listings in files of the folder that it was given."""

    settings: Settings
    removed: Mapping[str, int]
    """How many records go, by kind."""
    removals: pl.LazyFrame
    """As `Comparison.removals` gives them, part after part."""
    evidence: pl.LazyFrame
    """As `Comparison.evidence` gives it, part after part."""
    gone: NDArray[np.bool_]
    """For each record, in order, whether it goes."""

    def kept(self, portions: Portions) -> Iterator[pl.DataFrame]:
        """The records that stay, in order, some at a time."""
        first = 0
        for frame in _pieces(portions()):
            yield frame.filter(pl.Series(~self.gone[first : first + frame.height]))
            first += frame.height


def duplicates_on_disk(
    portions: Portions,
    *,
    folder: Path,
    views: Sequence[str] = ("full",),
    threshold: float = 0.8,
    keep: str = "longest",
    against: tuple[str, pl.DataFrame] | None = None,
    store: VersionStore | None = None,
    part_bytes: int | None = None,
) -> OnDisk:
    """Find what `duplicates` finds, with the memory that a part takes and about 100 bytes for each record.

    Of a group of records that are tied to each other, over any number of steps, and too many for a part, numbers are in
    memory, a few hundred bytes for each record, and its texts on disk.

    Args:
        portions: canonical records, the same each time they are asked for, such as those of `scan`.
        folder: an empty one, for what is written between the readings (about 150 bytes a record and view, and the
            records that are tied to others) and for the listings.
        views: as `duplicates` takes them, and so the others.
        threshold: similarity from which on records repeat each other.
        keep: who stays.
        against: name and canonical records of another set; they are held in memory.
        store: knows about which records people decided.
        part_bytes: as many bytes of text are compared at once; none: what suits most machines.

    Raises:
        CuratorError: the threshold, a view or the policy makes no sense for these records, or the disk is full.
    """
    from curator.dedup.passes import PART_BYTES, Sketch
    from curator.dedup.spool import Parts

    dedup.check_threshold(threshold)
    dedup.check_policy(keep)
    sketch, answers, choice = Sketch(folder / "keys", views, threshold), _Answers(), Choice(keep)
    with stage("reading texts for near-duplicates") as advance:
        for frame in _pieces(portions()):
            texts = measure(frame, ())
            sketch.add(texts, advance)
            answers.add(texts)
            choice.look_at(frame)
        total = sketch.records
        others = against[1] if against else pl.DataFrame(schema=schema.CANONICAL)
        for piece in others.iter_slices(ROWS):
            sketch.add(measure(piece, ()), advance)
    choice.check()
    split = sketch.parts(part_bytes or PART_BYTES)
    spool = Parts(folder / "parts")
    first = 0
    with stage("putting what may be alike together", sketch.records) as advance:
        for frame in _pieces(chain(portions(), [others])):
            rows = pl.int_range(first, first + frame.height, eager=True, dtype=pl.Int64)
            spool.add(frame.with_columns(rows.alias(ROW)), split.of_record[first : first + frame.height])
            first += frame.height
            advance(frame.height)
    gone = np.zeros(total, np.bool_)
    settings = Settings(
        records=total, conflicts=answers.conflicts(), views=tuple(views), threshold=threshold, keep=keep,
        against=against[0] if against else None, others=others.height,
    )  # fmt: skip
    found = _Listings(folder)
    nothing = Comparison(settings, pl.DataFrame(schema=PAIRS), pl.DataFrame(schema=PLACES))
    found.add(nothing.removals(), nothing.evidence())  # there is always a file
    with stage("comparing texts that may be near-duplicates", int((split.of_record >= 0).sum())) as advance:
        for number, frames in spool:
            if split.is_large[number]:
                compared = compared_on_disk(
                    _pieces(frames), settings, choice, store, folder=folder / f"large-{number}", advance=advance
                )
            else:
                compared = _compared(pl.concat(frames), settings, choice, store, advance)
            removals, evidence, goes = compared
            found.add(removals, evidence)
            gone[goes] = True
    return OnDisk(settings, found.removed, found.removals(), found.evidence(), gone)


def _compared(
    part: pl.DataFrame, settings: Settings, choice: Choice, store: VersionStore | None, advance: Advance
) -> tuple[pl.DataFrame, pl.DataFrame, NDArray[np.int64]]:
    """What goes of a part, the evidence, and the rows of what goes."""
    own, other = part.filter(pl.col(ROW) < settings.records), part.filter(pl.col(ROW) >= settings.records).drop(ROW)
    with watched_by(_silent):
        compared = duplicates(
            own.drop(ROW),
            views=settings.views,
            threshold=settings.threshold,
            keep=choice.among(own),
            against=(settings.against, other) if settings.against is not None and other.height else None,
            store=store,
            counts_conflicts=False,
        )
    removals = compared.removals()
    advance(part.height)
    return removals, compared.evidence(), own.join(removals, on="record_id", how="semi")[ROW].to_numpy()


class _Answers:
    """Counts the records whose prompt has several answers, by hashes: 16 bytes for each that has one."""

    def __init__(self) -> None:
        self._found: list[pl.DataFrame] = []

    def add(self, texts: pl.DataFrame) -> None:
        """Take the next records, with their views in place."""
        from curator.dedup.conflicts import final_answer

        answered = texts.filter(~is_blank(pl.col("prompt")), ~is_blank(pl.col("response")))
        if answered.height:
            asked = pl.struct(normalise(pl.col(name).fill_null("")).alias(name) for name in ("prompt", "system"))
            given = answered.select(asked=asked, answer=final_answer()).drop_nulls("answer")
            self._found.append(given.select(pl.all().hash()))

    def conflicts(self) -> int:
        """How many there are."""
        if not self._found:
            return 0
        counts = pl.concat(self._found).group_by("asked").agg(pl.len(), answers=pl.col("answer").n_unique())
        return int(counts.filter(pl.col("answers") > 1)["len"].sum())


class _Listings:
    """Writes what is found, part after part."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self.removed: dict[str, int] = {}

    def add(self, removals: pl.DataFrame, evidence: pl.DataFrame) -> None:
        """Take what a part holds."""
        for kind, count in removals.group_by("kind").len().iter_rows():
            self.removed[kind] = self.removed.get(kind, 0) + count
        for name, frame in (("removals", removals), ("evidence", evidence)):
            path = self._folder / f"{name}-{self._count:06}.parquet"
            with writing(path):
                frame.write_parquet(path, compression="lz4")
        self._count += 1

    def removals(self) -> pl.LazyFrame:
        return self._scanned("removals")

    def evidence(self) -> pl.LazyFrame:
        return self._scanned("evidence")

    def _scanned(self, name: str) -> pl.LazyFrame:
        files = [self._folder / f"{name}-{nth:06}.parquet" for nth in range(self._count)]
        return pl.scan_parquet(files, glob=False)


def _pieces(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    for frame in frames:
        yield from frame.iter_slices(ROWS)


def _silent(_: str, __: int | None) -> nullcontext[Advance]:
    return nullcontext(lambda _: None)
