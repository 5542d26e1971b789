"""Which records repeat others, and which of them to keep."""

from collections.abc import Sequence
from typing import Literal

import polars as pl

from curator import dedup, recipe
from curator.cache import remembered
from curator.dedup.comparison import OTHER, Comparison, Settings
from curator.dedup.resolve import PAIRS, Measure
from curator.pipeline.frames import DUPLICATE_COLUMNS, measure
from curator.pipeline.preferred import with_preferred
from curator.versions import VersionStore

SEMANTIC = "semantic:"
"""Before the name of the view in which two records mean the same."""


def duplicates(
    records: pl.DataFrame,
    *,
    views: Sequence[str] = ("full",),
    threshold: float = 0.8,
    keep: str = "longest",
    against: tuple[str, pl.DataFrame] | None = None,
    store: VersionStore | None = None,
    counts_conflicts: bool = True,
    semantic: Literal["list", "drop"] | None = None,
) -> Comparison:
    """Compare records with each other, without judging them by rules.

    Args:
        records: canonical records.
        views: the texts that are compared; records that are alike in one of them repeat each other.
        threshold: similarity from which on they do, above 0 and below 1.
        keep: who stays, as `keep_order` takes it.
        against: name and canonical records of another set; what repeats one of these goes, and all of these stay.
        store: knows about which records people decided, for the policy `annotated`.
        counts_conflicts: whether to look for prompts with several answers too.
        semantic: whether to look for records that mean the same in other words too, and what becomes of them.

    Raises:
        CuratorError: the threshold, a view or the policy makes no sense for these records.
    """
    from curator.dedup.edges import find_pairs

    dedup.check_threshold(threshold)
    texts = measure(records, ())
    order = dedup.keep_order(with_preferred(records, texts, keep, store), policy=keep)
    name, others = (against[0], _others(against[1])) if against else (None, None)
    safe = others["record_id"] if others is not None else pl.Series(dtype=pl.String)
    found = [find_pairs(texts, view=view, threshold=threshold, against=others) for view in views]
    everything = texts if others is None else pl.concat([texts, others], how="diagonal")
    pairs = dedup.closed(pl.concat(found), order, _measure(everything, threshold), against=safe)
    if semantic:
        meant = pl.concat([_semantic(everything, view, drop=semantic == "drop") for view in views])
        # Who are duplicates anyway need no word about what they mean; who differ in a number or a name are told apart.
        judged = pairs.filter(~pl.col("kind").is_in(["below", "content"]))
        pairs = pl.concat([pairs, meant.join(judged, on=["a", "b"], how="anti")])
    places = order.with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64))
    named = everything.select("record_id", "source", "source_row").join(places, on="record_id", how="left")
    settings = Settings(
        records=records.height,
        conflicts=conflicting(texts) if counts_conflicts else 0,
        views=tuple(views),
        threshold=threshold,
        keep=keep,
        against=name,
        others=len(safe),
    )
    involved = pl.concat([pairs["a"], pairs["b"]]).unique().implode()
    kept = named.filter(pl.col("record_id").is_in(involved)).with_columns(pl.col("place").fill_null(-1))
    return Comparison(settings, pairs.sort("view", "a", "b"), kept.sort("record_id"))


def conflicting(texts: pl.DataFrame) -> int:
    """How many records have the prompt of another and a different short answer."""
    from curator.dedup.conflicts import conflicts

    return int((conflicts(texts)["prompt_answers"] > 1).sum())


