from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.errors import DataError
from curator.label import Applied, apply, make_tasks, read

Answer = Callable[[dict[str, dict[str, Any]]], Applied]


@pytest.fixture
def decide(
    records: pl.DataFrame,
    ledger: pl.DataFrame,
    save: Callable[[object], Path],
    answered: Callable[..., dict[str, Any]],
) -> Answer:
    """Exports everything, answers by record id and applies the answers."""

    def _decide(answers: dict[str, dict[str, Any]]) -> Applied:
        tasks = make_tasks(records, ledger, reasons={}, model_version="v1", verdicts=("review", "keep", "drop"))
        export = [
            {**task, "annotations": [answered(by=7, **answers[task["data"]["record_id"]])]}
            for listed in tasks.values()
            for task in listed
            if task["data"]["record_id"] in answers
        ]
        return apply(records, ledger, read(save(export)).verdicts.by_record())

    return _decide


def _row(frame: pl.DataFrame, record_id: str) -> dict[str, Any]:
    return frame.row(by_predicate=pl.col("record_id") == record_id, named=True)


def test_a_corrected_response_replaces_the_old_one(decide: Answer, records: pl.DataFrame) -> None:
    done = decide({"t1": {"verdict": ["fix"], "rewrite": ["2"]}})
    assert _row(done.records, "t1") == {**_row(records, "t1"), "response": "2"}
    assert done.changes.rows() == [("t1", "annotator:7", "response", "3", "2")]
    row = _row(done.ledger, "t1")
    assert (row["verdict"], row["decided_by"], row["fixes"]) == ("keep", "annotator:7", ["annotator:7"])
    assert row["rules"] == ["wrong-sum"]


def test_a_dropped_record_stays_in_the_records_and_goes_in_the_ledger(decide: Answer, records: pl.DataFrame) -> None:
    done = decide({"t1": {"verdict": ["drop"]}})
    assert done.records.equals(records)
    assert _row(done.ledger, "t1")["verdict"] == "drop"
    assert done.changes.is_empty()


def test_a_dropped_record_can_be_kept_after_all(decide: Answer) -> None:
    done = decide({"x1": {"verdict": ["keep"]}})
    assert (_row(done.ledger, "x1")["verdict"], _row(done.ledger, "x1")["fixes"]) == ("keep", [])


def test_a_corrected_reply_replaces_the_last_turn_of_a_chat(decide: Answer) -> None:
    done = decide({"c1": {"verdict": ["fix"], "rewrite": ["Hello there"]}})
    assert [turn["content"] for turn in _row(done.records, "c1")["messages"]] == ["Hi", "Hello there"]
    assert done.changes.rows() == [("c1", "annotator:7", "messages[1].content", "Hello", "Hello there")]


def test_a_chat_that_ends_on_the_user_gets_the_reply_as_a_new_turn(decide: Answer, records: pl.DataFrame) -> None:
    records.replace_column(
        records.get_column_index("messages"),
        records.select(pl.col("messages").list.head(1)).to_series(),
    )
    done = decide({"c1": {"verdict": ["fix"], "rewrite": ["Hello there"]}})
    assert [(turn["role"], turn["content"]) for turn in _row(done.records, "c1")["messages"]] == [
        ("user", "Hi"),
        ("assistant", "Hello there"),
    ]
    assert done.changes.rows() == [("c1", "annotator:7", "messages[1].content", None, "Hello there")]


def test_a_corrected_text_replaces_the_text(decide: Answer) -> None:
    done = decide({"x1": {"verdict": ["fix"], "rewrite": ["The end"]}})
    assert _row(done.records, "x1")["text"] == "The end"


