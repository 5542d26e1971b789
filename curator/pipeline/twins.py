"""Which records repeat others, and which of them to keep."""

from pathlib import Path

import polars as pl

from curator import dedup, recipe
from curator.cache import remembered
from curator.pipeline.frames import DUPLICATE_COLUMNS, measure


def duplicates(records: pl.DataFrame, *, view: dedup.View, threshold: float, keep: str) -> pl.DataFrame:
    """The records that repeat another one, without judging them by rules.

    Returns:
        `record_id`, `source`, `source_row`, `twin_id`, `twin_row`, `similarity`, `kind`, in the order of the sources.
    """
    texts = measure(records, ())
    order = dedup.keep_order(texts, policy=keep)
    edges = dedup.find_edges(texts, view=view, threshold=threshold).with_columns(view=pl.lit(view))
    removals = dedup.resolve(edges, order)
    places = records.select("record_id", "source", "source_row")
    return (
        removals.join(places, on="record_id")
        .join(places.select(twin_id="record_id", twin_row="source_row"), on="twin_id")
        .select("record_id", "source", "source_row", "twin_id", "twin_row", "similarity", "kind")
        .sort("source", "source_row")
    )


def of_run(
    records: pl.DataFrame,
    content_ids: pl.Series,
    judged: pl.DataFrame,
    wanted: recipe.Dedup,
    cache: Path | None,
) -> pl.DataFrame:
    """`record_id`, `twin_id` and the duplicate columns, a row a record; null throughout when switched off.

    Args:
        records: canonical records.
        content_ids: one a record; equal for equal content.
        judged: `record_id` and the verdict of the rules that know nothing of duplicates.
        wanted: how duplicates are found.
        cache: a folder that remembers pairs; none: they are looked for anew.
    """
    ids = records.select("record_id")
    if not wanted.enabled:
        nothing = {"twin_id": pl.String, **DUPLICATE_COLUMNS}
        return ids.with_columns(**{name: pl.lit(None, dtype=dtype) for name, dtype in nothing.items()})
    texts = measure(records, ())
    rank = pl.col("verdict").replace_strict({"keep": 0, "review": 1, "drop": 2}, return_dtype=pl.Int64)
    order = dedup.keep_order(
        texts.join(judged.select("record_id", rank=rank), on="record_id", maintain_order="left"),
        policy=wanted.keep,
        rank=pl.col("rank"),
    )
    edges = remembered(
        cache,
        ids.with_columns(content=content_ids),
        {"version": dedup.VERSION, "view": wanted.view, "threshold": wanted.threshold},
        lambda: dedup.find_edges(texts, view=wanted.view, threshold=wanted.threshold),
    )
    # Of copies that a rule drops anyway none is kept, so none is a duplicate of a kept record.
    lost = judged.filter(pl.col("verdict") == "drop").select(twin_id="record_id")
    edges = edges.with_columns(view=pl.lit(wanted.view))
    removals = dedup.resolve(edges, order).join(lost, on="twin_id", how="anti")
    return (
        ids.join(removals, on="record_id", how="left", maintain_order="left")
        .rename({"kind": "duplicate_kind", "similarity": "duplicate_similarity"})
        .join(dedup.conflicts(texts), on="record_id", how="left", maintain_order="left")
        .select("record_id", "twin_id", *DUPLICATE_COLUMNS)
    )
