"""Which of several duplicates deserves to stay: the order of all records, best first."""

from pathlib import PurePath

import polars as pl

from curator.errors import DataError, RecipeError
from curator.registry import closest

CHARACTERS = pl.col("full").str.len_chars().fill_null(0).cast(pl.Int64)
"""How long a record is."""

POLICIES = ("longest", "shortest", "first", "annotated", "score:COLUMN", "source:A,B,…")


def check_policy(policy: str) -> None:
    """Make sure that there is such a keep policy.

    Raises:
        RecipeError: there is none.
    """
    name, _, wanted = policy.partition(":")
    if policy in POLICIES[:4] or (name in ("score", "source") and _names(wanted)):
        return
    if name in ("score", "source"):
        example = "score:quality" if name == "score" else "source:gold.jsonl,web.jsonl"
        raise RecipeError(f"keep policy {policy!r} does not say which", hint=f"write it as {example}")
    raise RecipeError(f"unknown keep policy {policy!r}", hint=closest(policy, POLICIES))


def score_column(policy: str) -> str | None:
    """The column whose highest value stays; none for other policies."""
    name, _, column = policy.partition(":")
    return column.strip() if name == "score" else None


def keep_order(
    frame: pl.DataFrame, policy: str = "longest", rank: pl.Expr | None = None, *, length: pl.Expr = CHARACTERS
) -> pl.DataFrame:
    """The records in the order in which they deserve to be kept, best first: one column, `record_id`.

    Args:
        frame: `record_id`, what `length` reads, and what the policy compares.
        policy: `longest` or `shortest` by the length; `first` by the place in the frame;
            `score:COLUMN`, the highest number in that column, null last; `source:A,B`, records of these sources (their
            names with or without folder and suffix) before those of others; `annotated`, those for which this column
            is true. What a policy leaves undecided the length decides, then the smaller record id.
        rank: what comes before the policy, smaller being better; so that no record is removed in favour of one that
            a rule drops anyway.
        length: how long a record is.

    Raises:
        RecipeError: there is no such policy, or no such source.
        DataError: the column to compare is missing or holds no numbers.
    """
    check_policy(policy)
    preferences = {
        "longest": lambda: -length,
        "shortest": lambda: length,
        "first": lambda: pl.int_range(pl.len()),
        "annotated": lambda: ~pl.col("annotated"),
        "score": lambda: _score(frame, score_column(policy) or ""),
        "source": lambda: _source(frame, _names(policy.partition(":")[2])),
    }
    preference = preferences[policy.partition(":")[0]]()
    before = [] if rank is None else [rank]
    undecided = [] if policy == "longest" else [-length]
    keys = {f"key {nth}": key for nth, key in enumerate([*before, preference, *undecided])}
    # Names by themselves first, for to sort by names and numbers at once takes up to five times as long.
    ordered = frame.select("record_id", **keys).sort("record_id").sort(*keys, nulls_last=True, maintain_order=True)
    return ordered.select("record_id")


def _names(wanted: str) -> list[str]:
    return [name.strip() for name in wanted.split(",") if name.strip()]


def _score(frame: pl.DataFrame, column: str) -> pl.Expr:
    if column not in frame.columns:
        raise DataError(f"no column {column!r} to choose by", hint=closest(column, frame.columns))
    if not frame.schema[column].is_numeric():
        raise DataError(f"column {column!r} holds no numbers to choose by", hint="keep by a column of numbers")
    return -pl.col(column).cast(pl.Float64).fill_nan(None)


def _source(frame: pl.DataFrame, wanted: list[str]) -> pl.Expr:
    known = frame["source"].unique().to_list()
    places: dict[str, int] = {}
    for place, name in enumerate(wanted):
        meant = [each for each in known if name in (each, PurePath(each).name, PurePath(each).stem)]
        if not meant:
            raise RecipeError(f"no source {name!r} to keep records of", hint=closest(name, known))
        places |= {each: place for each in meant if each not in places}
    return pl.col("source").replace_strict(places, default=len(wanted), return_dtype=pl.Int64)