def test_preferring_the_rejected_answer_swaps_the_pair(
    decide: Answer, records: pl.DataFrame, ledger: pl.DataFrame
) -> None:
    (task,) = make_tasks(records, ledger, reasons={}, model_version="v1")["preference"]
    rejected_side = "right" if task["data"]["left_is"] == "chosen" else "left"
    done = decide({"p1": {"winner": rejected_side, "margin": ["clearly"]}})
    row = _row(done.records, "p1")
    assert (row["chosen"], row["rejected"]) == ("Yes.", "No.")
    assert done.changes.select("field", "before", "after").rows() == [
        ("chosen", "No.", "Yes."),
        ("rejected", "Yes.", "No."),
    ]
    assert _row(done.ledger, "p1")["verdict"] == "keep"


def test_records_without_an_answer_stay_as_they_were(
    decide: Answer, records: pl.DataFrame, ledger: pl.DataFrame
) -> None:
    done = decide({"t1": {"verdict": ["fix"], "rewrite": ["2"]}})
    untouched = pl.col("record_id") != "t1"
    assert done.records["record_id"].to_list() == records["record_id"].to_list()
    assert done.records.filter(untouched).equals(records.filter(untouched))
    assert done.ledger.filter(untouched).equals(ledger.filter(untouched))
    assert (done.records.schema, done.ledger.schema) == (records.schema, ledger.schema)


def test_an_answer_about_a_record_that_changed_since_has_no_effect(
    records: pl.DataFrame,
    ledger: pl.DataFrame,
    save: Callable[[object], Path],
    answered: Callable[..., dict[str, Any]],
) -> None:
    tasks = make_tasks(records, ledger, reasons={}, model_version="v1", verdicts=("review", "keep"))["tuple"]
    export = save([{**task, "annotations": [answered(verdict=["drop"])]} for task in tasks])
    changed = records.with_columns(
        response=pl.when(pl.col("record_id") == "t1").then(pl.lit("4")).otherwise("response")
    )
    done = apply(changed, ledger, read(export).verdicts.by_record())
    assert [problem.what for problem in done.problems] == ["record t1 has changed since it was shown"]
    assert done.decided == {"drop": 1}
    assert _row(done.ledger, "t1")["verdict"] == "review"


def test_a_correction_that_changes_nothing_is_reported(decide: Answer) -> None:
    done = decide({"t1": {"verdict": ["fix"], "rewrite": ["3"]}})
    assert [problem.what for problem in done.problems] == ["the corrected text of record t1 equals the old one"]
    assert _row(done.ledger, "t1")["verdict"] == "review"


def test_unknown_records_are_reported_and_the_rest_applied(
    records: pl.DataFrame, ledger: pl.DataFrame, save: Callable[[object], Path], answered: Callable[..., dict[str, Any]]
) -> None:
    tasks = make_tasks(records, ledger, reasons={}, model_version="v1", verdicts=("review", "keep"))["tuple"]
    export = save([{**task, "annotations": [answered(verdict=["drop"])]} for task in tasks])
    done = apply(records.filter(pl.col("record_id") != "t1"), ledger, read(export).verdicts.by_record())
    assert [problem.what for problem in done.problems] == ["record t1 is not in this version"]
    assert done.decided == {"drop": 1}


def test_annotations_of_another_version_are_refused(
    records: pl.DataFrame, ledger: pl.DataFrame, save: Callable[[object], Path], answered: Callable[..., dict[str, Any]]
) -> None:
    task = {
        "data": {"record_id": "elsewhere", "content": "abc", "kind": "tuple"},
        "annotations": [answered(verdict=["keep"])],
    }
    with pytest.raises(DataError, match="none of the 1 annotated records is in this version"):
        apply(records, ledger, read(save([task])).verdicts.by_record())


def test_an_export_without_answers_changes_nothing(decide: Answer, records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    done = decide({})
    assert done.records.equals(records)
    assert done.ledger.equals(ledger)
    assert (done.decided, done.problems, done.skipped) == ({}, (), ())


def test_a_skip_is_named_and_leaves_the_record_in_review(decide: Answer) -> None:
    done = decide({"t1": {"skip": True}})
    assert done.skipped == ("t1",)
    assert _row(done.ledger, "t1")["verdict"] == "review"
