"""Records that were compared: the pairs, and all it takes to say who goes, at this threshold and at higher ones."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from curator.dedup.resolve import APART, PAIRS, REMOVING, resolve
from curator.dedup.rethreshold import rethreshold
from curator.errors import DataError
from curator.files import whole_file

FORMAT = 1
"""Raised whenever a saved comparison would be read wrongly."""

OTHER = "~"
"""Before the ids of records that others are compared against: both sets may hold the same record."""

PLACES = pl.Schema({"record_id": pl.String, "source": pl.String, "source_row": pl.Int64, "place": pl.Int64})

_KEY = "curator dedup"
_TOLD = {"records": int, "conflicts": int, "threshold": float, "keep": str, "against": str | None, "others": int}
_SIDES = {f"{side}_{name}": dtype for side in "ab" for name, dtype in list(PLACES.items())[1:]}
_FILE = pl.Schema({**PAIRS, **_SIDES})


@dataclass(frozen=True)
class Settings:
    """What was compared, and how."""

    records: int
    conflicts: int
    """Records whose prompt has several answers."""
    views: tuple[str, ...]
    threshold: float
    keep: str
    against: str | None = None
    """What the records were compared against; none: only each other."""
    others: int = 0
    """How many records that has."""


@dataclass(frozen=True)
class Comparison:
    """Pairs as `find_pairs` gives them, and of every record in them where it is and how much it deserves to stay."""

    settings: Settings
    pairs: pl.DataFrame
    places: pl.DataFrame
    """`record_id`, `source`, `source_row`, `place`: the best is 0; -1 for records that are never removed."""

    def at(self, threshold: float) -> "Comparison":
        """The same at another threshold; nothing is compared anew.

        Raises:
            RecipeError: it is below the one that the pairs were looked for with.
        """
        pairs = rethreshold(self.pairs, threshold, self.settings.threshold)
        return replace(self, settings=replace(self.settings, threshold=threshold), pairs=pairs)

    def removals(self) -> pl.DataFrame:
        """Who goes and in favour of whom, in the order of the sources.

        Returns:
            What `resolve` gives, and `source`, `source_row`, `twin_source`, `twin_row`, `in_other`: whether the twin
            is one of the records that others are compared against.
        """
        order = self.places.filter(pl.col("place") >= 0).sort("place")
        safe = self.places.filter(pl.col("place") < 0)["record_id"]
        where = self.places.select("record_id", "source", "source_row")
        twins = where.rename({"record_id": "twin_id", "source": "twin_source", "source_row": "twin_row"})
        return (
            resolve(self.pairs, order, against=safe)
            .join(where, on="record_id")
            .join(twins, on="twin_id")
            .with_columns(in_other=pl.col("twin_id").is_in(safe.implode()))
            .sort("source", "source_row")
        )

    def evidence(self) -> pl.DataFrame:
        """All pairs but copies, those that were decided most narrowly first.

        Returns:
            What `find_pairs` gives, and `a_source`, `a_row`, `b_source`, `b_row`.
        """
        narrow = (pl.col("similarity") - self.settings.threshold).abs()
        placed = self._placed(self.pairs.filter(pl.col("kind") != "exact")).sort(narrow, "a", "b", "view")
        return placed.drop("a_place", "b_place").rename({"a_source_row": "a_row", "b_source_row": "b_row"})

    def save(self, path: Path) -> None:
        """Write everything into one Parquet file.

        Raises:
            DataError: the file cannot be written.
        """
        about = orjson.dumps({"format": FORMAT, **asdict(self.settings)}).decode()
        with whole_file(path) as part:
            self._placed(self.pairs).select(_FILE.names()).write_parquet(part, metadata={_KEY: about})

    def _placed(self, pairs: pl.DataFrame) -> pl.DataFrame:
        for side in "ab":
            named = {f"{side}_{name}": name for name in PLACES.names()[1:]}
            pairs = pairs.join(self.places.select(pl.col("record_id").alias(side), **named), on=side, how="left")
        return pairs


def load(path: Path) -> Comparison:
    """Read what `save` wrote.

    Raises:
        DataError: the file is missing, damaged, something else, or of another version of curator.
    """
    hint = "name a file that curator dedup --save wrote"
    if not path.is_file():
        raise DataError("no such file", where=str(path), hint=hint)
    try:
        about = pl.read_parquet_metadata(path).get(_KEY)
        table = pl.read_parquet(path, glob=False)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise DataError(f"cannot be read: {str(error).splitlines()[0]}", where=str(path), hint=hint) from None
    if about is None or table.schema != _FILE:
        raise DataError("holds no pairs of records", where=str(path), hint=hint)
    settings = _settings(about, path)
    checks = [
        pl.col("similarity").is_between(0, 1).all(),
        pl.col("parts").is_between(0, 1).all(),
        pl.col("kind").is_in([*REMOVING, *APART]).all(),
    ]
    if table.null_count().transpose().sum().item() or not all(table.select(checks).row(0)):
        raise DataError("is damaged: pairs lack what they need", where=str(path), hint=hint)
    sides = [
        table.select(
            pl.col(side).alias("record_id"), *(pl.col(f"{side}_{name}").alias(name) for name in PLACES.names()[1:])
        )
        for side in "ab"
    ]
    return Comparison(settings, table.select(PAIRS.names()), pl.concat(sides).unique("record_id").sort("record_id"))


def _settings(about: str, path: Path) -> Settings:
    try:
        told: dict[str, Any] = orjson.loads(about)
        made_with = told.pop("format")
        settings = Settings(**{**told, "views": tuple(told["views"])})
        is_told = all(isinstance(getattr(settings, name), kind) for name, kind in _TOLD.items())
        is_told = is_told and all(isinstance(view, str) for view in settings.views) and 0 < settings.threshold < 1
    except (ValueError, TypeError, KeyError, AttributeError):
        is_told = False
    if not is_told:
        raise DataError("is damaged: it does not say how it was made", where=str(path)) from None
    if made_with != FORMAT:
        raise DataError("was saved by another version of curator", where=str(path), hint="compare the records again")
    return settings
