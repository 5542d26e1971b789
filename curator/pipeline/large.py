"""Compare records that are tied to each other and too many for memory, with the outcome that memory would give."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator import dedup
from curator.dedup.comparison import OTHER, Settings
from curator.pipeline.choice import Choice
from curator.pipeline.frames import measure
from curator.pipeline.preferred import with_preferred
from curator.progress import Advance, stage
from curator.versions import VersionStore

ROW = "_row"
"""The column that says which of all records one is; those that others are compared against come last."""

_CHARS = "_chars"


def compared_on_disk(
    frames: Iterable[pl.DataFrame],
    settings: Settings,
    choice: Choice,
    store: VersionStore | None,
    *,
    folder: Path,
    advance: Advance,
) -> tuple[pl.DataFrame, pl.DataFrame, NDArray[np.int64]]:
    """What goes, the evidence, and the rows of what goes.

    Args:
        frames: canonical records with `ROW`.
        settings: of all records.
        choice: who stays.
        store: knows about which records people decided.
        folder: one that is not there yet.
        advance: told how many records were compared.
    """
    from curator.dedup.large import Large

    group = Large(folder, settings.views, settings.threshold)
    known: list[pl.DataFrame] = []
    for frame in frames:
        is_other = pl.col(ROW) >= settings.records
        for records, is_against in ((frame.filter(~is_other), False), (frame.filter(is_other), True)):
            if records.height:
                texts = measure(records, ())
                if is_against:
                    texts = texts.with_columns(record_id=OTHER + pl.col("record_id"))
                group.add(texts, is_against=is_against)
                known.append(_preferred(records, texts, choice, store))
    group.seal()
    places = pl.concat(known, how="diagonal_relaxed")[group.came].with_columns(record_id=group.names())
    own = places.filter(pl.col(ROW) < settings.records).sort(ROW)
    order = dedup.keep_order(own, choice.among(own), length=pl.col(_CHARS))
    safe = places.filter(pl.col(ROW) >= settings.records)["record_id"]
    with stage(f"comparing {places.height:,} texts that are tied to each other"):
        pairs, removals = dedup.settled(group.pairs(), order, group.measure, against=safe)
    group.close()
    advance(places.height)
    places = places.select(group.ids.alias("record_id"), "source", "source_row", ROW)
    goes, stays = (removals[name].cast(pl.Int64) for name in ("record_id", "twin_id"))
    removals = removals.with_columns(
        *_at(places, goes, record_id="record_id", source="source", source_row="source_row"),
        *_at(places, stays, twin_id="record_id", twin_source="source", twin_row="source_row"),
        *_at(places, removals["cluster_id"].cast(pl.Int64), cluster_id="record_id"),
        in_other=places[ROW].gather(stays) >= settings.records,
    ).sort("source", "source_row")
    return removals, _evidence(pairs, places, settings.threshold), places[ROW].gather(goes).to_numpy()


def _evidence(pairs: pl.DataFrame, places: pl.DataFrame, threshold: float) -> pl.DataFrame:
    """Pairs of names as `Comparison.evidence` gives those of ids."""
    pairs = pairs.filter(pl.col("kind") != "exact").sort((pl.col("similarity") - threshold).abs(), "a", "b", "view")
    a, b = (pairs[side].cast(pl.Int64) for side in "ab")
    return pairs.with_columns(
        *_at(places, a, a="record_id", a_source="source", a_row="source_row"),
        *_at(places, b, b="record_id", b_source="source", b_row="source_row"),
    )


def _at(places: pl.DataFrame, rows: pl.Series, **names: str) -> list[pl.Series]:
    """Columns of some rows, under other names."""
    return [places[name].gather(rows).alias(new) for new, name in names.items()]


def _preferred(records: pl.DataFrame, texts: pl.DataFrame, choice: Choice, store: VersionStore | None) -> pl.DataFrame:
    """Of each record where it is, how long it is, and what the keep policy compares."""
    policy = choice.among(records)
    known = with_preferred(records, texts, policy, store)
    wanted = ["source", "source_row", ROW, *({"annotated", dedup.score_column(policy)} & set(known.columns))]
    return known.select(*wanted, dedup.CHARACTERS.alias(_CHARS))
