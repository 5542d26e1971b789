"""Apply fixes to the records a rule picked, and remember every text they changed."""

from collections.abc import Mapping, Sequence

import polars as pl

from curator.fixes.catalogue import FIXES
from curator.fixes.fix import Fix
from curator.progress import stage
from curator.schema import CANONICAL

CHANGES: dict[str, type[pl.DataType]] = {
    "record_id": pl.String,
    "fix": pl.String,
    "field": pl.String,  # a canonical column, or `messages[3].content` counted from 0
    "before": pl.String,
    "after": pl.String,
}

_Change = tuple[str, str, str, str, str]


def apply(records: pl.DataFrame, wanted: Mapping[str, pl.Series]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Repair the marked records.

    Args:
        records: canonical records; `record_id` keeps its value, so it still names the text that was read.
        wanted: name of a fix → Boolean mask over `records`, null for no. Fixes run in the order of `FIXES`, each on
            what the one before left.

    Returns:
        the records, in the same order, and one row for each changed text: record_id, fix, field, before, after.

    Raises:
        RecipeError: there is no fix of that name.
    """
    for name in wanted:
        FIXES.get(name)
    changes: list[_Change] = []
    with stage("repairing records", len(wanted)) as advance:
        for name in FIXES:
            if name in wanted:
                records = _applied(FIXES.get(name), records, wanted[name], changes)
                advance(1)
    return records, pl.DataFrame(changes, schema=CHANGES, orient="row")


def _applied(fix: Fix, records: pl.DataFrame, mask: pl.Series, changes: list[_Change]) -> pl.DataFrame:
    assert len(mask) == records.height, "one mark a record"
    rows = mask.fill_null(False).arg_true()
    if not len(rows):
        return records
    ids = records["record_id"].gather(rows).to_list()
    for field in fix.fields:
        values = records[field].gather(rows).to_list()
        after = [
            _repaired_messages(fix, each, value, changes)
            if field == "messages"
            else _repaired(fix, each, field, value, changes)
            for each, value in zip(ids, values, strict=True)
        ]
        if after != values:
            records = _replaced(records, field, rows, after)
    return records


def _repaired(fix: Fix, record_id: str, field: str, before: str | None, changes: list[_Change]) -> str | None:
    after = before if before is None else fix.repair(before)
    if before is not None and after is not None and after != before:
        changes.append((record_id, fix.name, field, before, after))
    return after


def _repaired_messages(
    fix: Fix, record_id: str, messages: list[dict[str, str | None]] | None, changes: list[_Change]
) -> list[dict[str, str | None]] | None:
    if messages is None:
        return None
    return [
        {**turn, "content": _repaired(fix, record_id, f"messages[{number}].content", turn["content"], changes)}
        for number, turn in enumerate(messages)
    ]


def _replaced(records: pl.DataFrame, field: str, rows: pl.Series, values: Sequence[object]) -> pl.DataFrame:
    repaired = pl.DataFrame({"row": rows.cast(pl.UInt32), "after": pl.Series(values, dtype=CANONICAL[field])})
    columns = records.columns
    return (
        records.with_row_index("row")
        .join(repaired.with_columns(touched=True), on="row", how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("touched")).then("after").otherwise(field).alias(field))
        .select(columns)
    )
