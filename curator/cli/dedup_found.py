"""What `curator dedup` found, wherever it lies: the one object behind `--json` and the terminal."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from curator.dedup.comparison import OTHER, Comparison, Settings


@dataclass(frozen=True)
class Found:
    """Duplicates with their evidence."""

    settings: Settings
    removals: pl.LazyFrame
    """As `Comparison.removals` gives them."""
    pairs: pl.LazyFrame
    """As `Comparison.evidence` gives them, the most narrowly decided first."""

    @classmethod
    def of(cls, compared: Comparison) -> "Found":
        """What a comparison in memory found."""
        return cls(compared.settings, compared.removals().lazy(), compared.evidence().lazy())

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many records go, by the kind of the pair."""
        return dict(self.removals.group_by("kind").len().collect(engine="streaming").iter_rows())

    @property
    def removed(self) -> int:
        """How many records go."""
        return sum(self.counts.values())

    @cached_property
    def leak(self) -> dict[str, Any] | None:
        """How much of another set the records repeat; none when they were compared with no other."""
        if self.settings.against is None:
            return None
        leaked = self.removals.filter("in_other")
        counts = dict(leaked.group_by("kind").len().collect(engine="streaming").iter_rows())
        return {
            "against": self.settings.against,
            "records": self.settings.others,
            "repeated": leaked.select(pl.col("twin_id").n_unique()).collect(engine="streaming").item(),
            "exact": counts.get("exact", 0),
            "near": counts.get("near", 0),
        }

    def to_dict(self, recall: str, output: str | None) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "records": self.settings.records,
            "exact": self.counts.get("exact", 0),
            "near": self.counts.get("near", 0),
            "conflicts": self.settings.conflicts,
            "views": self.settings.views,
            "threshold": self.settings.threshold,
            "keep": self.settings.keep,
            "recall": recall,
            "leak": self.leak,
            "output": output,
            "removals": self.removals.with_columns(pl.col("twin_id").str.strip_prefix(OTHER)).collect().to_dicts(),
            "pairs": self.pairs.with_columns(pl.col("b").str.strip_prefix(OTHER)).collect().to_dicts(),
        }
