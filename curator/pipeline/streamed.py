"""Compare records that do not fit into memory: read twice, compared part by part, with the same outcome."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator import dedup, schema, signals
from curator.dedup.comparison import PLACES, Comparison, Settings
from curator.dedup.resolve import PAIRS
from curator.errors import DataError, RecipeError
from curator.files import writing
from curator.pipeline.frames import measure
from curator.pipeline.twins import duplicates
from curator.progress import Advance, stage, watched_by
from curator.registry import closest
from curator.text import is_blank, normalise
from curator.versions import VersionStore

ROWS = 1 << 15
"""Records looked at together."""


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

    def kept(self, records: pl.LazyFrame) -> Iterator[pl.DataFrame]:
        """The records that stay, in order, as many at a time as were read together."""
        first = 0
        for frame in _frames(records):
            yield frame.filter(pl.Series(~self.gone[first : first + frame.height]))
            first += frame.height


def duplicates_on_disk(
    records: pl.LazyFrame,
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

    A group of records that are tied to each other, over any number of steps, is compared in memory whatever its size.

    Args:
        records: canonical records that can be read again, such as those of `scan`.
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
    sketch, answers, choice = Sketch(folder / "keys", views, threshold), _Answers(), _Choice(keep)
    with stage("reading texts for near-duplicates") as advance:
        for frame in _frames(records):
            texts = measure(frame, ())
            sketch.add(texts, advance)
            answers.add(texts)
            choice.look_at(frame)
        total = sketch.records
        others = against[1] if against else pl.DataFrame(schema=schema.CANONICAL)
        for piece in others.iter_slices(ROWS):
            sketch.add(measure(piece, ()), advance)
    choice.check()
    parts = sketch.parts(part_bytes or PART_BYTES)
    spool = Parts(folder / "parts")
    first = 0
    for frame in (*_frames(records), *others.iter_slices(ROWS)):
        rows = pl.int_range(first, first + frame.height, eager=True, dtype=pl.Int64)
        spool.add(frame.with_columns(rows.alias(_ROW)), parts[first : first + frame.height])
        first += frame.height
    gone = np.zeros(total, np.bool_)
    settings = Settings(
        records=total, conflicts=answers.conflicts(), views=tuple(views), threshold=threshold, keep=keep,
        against=against[0] if against else None, others=others.height,
    )  # fmt: skip
    found = _Listings(folder)
    found.add(Comparison(settings, pl.DataFrame(schema=PAIRS), pl.DataFrame(schema=PLACES)))  # there is always a file
    with stage("comparing texts that may be near-duplicates", int(parts.max(initial=-1)) + 1) as advance:
        for part in spool:
            own, other = part.filter(pl.col(_ROW) < total), part.filter(pl.col(_ROW) >= total).drop(_ROW)
            if own.height:
                with watched_by(_silent):
                    compared = duplicates(
                        own.drop(_ROW),
                        views=views,
                        threshold=threshold,
                        keep=choice.among(own),
                        against=(against[0], other) if against and other.height else None,
                        store=store,
                        counts_conflicts=False,
                    )
                removed = found.add(compared)
                gone[own.join(removed, on="record_id", how="semi")[_ROW].to_numpy()] = True
            advance(1)
    return OnDisk(settings, found.removed, found.removals(), found.evidence(), gone)


class _Choice:
    """A keep policy for parts, of which one may lack the sources or the field that it names."""

    def __init__(self, policy: str) -> None:
        self._policy = policy
        self._field = dedup.score_column(policy)
        self._sources: set[str] = set()
        self._has_field = self._field is None or self._field in signals.schema()

    def look_at(self, records: pl.DataFrame) -> None:
        """Learn what there is."""
        self._sources.update(records["source"].unique())
        self._has_field = self._has_field or self._holds_field(records)

    def check(self) -> None:
        """Make sure that the policy makes sense.

        Raises:
            RecipeError: there is no such source.
            DataError: there is no such field.
        """
        for name in self._named():
            if not self._meant(name, self._sources):
                raise RecipeError(f"no source {name!r} to keep records of", hint=closest(name, sorted(self._sources)))
        if not self._has_field:
            raise DataError(f"no column {self._field!r} to choose by", hint="name a signal or a field of the data")

    def among(self, records: pl.DataFrame) -> str:
        """The policy for some of the records; what it does not decide, the length does anyway."""
        sources = set(records["source"].unique())
        if self._named():
            names = [name for name in self._named() if self._meant(name, sources)]
            return f"source:{','.join(names)}" if names else "longest"
        if self._field is None or self._field in signals.schema() or self._holds_field(records):
            return self._policy
        return "longest"

    def _named(self) -> list[str]:
        kind, _, names = self._policy.partition(":")
        return [name.strip() for name in names.split(",") if name.strip()] if kind == "source" else []

    def _meant(self, name: str, sources: set[str]) -> bool:
        return any(name in (source, PurePath(source).name, PurePath(source).stem) for source in sources)

    def _holds_field(self, records: pl.DataFrame) -> bool:
        if self._field in records.columns:
            return True
        values = records.select(pl.col("meta").str.json_path_match(f"$['{self._field}']"))
        return values.to_series().null_count() < records.height


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

    def add(self, compared: Comparison) -> pl.DataFrame:
        """Take what a part holds; the ids of those of its records that go."""
        removals = compared.removals()
        for kind, count in removals.group_by("kind").len().iter_rows():
            self.removed[kind] = self.removed.get(kind, 0) + count
        for name, frame in (("removals", removals), ("evidence", compared.evidence())):
            path = self._folder / f"{name}-{self._count:06}.parquet"
            with writing(path):
                frame.write_parquet(path, compression="lz4")
        self._count += 1
        return removals.select("record_id")

    def removals(self) -> pl.LazyFrame:
        return self._scanned("removals")

    def evidence(self) -> pl.LazyFrame:
        return self._scanned("evidence")

    def _scanned(self, name: str) -> pl.LazyFrame:
        files = [self._folder / f"{name}-{nth:06}.parquet" for nth in range(self._count)]
        return pl.scan_parquet(files, glob=False)


def _frames(records: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    for frame in records.collect_batches(maintain_order=True):
        yield from frame.iter_slices(ROWS)


def _silent(_: str, __: int | None) -> nullcontext[Advance]:
    return nullcontext(lambda _: None)


_ROW = "_row"
