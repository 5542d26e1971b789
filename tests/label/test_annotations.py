import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.errors import DataError
from curator.label import read

DATA = {"record_id": "t1", "content": "abc", "kind": "tuple"}
PAIR = {"record_id": "p1", "content": "abc", "kind": "preference", "left_is": "rejected"}

Save = Callable[[object], Path]
Answered = Callable[..., dict[str, Any]]


def test_an_answer_is_read_in_full(save: Save, answered: Answered) -> None:
    annotation = answered(
        by=7,
        verdict=["fix"],
        rewrite=["2"],
        quality=2,
        errors=[["Truth", "Wrong calculation"], ["Wording", "Padding"]],
        rules=["wrong-sum"],
        note=["off by one"],
    )
    path = save([{"id": 1, "data": DATA, "annotations": [annotation]}])
    (verdict,) = read(path).verdicts
    assert (verdict.record_id, verdict.action, verdict.response, verdict.rating) == ("t1", "fix", "2", 2)
    assert verdict.errors == ("Truth / Wrong calculation", "Wording / Padding")
    assert (verdict.right_rules, verdict.note, verdict.annotator) == (("wrong-sum",), "off by one", "7")
    assert verdict.at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert not verdict.skipped
    assert verdict.where == f"{path}[0].annotations[0]"


def test_a_skip_is_kept_as_a_skip(save: Save, answered: Answered) -> None:
    read_back = read(save([{"data": DATA, "annotations": [answered(skip=True)]}]))
    assert [verdict.skipped for verdict in read_back.verdicts] == [True]
    assert read_back.problems == ()


@pytest.mark.parametrize(
    ("answers", "action", "preferred"),
    [
        ({"winner": "left", "margin": ["clearly"]}, "prefer", "rejected"),
        ({"winner": "right", "margin": ["slightly"]}, "prefer", "chosen"),
        ({"winner": "right"}, "prefer", "chosen"),
        ({"winner": "left", "margin": ["tie"]}, "drop", None),
        ({"margin": ["both bad"]}, "drop", None),
    ],
)
def test_a_pair_answer_is_mapped_back_through_the_shuffle(
    save: Save, answered: Answered, answers: dict[str, object], action: str, preferred: str | None
) -> None:
    (verdict,) = read(save([{"data": PAIR, "annotations": [answered(**answers)]}])).verdicts
    assert (verdict.action, verdict.preferred) == (action, preferred)


@pytest.mark.parametrize("by", [4, {"id": 4, "email": "a@example.com"}])
def test_an_account_is_the_same_person_in_both_of_its_shapes(save: Save, answered: Answered, by: object) -> None:
    (verdict,) = read(save([{"data": DATA, "annotations": [answered(by=by, verdict=["keep"])]}])).verdicts
    assert verdict.annotator == "4"


@pytest.mark.parametrize(
    ("data", "answers", "problem"),
    [
        (DATA, {}, "no verdict was given"),
        (DATA, {"verdict": []}, "no verdict was given"),
        (DATA, {"verdict": ["fix"]}, "no corrected text"),
        (DATA, {"verdict": ["fix"], "rewrite": ["  "]}, "no corrected text"),
        (PAIR, {"margin": ["clearly"]}, "no better answer was chosen"),
        ({"text": "a task of somebody else"}, {"verdict": ["keep"]}, "did not come from curator"),
        ({**DATA, "record_id": 5}, {"verdict": ["keep"]}, "did not come from curator"),
        (DATA, {"by": None, "verdict": ["keep"]}, "nobody's name"),
    ],
)
def test_an_answer_that_says_nothing_is_reported_not_guessed(
    save: Save, answered: Answered, data: dict[str, object], answers: dict[str, object], problem: str
) -> None:
    read_back = read(save([{"data": data, "annotations": [answered(**answers)]}]))
    assert not len(read_back.verdicts)
    assert problem in str(read_back.problems[0])
    assert "[0].annotations[0]" in str(read_back.problems[0])


def test_tasks_nobody_looked_at_are_counted(save: Save, answered: Answered) -> None:
    done = {"data": DATA, "annotations": [answered(verdict=["keep"])]}
    read_back = read(save([done, {"data": DATA, "annotations": []}]))
    assert (read_back.tasks, read_back.unlabelled) == (2, 1)


