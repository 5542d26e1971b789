"""Apply fixes to the records a rule picked, and remember every text they changed."""

from collections.abc import Mapping, Sequence

import polars as pl

from curator.fixes.catalogue import FIXES
from curator.fixes.fix import Fix, Turn
from curator.fixes.values import in_values
from curator.progress import stage
from curator.schema import CANONICAL

CHANGES: dict[str, type[pl.DataType]] = {
    "record_id": pl.String,
    "fix": pl.String,
    "field": pl.String,  # a canonical column, `messages[3].content` counted from 0, or `messages[3]` that went
    "before": pl.String,  # as the fix tells it: a mask does not repeat what it hides
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
    marked = records.select("record_id", "meta")[rows]
    repairs = [_Repair(fix, record_id, meta, changes) for record_id, meta in marked.iter_rows()]
    for field in fix.fields:
        values = records[field].gather(rows).to_list()
        after = [
            repair.messages(value) if field == "messages" else repair.text(field, value)
            for repair, value in zip(repairs, values, strict=True)
        ]
        if after != values:
            records = _replaced(records, field, rows, after)
    return records


class _Repair:
    """The repair of one record."""

    def __init__(self, fix: Fix, record_id: str, meta: str | None, changes: list[_Change]) -> None:
        self._fix, self._record_id, self._meta, self._changes = fix, record_id, meta, changes
        self._repair = fix.begin() if fix.begin else fix.repair

    def text(self, field: str, before: str | None, *, is_json: bool = False) -> str | None:
        """A text repaired, the change remembered."""
        if before is None:
            return None
        after = in_values(before, self._repair) if is_json else self._repair(before)
        if after != before:
            self._changes.append((self._record_id, self._fix.name, field, self._fix.told(before), after))
        return after

    def messages(self, messages: list[Turn] | None) -> list[Turn] | None:
        """Every turn of a chat repaired."""
        if messages is None:
            return None
        repaired = [
            {**turn, "content": self.text(f"messages[{n}].content", turn["content"])} for n, turn in enumerate(messages)
        ]
        if self._fix.in_calls:
            repaired = [
                {**turn, "tool_calls": self.text(f"messages[{n}].tool_calls", turn["tool_calls"], is_json=True)}
                for n, turn in enumerate(repaired)
            ]
        return self._cut(repaired) if self._fix.cut else repaired

    def _cut(self, messages: list[Turn]) -> list[Turn]:
        assert self._fix.cut
        gone = self._fix.cut(messages, self._meta)
        for place in gone:
            told = self._fix.told(messages[place]["content"] or "")
            self._changes.append((self._record_id, self._fix.name, f"messages[{place}]", told, ""))
        return [turn for place, turn in enumerate(messages) if place not in gone]


def _replaced(records: pl.DataFrame, field: str, rows: pl.Series, values: Sequence[object]) -> pl.DataFrame:
    repaired = pl.DataFrame({"row": rows.cast(pl.UInt32), "after": pl.Series(values, dtype=CANONICAL[field])})
    columns = records.columns
    return (
        records.with_row_index("row")
        .join(repaired.with_columns(touched=True), on="row", how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("touched")).then("after").otherwise(field).alias(field))
        .select(columns)
    )
