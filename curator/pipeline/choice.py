"""A keep policy for records that are compared part by part."""

from pathlib import PurePath

import polars as pl

from curator import dedup, signals
from curator.errors import DataError, RecipeError
from curator.registry import closest


class Choice:
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
        if "meta" not in records.columns:  # somebody looked there already
            return False
        values = records.select(pl.col("meta").str.json_path_match(f"$['{self._field}']"))
        return values.to_series().null_count() < records.height
