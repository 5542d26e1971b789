import json
from pathlib import Path

import polars as pl
import pytest

from curator.errors import DataError
from curator.label import make_tasks, write
from curator.label.asking import proposals, record_quality
from curator.label.tasks import shows_chosen_left

REASONS = {"wrong-sum": "The sum is wrong.", "short-answer": "Very short."}


def test_records_in_review_become_tasks_of_their_kind(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    tasks = make_tasks(records, ledger, reasons=REASONS, model_version="v1")
    assert {kind: [task["data"]["record_id"] for task in listed] for kind, listed in tasks.items()} == {
        "tuple": ["t1"],
        "chat": ["c1"],
        "preference": ["p1"],
    }


def test_a_tuple_task_shows_the_record_and_what_the_rules_found(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    (task,) = make_tasks(records, ledger, reasons=REASONS, model_version="v1")["tuple"]
    assert task == {
        "data": {
            "record_id": "t1",
            "content": task["data"]["content"],
            "kind": "tuple",
            "origin": "a.jsonl, row 0",
            "reasons": "wrong-sum: The sum is wrong.",
            "rule_choices": [{"value": "wrong-sum"}],
            "system": "",
            "instruction": "Add.",
            "input": "1 + 1",
            "response": "3",
            "draft": "3",
            "look": '<i class="prose"></i>',
        },
        "predictions": [
            {
                "model_version": "v1",
                "result": [
                    {
                        "from_name": "rules",
                        "to_name": "response",
                        "type": "choices",
                        "value": {"choices": ["wrong-sum"]},
                    }
                ],
            }
        ],
    }


def test_a_decided_record_comes_with_its_verdict_as_suggestion(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    (task,) = make_tasks(records, ledger, reasons={}, model_version="v1", verdicts=("keep",))["tuple"]
    (prediction,) = task["predictions"]
    assert [(each["from_name"], each["value"]) for each in prediction["result"]] == [("verdict", {"choices": ["keep"]})]
    assert task["data"]["reasons"] == "no rule hit this record"


def test_a_chat_task_names_every_turn_and_drafts_the_last_reply(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    (task,) = make_tasks(records, ledger, reasons=REASONS, model_version="v1")["chat"]
    assert task["data"]["messages"] == [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    assert task["data"]["draft"] == "Hello"
    assert task["data"]["reasons"] == "short-answer: Very short.\nunnamed"


def test_the_sides_of_a_pair_are_shuffled_and_remembered(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    (task,) = make_tasks(records, ledger, reasons={}, model_version="v1")["preference"]
    data = task["data"]
    left = {"chosen": "No.", "rejected": "Yes."}[data["left_is"]]
    assert data["answer_a"] == left
    assert {data["answer_a"], data["answer_b"]} == {"No.", "Yes."}


def test_the_shuffle_is_fair_and_fixed() -> None:
    sides = [shows_chosen_left(f"record-{nth}") for nth in range(1000)]
    assert 450 < sum(sides) < 550
    assert sides[:6] == [True, False, True, False, False, False]


def test_writes_tasks_and_form_of_each_kind(records: pl.DataFrame, ledger: pl.DataFrame, tmp_path: Path) -> None:
    tasks = make_tasks(records, ledger, reasons={}, model_version="v1")
    written = write(tasks, tmp_path / "review")
    assert [path.name for path in written] == [
        "tuple.json",
        "tuple.xml",
        "chat.json",
        "chat.xml",
        "preference.json",
        "preference.xml",
    ]
    assert json.loads(written[0].read_text()) == tasks["tuple"]
    assert sorted(path.name for path in (tmp_path / "review").iterdir()) == sorted(path.name for path in written)


def test_a_folder_that_is_a_file_is_refused(records: pl.DataFrame, ledger: pl.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(DataError, match="cannot write"):
        write(make_tasks(records, ledger, reasons={}, model_version="v1"), tmp_path / "taken")


def test_drawn_records_become_tasks_that_say_how_they_were_drawn(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    drawn = pl.DataFrame(
        {"record_id": ["x1", "t1"], "stratum": ["control", "adjudication"], "probability": [0.25, None]}
    )
    made = make_tasks(records, ledger, reasons={}, model_version="v1", drawn=drawn)
    assert {kind: len(tasks) for kind, tasks in made.items()} == {"tuple": 1, "text": 1}
    assert made["text"][0]["data"]["probability"] == 0.25
    assert made["tuple"][0]["data"]["stratum"] == "adjudication"
    assert "probability" not in made["tuple"][0]["data"]


def test_the_score_of_a_record_goes_with_what_its_form_is_filled_with(
    records: pl.DataFrame, ledger: pl.DataFrame
) -> None:
    scores = {"t1": 0.25, "t2": 1.0}
    made = make_tasks(records, ledger, reasons={}, model_version="v1", verdicts=("review", "keep"), scores=scores)
    predictions = {task["data"]["record_id"]: task["predictions"] for listed in made.values() for task in listed}
    assert predictions["t1"][0]["score"] == 0.25
    assert predictions["t2"][0]["score"] == 1.0
    assert "score" not in predictions["c1"][0]


def test_what_no_rule_hits_is_scored_too_so_that_all_can_be_sorted(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    drawn = pl.DataFrame({"record_id": ["t2"], "stratum": ["control"], "probability": [0.5]})
    review = ledger.with_columns(verdict=pl.lit("review"))
    (task,) = make_tasks(records, review, reasons={}, model_version="v1", drawn=drawn, scores={"t2": 1.0})["tuple"]
    assert task["predictions"] == [{"model_version": "v1", "result": [], "score": 1.0}]


def test_the_score_is_the_composite_one() -> None:
    judged = pl.DataFrame(
        {
            "record_id": ["fine", "doubtful", "unread"],
            "verdict": ["keep", "review", "quarantined"],
            "fixes": [[], [], []],
            "wrong-sum": [False, True, None],
        },
        schema_overrides={"fixes": pl.List(pl.String)},
    )
    rules = [{"id": "wrong-sum", "pack": "sums", "severity": "high", "then": "review"}]
    assert record_quality(judged, rules) == {"fine": 1.0, "doubtful": 0.1}
    assert record_quality(judged, []) == {}


@pytest.mark.parametrize(
    ("made", "expected"), [([], {"t1": "café", "x1": "das café", "c1": "thé"}), (["encoding"], {})]
)
def test_a_repair_that_was_not_made_is_proposed(
    records: pl.DataFrame, ledger: pl.DataFrame, made: list[str], expected: dict[str, str]
) -> None:
    chat = records.filter(record_id="c1")["messages"].to_list()[0]
    said = pl.Series([[{**turn, "content": "thÃ©"} for turn in chat]], dtype=records.schema["messages"])
    damaged = records.with_columns(
        response=pl.when(record_id=pl.lit("t1")).then(pl.lit("cafÃ©")).otherwise("response"),
        text=pl.when(record_id=pl.lit("x1")).then(pl.lit("das cafÃ©")).otherwise("text"),
        messages=pl.when(record_id=pl.lit("c1")).then(pl.lit(said).first()).otherwise("messages"),
    )
    judged = ledger.with_columns(
        pl.Series("fixes", [made] * ledger.height, dtype=pl.List(pl.String)),
        mojibake=pl.Series([name != "t2" for name in ledger["record_id"]]),
    )
    rules = [{"id": "mojibake", "then": "fix: encoding"}, {"id": "typo", "then": "drop"}]
    assert proposals(damaged, judged, rules) == expected


def test_a_correction_begins_with_what_is_proposed(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    made = make_tasks(records, ledger, reasons={}, model_version="v1", proposals={"t1": "2", "p1": "no such field"})
    data = {task["data"]["record_id"]: task["data"] for listed in made.values() for task in listed}
    assert (data["t1"]["response"], data["t1"]["draft"], data["t1"]["is_proposed"]) == ("3", "2", True)
    assert "is_proposed" not in data["c1"]
    assert "draft" not in data["p1"]
