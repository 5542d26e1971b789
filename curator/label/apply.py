"""Turn what people decided into the records and the ledger of a new version."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from curator.errors import DataError, Problem
from curator.label.annotations import Annotations
from curator.label.settle import settle
from curator.label.shown import BY, Change, Record, as_shown, differences, with_reply
from curator.label.verdict import Verdict
from curator.text import printable

CHANGES = {"record_id": pl.String, "fix": pl.String, "field": pl.String, "before": pl.String, "after": pl.String}

_LEDGER_VERDICT = {"keep": "keep", "fix": "keep", "prefer": "keep", "drop": "drop"}


class WithoutEffect(DataError):
    """There are annotations, and not one of them has an effect on the version."""


@dataclass(frozen=True)
class Applied:
    """A version's content after annotation.

    `changes` has one row a changed field, shaped as those of the repairs. `edited` are the records whose text is now
    another one. `decided` counts records by action. `problems` names every annotation that had no effect and why,
    those of the `disputed` records among them; `skipped` are the records that everybody passed on.
    """

    records: pl.DataFrame
    ledger: pl.DataFrame
    changes: pl.DataFrame
    edited: tuple[str, ...]
    decided: Mapping[str, int]
    problems: tuple[Problem, ...]
    disputed: tuple[str, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class _Decided:
    """A record's votes, the record as they were shown it and as they want it, and what was undone between."""

    votes: Sequence[Verdict]
    shown: Record
    wanted: Record
    undone: Sequence[Change]

    @cached_property
    def made(self) -> Sequence[tuple[str, str | None, str | None]]:
        return differences(self.shown, self.wanted)

    @property
    def signed(self) -> str:
        return BY + ",".join(vote.annotator for vote in self.votes)


def apply(
    records: pl.DataFrame, ledger: pl.DataFrame, annotations: Annotations, changes: pl.DataFrame | None = None
) -> Applied:
    """Apply the settled verdicts to canonical `records` and their `ledger`.

    A decided record becomes `keep` or `drop`, decided by `annotator:<ids>`; its rule hits stay as they were measured.
    Later answers about a record take the place of earlier ones, whose edits are undone. An answer about an unknown
    record, or about one that has changed otherwise since it was shown, has no effect.

    Args:
        records: of a version.
        ledger: theirs.
        annotations: every answer about each record that is in it at all, earlier ones included.
        changes: how the records came to be what they are; none: nobody has changed them.

    Raises:
        WithoutEffect: not one annotation belongs to these records.
    """
    before = pl.DataFrame(schema=CHANGES) if changes is None else changes
    settled = settle(annotations.verdicts)
    known = _rows(records, settled.decided)
    if settled.decided and not known:
        raise WithoutEffect(
            f"none of the {len(settled.decided):,} annotated records is in this version",
            hint="import the annotations into the version that was exported",
        )
    past = _rows(before, settled.decided)
    problems = [*annotations.problems, *settled.disputes]
    decided: dict[str, _Decided] = {}
    for record_id, votes in settled.decided.items():
        found = _decision(votes, known.get(record_id, []), past.get(record_id, []))
        if isinstance(found, Problem):
            problems.append(found)
        else:
            decided[record_id] = found
    edits = {name: each.wanted for name, each in decided.items() if each.wanted != known[name][0]}
    return Applied(
        records=_with_edits(records, edits),
        ledger=_with_decisions(ledger, decided),
        changes=_with_changes(before, decided),
        edited=tuple(edits),
        decided=Counter(str(each.votes[0].action) for each in decided.values()),
        problems=tuple(problems),
        disputed=tuple(str(each.where) for each in settled.disputes),
        skipped=settled.skipped,
    )


def _rows(frame: pl.DataFrame, wanted: Mapping[str, object]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in frame.filter(pl.col("record_id").is_in(list(wanted))).iter_rows(named=True):
        found.setdefault(row["record_id"], []).append(row)
    return found


def _decision(votes: Sequence[Verdict], records: Sequence[Record], past: Sequence[Change]) -> _Decided | Problem:
    """What becomes of a record, or why its answers have no effect."""
    verdict = votes[0]
    shown_id = printable(verdict.record_id, 60)
    if not records:
        return Problem(f"record {shown_id} is not in this version", verdict.where)
    state = as_shown(records[0], verdict.content, past) if records[0]["kind"] == verdict.kind else None
    if state is None:
        return Problem(f"record {shown_id} has changed since it was shown", verdict.where, "export it again")
    shown, undone = state
    wanted = _edited(shown, verdict)
    if verdict.action == "fix" and wanted == shown:
        return Problem(f"the corrected text of record {shown_id} equals the old one", verdict.where)
    return _Decided(votes, shown, wanted, undone)


def _edited(record: Record, verdict: Verdict) -> Record:
    """`record` after `verdict`.

    A corrected chat reply replaces the last turn if that is the assistant's, else it is added as a new turn. A pair
    whose rejected answer was preferred swaps its answers.
    """
    if verdict.action == "prefer" and verdict.preferred == "rejected":
        return {**record, "chosen": record["rejected"], "rejected": record["chosen"]}
    if verdict.action != "fix":
        return record
    if record["kind"] == "chat":
        return {**record, "messages": with_reply(record["messages"], verdict.response)}
    return {**record, "text" if record["kind"] == "text" else "response": verdict.response}


def _with_edits(records: pl.DataFrame, edits: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """`records` with the edited ones in their old places."""
    if not edits:
        return records
    placed = records.with_row_index("_place")
    is_edited = pl.col("record_id").is_in(list(edits))
    places = placed.filter(is_edited).select("_place", "record_id")
    new = pl.DataFrame(list(edits.values()), schema=records.schema).join(places, on="record_id")
    return pl.concat([placed.filter(~is_edited), new.select(placed.columns)]).sort("_place").drop("_place")


def _with_decisions(ledger: pl.DataFrame, decided: Mapping[str, _Decided]) -> pl.DataFrame:
    texts = pl.List(pl.String)
    decisions = pl.DataFrame(
        [
            (
                record_id,
                _LEDGER_VERDICT[str(each.votes[0].action)],
                each.signed,
                [change["fix"] for change in each.undone],
                [each.signed] if each.made else [],
            )
            for record_id, each in decided.items()
        ],
        schema={"record_id": pl.String, "_verdict": pl.String, "_by": pl.String, "_undone": texts, "_made": texts},
        orient="row",
    )
    repaired = pl.concat_list(pl.col("fixes").list.set_difference("_undone"), "_made")
    return (
        ledger.join(decisions, on="record_id", how="left", maintain_order="left")
        .with_columns(
            verdict=pl.coalesce("_verdict", "verdict"),
            decided_by=pl.coalesce("_by", "decided_by"),
            fixes=pl.when(pl.col("_by").is_not_null()).then(repaired).otherwise("fixes"),
        )
        .select(ledger.columns)
    )


def _with_changes(before: pl.DataFrame, decided: Mapping[str, _Decided]) -> pl.DataFrame:
    undone = pl.DataFrame([change for each in decided.values() for change in each.undone], schema=CHANGES)
    rows = [(name, each.signed, *change) for name, each in decided.items() for change in each.made]
    left = before.join(undone, on=list(CHANGES), how="anti", nulls_equal=True)
    return pl.concat([left.select(*CHANGES), pl.DataFrame(rows, schema=CHANGES, orient="row")])
