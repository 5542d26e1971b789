"""What differs between two versions, record by record."""

import polars as pl

from curator.schema import CONTENT
from curator.versions.version import DatasetVersion

CHANGES = ("added", "removed", "changed", "other")


def diff(a: DatasetVersion, b: DatasetVersion) -> pl.DataFrame:
    """Every record whose verdict or content differs: `record_id, source, change, by, before, after, changed`.

    - `change`: `added` and `removed` tell of records that only one of the versions keeps, `changed` of records that
      both keep with another text, `other` of records that neither keeps.
    - `by`: who is behind it. The rule, `selection`, `restored` or `annotator:<id>` that decided; of a changed text
      the repairs. Null when the record is only in one of them.
    - `before`, `after`: its verdicts; null in a version that never saw it.
    - `changed`: whether its text differs.
    """
    other_text = _other_text(a, b)
    both = _judged(a).join(_judged(b), on="record_id", how="full", coalesce=True, suffix="_after")
    was_kept, is_kept = pl.col("verdict").eq_missing(pl.lit("keep")), pl.col("verdict_after").eq_missing(pl.lit("keep"))
    decided = pl.coalesce("decided_by_after", "decided_by")
    return (
        both.with_columns(changed=pl.col("record_id").is_in(other_text.implode()))
        .filter(pl.col("verdict").ne_missing(pl.col("verdict_after")) | pl.col("changed"))
        .with_columns(
            change=pl.when(is_kept & ~was_kept)
            .then(pl.lit("added"))
            .when(was_kept & ~is_kept)
            .then(pl.lit("removed"))
            .when(was_kept & is_kept)
            .then(pl.lit("changed"))
            .otherwise(pl.lit("other"))
        )
        .select(
            "record_id",
            pl.coalesce("source_after", "source").alias("source"),
            "change",
            by=pl.when(change="changed")
            .then(_repairs())
            .when(change="removed")
            .then("decided_by_after")
            .otherwise(decided),
            before="verdict",
            after="verdict_after",
            changed="changed",
        )
        .sort("record_id")
        .collect()
    )


def _judged(version: DatasetVersion) -> pl.LazyFrame:
    return version.frame("ledger").select("record_id", "source", "verdict", "decided_by", "fixes")


def _repairs() -> pl.Expr:
    """The repairs that only one of the versions made; all of them when both made the same ones, to another effect."""
    only_one = pl.col("fixes").list.set_symmetric_difference("fixes_after")
    return pl.when(only_one.list.len() > 0).then(only_one).otherwise("fixes_after").list.sort().list.join(", ")


def _other_text(a: DatasetVersion, b: DatasetVersion) -> pl.Series:
    """The ids of records that both have, with different texts: those came in equal, so only repairs tell them apart."""
    repaired = pl.concat([each.frame("changes").select("record_id") for each in (a, b)]).unique()
    text = pl.struct(*CONTENT).struct.json_encode()
    before, after = (
        each.frame("records").join(repaired, on="record_id", how="semi").select("record_id", text=text)
        for each in (a, b)
    )
    both = before.join(after, on="record_id", suffix="_after")
    return both.filter(pl.col("text") != pl.col("text_after")).select("record_id").collect()["record_id"]
