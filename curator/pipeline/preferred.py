"""What a keep policy compares and records do not hold in a column of their own: scores, and what people decided."""

import orjson
import polars as pl

from curator import dedup, overrides, signals
from curator.errors import DataError
from curator.pipeline.frames import measure
from curator.registry import closest
from curator.versions import VersionStore

LOOKED_AT = 100  # records whose fields are named in a message


def with_preferred(records: pl.DataFrame, texts: pl.DataFrame, policy: str, store: VersionStore | None) -> pl.DataFrame:
    """`texts` with the column that the keep policy compares.

    Args:
        records: canonical records.
        texts: the same with their views.
        policy: as `keep_order` takes it. A score is a signal, or a field of the records that curator does not read.
        store: knows about which records people decided; none: nobody did.

    Raises:
        RecipeError: there is no such policy.
        DataError: there is no such score, or it is no number.
    """
    dedup.check_policy(policy)
    if policy == "annotated":
        wanted = pl.Series(sorted(_wanted_by_people(store)), dtype=pl.String)
        return texts.with_columns(annotated=pl.col("record_id").is_in(wanted.implode()))
    column = dedup.score_column(policy)
    if column is None or column in texts.columns:
        return texts
    if column in signals.schema():
        return texts.with_columns(measure(records, [column])[column])
    return texts.with_columns(_field(records, column))


def _field(records: pl.DataFrame, name: str) -> pl.Series:
    """A field that the format of the records has no name for, as numbers."""
    told = (orjson.loads(meta).get(name) if meta else None for meta in records["meta"])
    values = [float(value) if isinstance(value, int | float) else value for value in told]
    odd = next((row for row, value in enumerate(values) if not isinstance(value, float | None)), None)
    if odd is not None:
        where = f"{records['source'][odd]}, row {records['source_row'][odd]}"
        raise DataError(f"field {name!r} is {values[odd]!r}, which is no number", where=where, hint="keep by numbers")
    if all(value is None for value in values):
        held = {key for meta in records["meta"].drop_nulls().head(LOOKED_AT) for key in orjson.loads(meta)}
        known = [key for key in held if not key.startswith("_")]
        raise DataError(f"no column {name!r} to choose by", hint=closest(name, [*known, *signals.schema()]))
    return pl.Series(name, values, dtype=pl.Float64)


def _wanted_by_people(store: VersionStore | None) -> set[str]:
    """Records that people restored, or kept when they were asked, in any version."""
    if store is None or not store.root.is_dir():
        return set()
    wanted = set(overrides.load(store.root))
    for version in store.all():
        ledger = version.frame("ledger").filter(
            pl.col("verdict") == "keep", pl.col("decided_by").str.starts_with("annotator:")
        )
        wanted.update(ledger.select("record_id").collect()["record_id"])
    return wanted
