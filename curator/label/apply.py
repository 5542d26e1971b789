"""Turn what people decided into the records and the ledger of a new version."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from curator.errors import DataError, Problem
from curator.label.settle import settle
from curator.label.shown import BY, Change, Record, as_shown, differences, with_reply
from curator.label.verdict import Verdict
from curator.label.verdicts import Columns, Verdicts
from curator.text import printable

CHANGES = {"record_id": pl.String, "fix": pl.String, "field": pl.String, "before": pl.String, "after": pl.String}

_TEXTS = pl.List(pl.String)
_DECIDED: Columns = {
    "record_id": pl.String,
    "_verdict": pl.String,
    "_by": pl.String,
    "_undone": _TEXTS,
    "_made": _TEXTS,
}

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
    """What becomes of a record, by whom, and what of it was undone and made; `record` is none where that is nothing."""

    action: str
    signed: str
    record: Record | None
    undone: Sequence[Change]
    made: Sequence[tuple[str, str | None, str | None]]


def apply(
    records: pl.DataFrame, ledger: pl.DataFrame, said: Iterable[Verdicts], changes: pl.DataFrame | None = None
) -> Applied:
    """Apply the settled verdicts to canonical `records` and their `ledger`.

    A decided record becomes `keep` or `drop`, decided by `annotator:<ids>`; its rule hits stay as they were measured.
    Later answers about a record take the place of earlier ones, whose edits are undone. An answer about an unknown
    record, or about one that has changed otherwise since it was shown, has no effect.

    Args:
        records: of a version.
        ledger: theirs.
        said: every answer about each record that is in it at all, earlier ones included; a record in one part alone.
        changes: how the records came to be what they are; none: nobody has changed them.

    Raises:
        WithoutEffect: not one annotation belongs to these records.
    """
    before = pl.DataFrame(schema=CHANGES) if changes is None else changes
    done = _Done(records, before)
    for part in said:
        done.settle(part)
    if done.votes and not done.known:
        raise WithoutEffect(
            f"none of the {done.votes:,} annotated records is in this version",
            hint="import the annotations into the version that was exported",
        )
    decided = pl.concat([pl.DataFrame(schema=_DECIDED), *done.decided])
    edited = pl.concat([records.clear(), *done.edited])
    undone = pl.concat([pl.DataFrame(schema=CHANGES), *done.undone])
    made = pl.concat([pl.DataFrame(schema=CHANGES), *done.made])
    return Applied(
        records=_with_edits(records, edited),
        ledger=_with_decisions(ledger, decided),
        changes=pl.concat([before.select(*CHANGES).join(undone, on=list(CHANGES), how="anti", nulls_equal=True), made]),
        edited=tuple(edited["record_id"]),
        decided=done.counts,
        problems=(*done.disputes, *done.problems),
        disputed=tuple(str(each.where) for each in done.disputes),
        skipped=tuple(done.skipped),
    )


class _Done:
    """What the answers come to, a part of the records after another; rows are kept as tables, which take less."""

    def __init__(self, records: pl.DataFrame, changes: pl.DataFrame) -> None:
        self._records = records
        self._changes = changes
        self.votes = self.known = 0
        self.decided: list[pl.DataFrame] = []
        self.edited: list[pl.DataFrame] = []
        self.undone: list[pl.DataFrame] = []
        self.made: list[pl.DataFrame] = []
        self.counts: Counter[str] = Counter()
        self.disputes: list[Problem] = []
        self.problems: list[Problem] = []
        self.skipped: list[str] = []

    def settle(self, said: Verdicts) -> None:
        """Decide the records of which all of this is said."""
        settled = settle(said)
        known, past = (_rows(frame, settled.decided) for frame in (self._records, self._changes))
        self.votes += len(settled.decided)
        self.known += len(known)
        self.disputes += settled.disputes
        self.skipped += settled.skipped
        decided: dict[str, _Decided] = {}
        for name, votes in settled.decided.items():
            found = _decision(votes, known.get(name, []), past.get(name, []))
            if isinstance(found, Problem):
                self.problems.append(found)
            else:
                decided[name] = found
        self._note(decided)

    def _note(self, decided: Mapping[str, _Decided]) -> None:
        self.counts.update(each.action for each in decided.values())
        rows = [
            (
                name,
                _LEDGER_VERDICT[each.action],
                each.signed,
                [change["fix"] for change in each.undone],
                [each.signed] if each.made else [],
            )
            for name, each in decided.items()
        ]
        self.decided.append(pl.DataFrame(rows, schema=_DECIDED, orient="row"))
        edited = [each.record for each in decided.values() if each.record is not None]
        self.edited.append(pl.DataFrame(edited, schema=self._records.schema))
        undone = [change for each in decided.values() for change in each.undone]
        self.undone.append(pl.DataFrame(undone, schema=CHANGES))
        made = [(name, each.signed, *change) for name, each in decided.items() for change in each.made]
        self.made.append(pl.DataFrame(made, schema=CHANGES, orient="row"))


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
    return _Decided(
        action=str(verdict.action),
        signed=BY + ",".join(vote.annotator for vote in votes),
        record=wanted if wanted != records[0] else None,
        undone=undone,
        made=differences(shown, wanted),
    )


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


def _with_edits(records: pl.DataFrame, edited: pl.DataFrame) -> pl.DataFrame:
    """`records` with the edited ones in their old places."""
    if edited.is_empty():
        return records
    placed = records.with_row_index("_place")
    is_edited = pl.col("record_id").is_in(edited["record_id"].implode())
    new = edited.join(placed.filter(is_edited).select("_place", "record_id"), on="record_id")
    return pl.concat([placed.filter(~is_edited), new.select(placed.columns)]).sort("_place").drop("_place")


def _with_decisions(ledger: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    repaired = pl.concat_list(pl.col("fixes").list.set_difference("_undone"), "_made")
    return (
        ledger.join(decided, on="record_id", how="left", maintain_order="left")
        .with_columns(
            verdict=pl.coalesce("_verdict", "verdict"),
            decided_by=pl.coalesce("_by", "decided_by"),
            fixes=pl.when(pl.col("_by").is_not_null()).then(repaired).otherwise("fixes"),
        )
        .select(ledger.columns)
    )