def of_run(
    records: pl.DataFrame,
    content_ids: pl.Series,
    judged: pl.DataFrame,
    wanted: recipe.Dedup,
    store: VersionStore | None,
) -> pl.DataFrame:
    """`record_id`, `twin_id` and the duplicate columns, a row a record; null throughout when switched off.

    Args:
        records: canonical records.
        content_ids: one a record; equal for equal content.
        judged: `record_id` and the verdict of the rules that know nothing of duplicates.
        wanted: how duplicates are found.
        store: remembers pairs, and knows about which records people decided; none: they are looked for anew.
    """
    ids = records.select("record_id")
    if not wanted.enabled:
        nothing = {"twin_id": pl.String, **DUPLICATE_COLUMNS}
        return ids.with_columns(**{name: pl.lit(None, dtype=dtype) for name, dtype in nothing.items()})
    from curator.dedup.conflicts import conflicts

    texts = measure(records, ())
    rank = pl.col("verdict").replace_strict({"keep": 0, "review": 1, "drop": 2}, return_dtype=pl.Int64)
    order = dedup.keep_order(
        with_preferred(records, texts, wanted.keep, store).join(
            judged.select("record_id", rank=rank), on="record_id", maintain_order="left"
        ),
        policy=wanted.keep,
        rank=pl.col("rank"),
    )
    named = ids.with_columns(content=content_ids)
    found = [_pairs(texts, named, view, wanted.threshold, store) for view in wanted.view]
    removals = dedup.settled(pl.concat(found), order, _measure(texts, wanted.threshold))[1]
    # Of copies that a rule drops anyway none is kept, so none is a duplicate of a kept record.
    lost = judged.filter(pl.col("verdict") == "drop").select(twin_id="record_id")
    removals = removals.join(lost, on="twin_id", how="anti")
    return (
        ids.join(removals, on="record_id", how="left", maintain_order="left")
        .rename({"kind": "duplicate_kind", "similarity": "duplicate_similarity"})
        .join(conflicts(texts), on="record_id", how="left", maintain_order="left")
        .select("record_id", "twin_id", *DUPLICATE_COLUMNS)
    )


def _pairs(
    texts: pl.DataFrame, named: pl.DataFrame, view: str, threshold: float, store: VersionStore | None
) -> pl.DataFrame:
    """The pairs of one view. Those that another threshold found do not serve: LSH proposes others for it, and the same
    recipe must give the same version whatever was asked before."""
    from curator.dedup.edges import find_pairs

    return remembered(
        store.root / "cache" / "pairs" if store else None,
        named,
        {"version": dedup.VERSION, "view": view, "threshold": threshold},
        lambda: find_pairs(texts, view=view, threshold=threshold),
    )


def _semantic(texts: pl.DataFrame, view: str, *, drop: bool) -> pl.DataFrame:
    """Pairs that mean the same in other words, in a view of their own; to `drop` them they count as near."""
    from curator.dedup.semantic import semantic_pairs

    is_within_other = pl.col("a").str.starts_with(OTHER)  # then so does b
    found = semantic_pairs(texts, view=view).filter(pl.col("kind") == "semantic", ~is_within_other)
    return found.with_columns(
        pl.lit("near" if drop else "semantic").alias("kind"), pl.lit(f"{SEMANTIC}{view}").alias("view")
    )


def _others(records: pl.DataFrame) -> pl.DataFrame:
    """The records of the other set, under names of their own."""
    return measure(records, ()).with_columns(record_id=OTHER + pl.col("record_id"))


def _measure(texts: pl.DataFrame, threshold: float) -> Measure:
    """Compares pairs of these records by their ids."""

    def compare(pairs: pl.DataFrame) -> pl.DataFrame:
        from curator.dedup.edges import measure as compared

        found = [pl.DataFrame(schema={name: PAIRS[name] for name in ("similarity", "kind", "parts")})]
        for (view,), group in pairs.group_by("view", maintain_order=True):
            named = pl.concat([group["a"], group["b"]]).unique().implode()
            records = texts.filter(pl.col("record_id").is_in(named))
            rows = records.select(id="record_id", row=pl.int_range(pl.len(), dtype=pl.Int64))
            left, right = (
                group.join(rows, left_on=side, right_on="id", how="left", maintain_order="left")["row"].to_numpy()
                for side in "ab"
            )
            found.append(compared(records, left, right, str(view), threshold))
        return pl.concat(found)

    return compare
