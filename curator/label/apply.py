"""Turn what people decided into the records and the ledger of a new version."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from curator.errors import DataError, Problem
from curator.label.annotations import Annotations
from curator.label.settle import settle
from curator.label.verdict import Verdict
from curator.schema import record_digest
from curator.text import printable

CHANGES = {"record_id": pl.String, "fix": pl.String, "field": pl.String, "before": pl.String, "after": pl.String}

_LEDGER_VERDICT = {"keep": "keep", "fix": "keep", "prefer": "keep", "drop": "drop"}


@dataclass(frozen=True)
class Applied:
    """A version's content after annotation.

    `changes` has one row a changed field, shaped as those of the repairs. `decided` counts records by action.
    `problems` names every annotation that had no effect and why; `skipped` the records everybody passed on.
    """

    records: pl.DataFrame
    ledger: pl.DataFrame
    changes: pl.DataFrame
    decided: Mapping[str, int]
    problems: tuple[Problem, ...]
    skipped: tuple[str, ...]


def apply(records: pl.DataFrame, ledger: pl.DataFrame, annotations: Annotations) -> Applied:
    """Apply the settled verdicts to canonical `records` and their `ledger`.

    A decided record becomes `keep` or `drop`, decided by `annotator:<ids>`; its rule hits stay as they were measured.
    An answer about an unknown record, or about one that has changed since it was shown, has no effect.

    Raises:
        DataError: not one annotation belongs to these records.
    """
    settled = settle(annotations.verdicts)
    known = _known(records, settled.decided)
    if settled.decided and not known:
        raise DataError(
            f"none of the {len(settled.decided):,} annotated records is in this version",
            hint="import the annotations into the version that was exported",
        )
    problems = [*annotations.problems, *settled.disputes]
    usable: dict[str, tuple[Verdict, ...]] = {}
    edits: dict[str, dict[str, Any]] = {}
    for record_id, votes in settled.decided.items():
        objection = _objection(votes[0], known.get(record_id))
        if objection:
            problems.append(objection)
            continue
        usable[record_id] = votes
        edited = _edited(known[record_id], votes[0])
        if edited != known[record_id]:
            edits[record_id] = edited
    return Applied(
        records=_with_edits(records, edits),
        ledger=_with_decisions(ledger, usable, edits),
        changes=_changes(known, edits, usable),
        decided=Counter(str(votes[0].action) for votes in usable.values()),
        problems=tuple(problems),
        skipped=settled.skipped,
    )


def _known(records: pl.DataFrame, wanted: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    found = records.filter(pl.col("record_id").is_in(list(wanted)))
    return {record["record_id"]: record for record in found.iter_rows(named=True)}


def _objection(verdict: Verdict, record: dict[str, Any] | None) -> Problem | None:
    """Why a verdict cannot be applied; none when it can."""
    shown_id = printable(verdict.record_id, 60)
    if record is None:
        return Problem(f"record {shown_id} is not in this version", verdict.where)
    if record["kind"] != verdict.kind or record_digest(record) != verdict.content:
        return Problem(f"record {shown_id} has changed since it was shown", verdict.where, "export it again")
    if verdict.action == "fix" and _edited(record, verdict) == record:
        return Problem(f"the corrected text of record {shown_id} equals the old one", verdict.where)
    return None


def _edited(record: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
    """`record` after `verdict`.

    A corrected chat reply replaces the last turn if that is the assistant's, else it is added as a new turn. A pair
    whose rejected answer was preferred swaps its answers.
    """
    if verdict.action == "prefer" and verdict.preferred == "rejected":
        return {**record, "chosen": record["rejected"], "rejected": record["chosen"]}
    if verdict.action != "fix":
        return record
    if record["kind"] != "chat":
        return {**record, "text" if record["kind"] == "text" else "response": verdict.response}
    turns = list(record["messages"] or [])
    if turns and turns[-1]["role"] == "assistant":
        turns[-1] = {**turns[-1], "content": verdict.response}
    else:
        turns.append({"role": "assistant", "content": verdict.response, **_NO_CALLS})
    return {**record, "messages": turns}


_NO_CALLS = {"tool_calls": None, "tool_call_id": None, "name": None}


def _with_edits(records: pl.DataFrame, edits: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """`records` with the edited ones in their old places."""
    if not edits:
        return records
    placed = records.with_row_index("_place")
    is_edited = pl.col("record_id").is_in(list(edits))
    places = placed.filter(is_edited).select("_place", "record_id")
    new = pl.DataFrame(list(edits.values()), schema=records.schema).join(places, on="record_id")
    return pl.concat([placed.filter(~is_edited), new.select(placed.columns)]).sort("_place").drop("_place")


def _with_decisions(
    ledger: pl.DataFrame, usable: Mapping[str, Sequence[Verdict]], edits: Mapping[str, object]
) -> pl.DataFrame:
    decisions = pl.DataFrame(
        [
            (record_id, _LEDGER_VERDICT[str(votes[0].action)], _signed(votes), record_id in edits)
            for record_id, votes in usable.items()
        ],
        schema={"record_id": pl.String, "_verdict": pl.String, "_by": pl.String, "_edited": pl.Boolean},
        orient="row",
    )
    repaired = pl.when(pl.col("_edited")).then(pl.concat_list("fixes", "_by")).otherwise("fixes")
    return (
        ledger.join(decisions, on="record_id", how="left", maintain_order="left")
        .with_columns(
            verdict=pl.coalesce("_verdict", "verdict"), decided_by=pl.coalesce("_by", "decided_by"), fixes=repaired
        )
        .select(ledger.columns)
    )


def _changes(
    before: Mapping[str, Mapping[str, Any]],
    edits: Mapping[str, Mapping[str, Any]],
    usable: Mapping[str, Sequence[Verdict]],
) -> pl.DataFrame:
    rows = [
        (record_id, _signed(usable[record_id]), field, old, new)
        for record_id, edited in edits.items()
        for field, old, new in _differences(before[record_id], edited)
    ]
    return pl.DataFrame(rows, schema=CHANGES, orient="row")


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str | None, str | None]]:
    changed = [name for name in before if before[name] != after[name]]
    if changed != ["messages"]:
        return [(name, before[name], after[name]) for name in changed]
    last = len(after["messages"]) - 1
    old = before["messages"] or []
    return [
        (
            f"messages[{last}].content",
            old[last]["content"] if last < len(old) else None,
            after["messages"][last]["content"],
        )
    ]


def _signed(votes: Sequence[Verdict]) -> str:
    return "annotator:" + ",".join(vote.annotator for vote in votes)
