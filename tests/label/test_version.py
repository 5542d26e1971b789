"""Annotations in several helpings: people change their minds, come late and disagree."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.errors import DataError
from curator.label import Applied, frame, make_tasks, read, verdicts
from curator.label.version import import_annotations
from curator.ledger import COLUMNS
from curator.report.story import tell
from curator.report.story_terminal import renderable
from curator.report.terminal import as_text
from curator.versions import DatasetVersion, VersionStore, derive

CHANGES = pl.DataFrame(schema=dict.fromkeys(["record_id", "fix", "field", "before", "after"], pl.String))

Import = Callable[..., tuple[DatasetVersion, Applied]]


@pytest.fixture
def first(tmp_path: Path, records: pl.DataFrame, ledger: pl.DataFrame) -> DatasetVersion:
    places = records.select("record_id", "source", "source_row")
    whole = places.join(ledger, on="record_id").with_columns(
        twin_id=pl.lit(None, dtype=pl.String), similarity=pl.lit(None, dtype=pl.Float64)
    )
    frames = {
        "records": records,
        "ledger": whole.select(*COLUMNS),
        "signals": records.select("record_id"),
        "changes": CHANGES,
        "quarantine": pl.DataFrame(),
    }
    return VersionStore(tmp_path / "store").commit("aaaa00000000", {"parent": None, "rules": []}, frames)


@pytest.fixture
def bring(first: DatasetVersion, tmp_path: Path, answered: Callable[..., dict[str, Any]]) -> Import:
    """Imports answers, each `(record, keyword arguments of answered)`, about what `shown` holds, into `version`."""

    def _bring(
        version: DatasetVersion, *answers: tuple[str, dict[str, Any]], shown: DatasetVersion = first
    ) -> tuple[DatasetVersion, Applied]:
        tasks = make_tasks(
            shown.frame("records").collect(),
            shown.frame("ledger").collect(),
            reasons={},
            model_version="v1",
            verdicts=("review", "keep", "drop"),
        )
        by_record = {task["data"]["record_id"]: task for listed in tasks.values() for task in listed}
        export = [{**by_record[name], "annotations": [answered(**said)]} for name, said in answers]
        path = tmp_path / "export.json"
        path.write_text(json.dumps(export))
        return import_annotations(VersionStore.of(version), version, read(path))

    return _bring


def _fix(text: str, **more: Any) -> dict[str, Any]:
    return {"verdict": ["fix"], "rewrite": [text], **more}


def _line(version: DatasetVersion, name: str) -> tuple[str, str, list[str]]:
    row = version.frame("ledger").filter(record_id=name).collect().row(0, named=True)
    return row["verdict"], row["decided_by"], row["fixes"]


def _record(version: DatasetVersion, name: str) -> dict[str, Any]:
    return version.frame("records").filter(record_id=name).collect().row(0, named=True)


def test_every_annotation_is_remembered_and_so_are_those_of_the_parent(first: DatasetVersion, bring: Import) -> None:
    child, _ = bring(first, ("t1", {"by": 1, "verdict": ["keep"]}), ("c1", {"by": 1, "skip": True}))
    grandchild, _ = bring(child, ("t1", {"by": 2, "verdict": ["drop"]}))
    said = ["record_id", "annotator", "action"]
    assert frame.of(first).is_empty()
    assert frame.of(child).select(said).rows() == [("c1", "1", None), ("t1", "1", "keep")]
    assert frame.of(grandchild).select(said).rows() == [("c1", "1", None), ("t1", "1", "keep"), ("t1", "2", "drop")]
    assert VersionStore.of(first).verify() == []


def test_a_child_made_otherwise_still_remembers(first: DatasetVersion, bring: Import) -> None:
    child, _ = bring(first, ("t1", {"verdict": ["keep"]}))
    ledger = child.frame("ledger").collect().with_columns(verdict=pl.lit("keep"))
    other = derive(VersionStore.of(first), child, {"ledger": ledger}, identity={"by": "hand"}, facts={})
    assert frame.of(other).equals(frame.of(child))


def test_a_file_that_is_imported_again_makes_no_version(first: DatasetVersion, bring: Import) -> None:
    answer = ("t1", _fix("2"))
    child, _ = bring(first, answer)
    again, applied = bring(child, answer)
    assert (again.id, applied.decided, applied.problems) == (child.id, {}, ())


def test_equal_decisions_of_other_annotations_are_another_version(first: DatasetVersion, bring: Import) -> None:
    quick, _ = bring(first, ("t1", {"verdict": ["keep"]}))
    noted, _ = bring(first, ("t1", {"verdict": ["keep"], "note": ["why not"]}))
    assert quick.id != noted.id
    assert frame.of(noted)["note"].to_list() == ["why not"]


def test_it_does_not_matter_how_many_records_are_held_at_once(
    first: DatasetVersion, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [("t1", _fix("2")), ("t2", {"verdict": ["drop"]}), ("c1", {"skip": True}), ("x1", {"verdict": ["keep"]})]
    child, applied = bring(first, *answers)
    later, _ = bring(child, ("t1", {"verdict": ["keep"], "at": LATER}))
    monkeypatch.setattr(verdicts, "BATCH", 1)
    singly, one_by_one = bring(first, *answers)
    assert (singly.id, one_by_one.decided, one_by_one.skipped) == (child.id, applied.decided, applied.skipped)
    assert bring(child, ("t1", {"verdict": ["keep"], "at": LATER}))[0].id == later.id


def test_a_latecomer_who_agrees_signs_too(first: DatasetVersion, bring: Import) -> None:
    child, _ = bring(first, ("t1", _fix("2", by=1)))
    both, applied = bring(child, ("t1", _fix("2", by=2)))
    assert (applied.decided, applied.problems, applied.edited) == ({"fix": 1}, (), ())
    assert _line(both, "t1") == ("keep", "annotator:1,2", ["annotator:1,2"])
    assert both.frame("changes").collect().rows() == [("t1", "annotator:1,2", "response", "3", "2")]


def test_a_latecomer_who_disagrees_is_named_and_changes_nothing(first: DatasetVersion, bring: Import) -> None:
    child, _ = bring(first, ("t1", {"by": 1, "verdict": ["drop"]}))
    both, applied = bring(child, ("t1", {"by": 2, "verdict": ["keep"]}))
    assert applied.disputed == ("t1",)
    assert "people disagree (annotator 1: drop, annotator 2: keep)" in str(applied.problems[0])
    assert _line(both, "t1") == _line(child, "t1")


LATER = "2026-03-02T10:00:00Z"


@pytest.mark.parametrize(
    ("name", "field", "earlier", "now", "wanted"),
    [
        ("t1", "response", _fix("2"), _fix("two", at=LATER), "two"),
        ("t1", "response", _fix("2"), {"verdict": ["keep"], "at": LATER}, "3"),
        ("x1", "text", _fix("The end"), _fix("The End.", at=LATER), "The End."),
        ("p1", "chosen", {"winner": "right"}, {"winner": "left", "at": LATER}, None),
        ("p1", "chosen", {"winner": "left"}, {"winner": "right", "at": LATER}, None),
    ],
)
def test_who_changes_their_mind_changes_the_record_as_it_was_shown(
    first: DatasetVersion,
    bring: Import,
    name: str,
    field: str,
    earlier: dict[str, Any],
    now: dict[str, Any],
    wanted: str | None,
) -> None:
    child, _ = bring(first, (name, earlier))
    changed, applied = bring(child, (name, now))
    alone, _ = bring(first, (name, now))
    assert applied.problems == ()
    assert _record(changed, name) == _record(alone, name)
    assert _line(changed, name) == _line(alone, name)
    assert changed.frame("changes").collect().equals(alone.frame("changes").collect())
    assert wanted is None or _record(changed, name)[field] == wanted


@pytest.mark.parametrize("turns", [1, 2])
def test_a_reply_is_taken_back_and_given_anew(first: DatasetVersion, bring: Import, turns: int) -> None:
    shorter = first.frame("records").with_columns(pl.col("messages").list.head(turns)).collect()
    begun = derive(
        VersionStore.of(first),
        first,
        {"records": shorter, "ledger": first.frame("ledger").collect()},
        identity={"by": "hand"},
        facts={},
    )
    child, _ = bring(begun, ("c1", _fix("Hello there")), shown=begun)
    kept, _ = bring(child, ("c1", {"verdict": ["keep"], "at": LATER}), shown=begun)
    assert [turn["content"] for turn in _record(child, "c1")["messages"]] == ["Hi", "Hello there"]
    assert _record(kept, "c1") == _record(begun, "c1")
    assert _line(kept, "c1") == ("keep", "annotator:1", [])


def test_an_answer_about_what_a_correction_made_goes_on_from_there(first: DatasetVersion, bring: Import) -> None:
    child, _ = bring(first, ("t1", _fix("2", by=1)))
    shown_again, applied = bring(child, ("t1", {"by": 1, "verdict": ["keep"], "at": LATER}), shown=child)
    assert applied.problems == ()
    assert _record(shown_again, "t1")["response"] == "2"
    assert _line(shown_again, "t1")[0] == "keep"


def test_skips_alone_make_a_version_that_remembers_them(first: DatasetVersion, bring: Import) -> None:
    child, applied = bring(first, ("t1", {"skip": True}))
    assert (applied.decided, applied.skipped) == ({}, ("t1",))
    assert frame.of(child)["action"].to_list() == [None]
    assert child.frame("ledger").collect().equals(first.frame("ledger").collect())


def test_answers_about_records_that_have_changed_otherwise_are_refused(first: DatasetVersion, bring: Import) -> None:
    records = first.frame("records").collect().with_columns(response=pl.lit("4"))
    other = derive(
        VersionStore.of(first),
        first,
        {"records": records, "ledger": first.frame("ledger").collect()},
        identity={"by": "hand"},
        facts={},
    )
    with pytest.raises(DataError, match="not one annotation has an effect"):
        bring(other, ("t1", {"verdict": ["keep"]}))


def test_why_tells_who_said_what_and_when(first: DatasetVersion, bring: Import) -> None:
    store = VersionStore.of(first)
    assert tell(store, "t2").said == ()
    child, _ = bring(first, ("t2", {"by": 8, "verdict": ["drop"], "quality": 2, "note": ["a\x1b[2Jb"], "at": LATER}))
    bring(child, ("t2", {"by": 7, "skip": True}))
    lines = as_text(renderable(tell(store, "t2"))).splitlines()
    told = [line for line in lines if line.startswith("annotator")]
    assert told[0] == "annotator 7, 2026-03-01 10:00 UTC: skipped it"
    assert told[1].startswith("annotator 8, 2026-03-02 10:00 UTC: drop, rating 2, a")
    assert "\x1b" not in told[1]
