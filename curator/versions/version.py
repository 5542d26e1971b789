"""One version: its frames and its manifest, as they lie in the store."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from curator.versions import frames as files
from curator.versions import manifest

FRAMES = ("records", "ledger", "signals", "changes", "quarantine")
OPTIONAL = ("annotations",)
"""Frames that a version has once somebody gave it one; its descendants have it too."""


@dataclass(frozen=True)
class DatasetVersion:
    """What one run made of its input, never edited.

    Frames (lazy): `records` (canonical, repaired, of every verdict), `ledger` (a row a record that came in),
    `signals` (`record_id` and the measures), `changes` (`record_id, fix, field, before, after`) and `quarantine`;
    of what people were asked about also `annotations`.
    """

    path: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Counts, sources, recipe, rules, library versions and the hash of every file."""
        return manifest.read(self.path)

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits."""
        return self.path.name

    @property
    def parent(self) -> str | None:
        """The version this one was made from."""
        parent: str | None = self.manifest["parent"]
        return parent

    @property
    def frames(self) -> tuple[str, ...]:
        """The names of its frames."""
        return (*FRAMES, *(name for name in OPTIONAL if f"{name}.parquet" in self.manifest["files"]))

    def frame(self, name: str) -> pl.LazyFrame:
        """One of the version's frames.

        Raises:
            DataError: its file is missing or damaged; damage that only reading shows is raised by whoever collects.
        """
        assert name in (*FRAMES, *OPTIONAL), name
        return files.scan(self.path / f"{name}.parquet")

    def with_verdict(self, *verdicts: str) -> pl.LazyFrame:
        """The canonical records of these verdicts, in the order of the sources."""
        wanted = self.frame("ledger").filter(pl.col("verdict").is_in(verdicts)).select("record_id")
        return self.frame("records").join(wanted, on="record_id", how="semi").sort("source", "source_row")

    def kept(self) -> pl.LazyFrame:
        """The records that the version consists of."""
        return self.with_verdict("keep")
