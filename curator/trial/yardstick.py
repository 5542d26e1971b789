"""The quality index of what each arm trains on, all arms measured by the same rules."""

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from curator import scores
from curator.evaluate.tradeoff import Index
from curator.versions import DatasetVersion


class Yardstick:
    """The rules of whichever version has most of them, and what they hit."""

    def __init__(self, versions: Sequence[DatasetVersion]) -> None:
        """Choose among versions of the same records; of others nothing is told."""
        self._version = max(versions, key=lambda version: len(version.manifest["rules"]), default=None)

    def index(self, version: DatasetVersion, record_ids: Sequence[str]) -> Index | None:
        """The quality index of these records as `version` has them: what it repaired counts no more.

        None when the rules were not held against all of them, or nothing is known of them.
        """
        if self._version is None or not self._rules or not record_ids:
            return None
        wanted = pl.Series("record_id", record_ids).unique()
        hits = self._ledger.filter(pl.col("record_id").is_in(wanted.implode()))
        if hits.height < len(wanted):
            return None
        repaired = version.frame("ledger").select("record_id", "fixes", "decided_by").collect()
        is_vetted = pl.col("decided_by").fill_null("").str.starts_with("annotator:")
        names = [rule.id for rule in self._rules]
        ledger = hits.join(repaired, on="record_id", how="inner").with_columns(
            **{name: pl.col(name) & ~is_vetted for name in names}, verdict=pl.lit("keep")
        )
        whole = scores.quality(ledger, self._rules).whole
        return None if whole is None else Index(whole.index, whole.low, whole.high)

    @cached_property
    def _rules(self) -> tuple[scores.ScoredRule, ...]:
        return scores.scored_rules(self._version.manifest["rules"]) if self._version else ()

    @cached_property
    def _ledger(self) -> pl.DataFrame:
        assert self._version
        return self._version.frame("ledger").select("record_id", *(rule.id for rule in self._rules)).collect()
