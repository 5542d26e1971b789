"""Verdicts as a table: a small part of the memory that as many objects take, for a pull may bring any number."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

import polars as pl

from curator.label.suggestion import Suggestion
from curator.label.verdict import Verdict

BATCH = 1000
"""Verdicts, or records, that are objects at a time."""

Columns: TypeAlias = dict[str, pl.DataType | type[pl.DataType]]

_TEXTS = pl.List(pl.String)

SAID: Columns = {
    "record_id": pl.String,
    "content": pl.String,  # digest of the record as it was shown
    "kind": pl.String,
    "annotator": pl.String,  # the number of an account
    "action": pl.String,  # keep, fix, drop, prefer; null: skipped
    "response": pl.String,
    "preferred": pl.String,  # chosen, rejected
    "rating": pl.Int8,  # 1–5
    "errors": _TEXTS,  # never null
    "right_rules": _TEXTS,  # null: not answered
    "note": pl.String,
    "at": pl.Datetime("us", "UTC"),
    "lead_seconds": pl.Float64,
    "project": pl.Int64,  # null for files, whose server is unknown
    "task": pl.Int64,
    "annotation": pl.Int64,
    "suggested_action": pl.String,
    "suggested_rules": _TEXTS,
    "suggested_response": pl.String,
    "stratum": pl.String,  # how the record was drawn; null: the task does not say
    "probability": pl.Float64,  # with which it was drawn
}
"""What a verdict says, a column each; `where` it was said stands beside it."""

PLACED: Columns = {**SAID, "where": pl.String}


class Verdicts:
    """Verdicts in their order; each becomes an object when its turn comes."""

    def __init__(self, table: pl.DataFrame) -> None:
        """Take a table with the columns of `PLACED`."""
        self.table = table

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> "Verdicts":
        """Put verdicts into a table as they come."""
        coming = iter(verdicts)
        parts = [pl.DataFrame(schema=PLACED)]
        while batch := list(islice(coming, BATCH)):
            parts.append(pl.DataFrame([_row(each) for each in batch], schema=PLACED))
        return cls(pl.concat(parts, rechunk=True))

    @classmethod
    def remembered(cls, annotations: pl.DataFrame) -> "Verdicts":
        """The verdicts of a frame of annotations, each at its place on the server."""
        numbers = ("project", "task", "annotation")
        named = [pl.format(f"{name} {{}}", name) for name in numbers]
        place = pl.concat_str(named, separator=", ", ignore_nulls=True)
        where = pl.when(place == "").then(pl.lit("an annotation of a file")).otherwise(place)
        return cls(annotations.with_columns(where=where).select(*PLACED))

    @classmethod
    def together(cls, several: Iterable["Verdicts"]) -> "Verdicts":
        """All of several, one after the other."""
        return cls(pl.concat([pl.DataFrame(schema=PLACED), *(each.table for each in several)]))

    def __len__(self) -> int:
        return self.table.height

    def __iter__(self) -> Iterator[Verdict]:
        return map(_verdict, self.table.iter_rows(named=True))

    def by_record(self) -> Iterator["Verdicts"]:
        """In parts of `BATCH` records, by id: all that is said of a record is in one part, in its order."""
        return (Verdicts(part) for (part,) in by_record(self.table))


def by_record(*tables: pl.DataFrame) -> Iterator[tuple[pl.DataFrame, ...]]:
    """The rows of tables in parts, each about the same `BATCH` records or fewer, by id."""
    ids = pl.concat([table["record_id"] for table in tables]).unique().sort()
    for part in (ids.slice(at, BATCH) for at in range(0, len(ids), BATCH)):
        is_in = pl.col("record_id").is_between(pl.lit(part[0]), pl.lit(part[-1]))
        yield tuple(table.filter(is_in) for table in tables)


def _row(verdict: Verdict) -> dict[str, Any]:
    return {
        **{name: getattr(verdict, name) for name in PLACED if hasattr(verdict, name)},
        "suggested_action": verdict.suggested.action,
        "suggested_rules": verdict.suggested.rules,
        "suggested_response": verdict.suggested.response,
    }


def _verdict(row: Mapping[str, Any]) -> Verdict:
    said: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    suggested = Suggestion(*(said.pop(f"suggested_{name}") for name in ("action", "rules", "response")))
    return Verdict(**said, suggested=suggested)