def test_answers_to_questions_we_did_not_ask_do_not_disturb(save: Save, answered: Answered) -> None:
    annotation = answered(verdict=["keep"])
    annotation["result"] += [{"type": "relation"}, {"from_name": "span", "value": {"labels": ["Bad"]}}]
    (verdict,) = read(save([{"data": DATA, "annotations": [annotation]}])).verdicts
    assert verdict.action == "keep"


@pytest.mark.parametrize(
    ("export", "message"),
    [
        ("", "not JSON"),
        ("[{]", "not JSON"),
        ("[" * 5000, "not JSON"),
        ({"data": {}}, "not a list of tasks"),
        (["task"], r"\[0\]: expected an object, got 'task'"),
        ([{"data": {}}], "a task without 'annotations'"),
        ([{"record_id": "t1", "annotator": 1, "annotation_id": 2}], "JSON-MIN"),
        ([{"data": DATA, "annotations": {"result": []}}], r"\[0\].annotations: expected a list, got an object"),
        ([{"annotations": [{"result": []}]}], r"\[0\]: 'data' is missing"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_its_place(save: Save, export: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(save(export))


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"verdict": ["maybe"]}, "expected one of keep, fix, drop, got 'maybe'"),
        ({"verdict": ["keep", "drop"]}, "2 answers to 'verdict'"),
        ({"verdict": "keep"}, "expected a list, got 'keep'"),
        ({"verdict": [["keep"]]}, "expected a text, got a list"),
        ({"verdict": ["keep"], "quality": 9}, "a rating of 9, not 1 to 5"),
        ({"verdict": ["keep"], "quality": True}, "expected a whole number, got True"),
        ({"verdict": ["keep"], "errors": ["Truth"]}, "expected a list, got 'Truth'"),
        ({"verdict": ["fix"], "rewrite": {"html": "x"}}, "expected a text, got an object"),
        ({"verdict": ["keep"], "at": "yesterday"}, "expected a time"),
        ({"verdict": ["keep"], "skip": "no"}, "expected true or false, got 'no'"),
        ({"verdict": ["keep"], "rules": [1]}, "expected a text, got 1"),
    ],
)
def test_a_malformed_answer_refuses_the_file_with_its_place(
    save: Save, answered: Answered, answers: dict[str, object], message: str
) -> None:
    with pytest.raises(DataError, match=r"\[0\].annotations\[0\]") as refused:
        read(save([{"data": DATA, "annotations": [answered(**answers)]}]))
    assert message in str(refused.value)


def test_hostile_text_in_a_message_cannot_repaint_the_terminal(save: Save, answered: Answered) -> None:
    with pytest.raises(DataError) as refused:
        read(save([{"data": DATA, "annotations": [answered(verdict=["\x1b[2Jgone"])]}]))
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize(("name", "message"), [("nowhere.json", "no such file"), (".", "is a directory")])
def test_a_path_without_a_file_is_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(tmp_path / name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "annotations", "result", "value", "from_name", "completed_by", "choices"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(JSON, max_size=2))
def test_any_json_is_read_or_refused(tmp_path: Path, export: list[object]) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps(export))
    with contextlib.suppress(DataError):
        assert read(path).tasks == len(export)


def test_half_a_character_is_told_with_its_place(save: Save, answered: Answered) -> None:
    path = save([{"id": 1, "data": DATA, "annotations": [answered(verdict=["fix"], rewrite=["a smile \ud83d"])]}])
    with pytest.raises(DataError, match=r"\[0\]\.annotations\[0\].*half a character"):
        read(path)


@pytest.mark.parametrize(
    ("said", "suggested"), [({"is_proposed": True}, "2"), ({}, None), ({"is_proposed": "yes"}, None)]
)
def test_a_proposed_correction_counts_as_suggested(
    save: Save, answered: Answered, said: dict[str, object], suggested: str | None
) -> None:
    data = {**DATA, "draft": "2", **said}
    (verdict,) = read(save([{"id": 1, "data": data, "annotations": [answered(verdict=["drop"])]}])).verdicts
    assert verdict.suggested.response == suggested
