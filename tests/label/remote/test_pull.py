from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from curator.errors import DataError, ServiceError
from curator.label import frame
from curator.label.journal import Journal
from curator.label.project import find
from curator.label.round_trip import Brought, pull_annotations, push_tasks
from curator.label.tasks import make_tasks
from curator.versions import DatasetVersion, VersionStore


@pytest.fixture
def pushed(version: DatasetVersion, connect: Any) -> DatasetVersion:
    """The version, all of whose five records are on the server."""
    tasks = make_tasks(
        version.frame("records").collect(),
        version.frame("ledger").collect(),
        reasons={},
        model_version="v1",
        verdicts=("review", "keep", "drop"),
    )
    push_tasks(connect(), VersionStore.of(version), version, tasks, "Review")
    return version


Pull = Callable[..., Brought]


@pytest.fixture
def pull(pushed: DatasetVersion, connect: Any) -> Pull:
    def _pull(version: DatasetVersion = pushed, **how: Any) -> Brought:
        return pull_annotations(connect(), VersionStore.of(version), version, "Review", **how)

    return _pull


def line(version: DatasetVersion, name: str) -> tuple[str, str]:
    row = version.frame("ledger").filter(record_id=name).collect().row(0, named=True)
    return row["verdict"], row["decided_by"]


def listed(brought: Brought) -> list[str]:
    return [str(problem) for each in brought.pulled for problem in each.annotations.problems]


def test_answers_of_every_kind_come_back_to_their_records(studio: Any, pull: Pull) -> None:
    studio.answer("t1", by=7, verdict=["fix"], rewrite=["2"], rules=["wrong-sum"])
    studio.answer("t2", by=7, verdict=["drop"])
    studio.answer("c1", by=8, skip=True)
    left = next(task for task in studio.tasks.values() if task["data"]["record_id"] == "p1")["data"]["left_is"]
    studio.answer("p1", by=8, winner="right" if left == "chosen" else "left", margin=["clearly"])
    child = pull().version
    assert line(child, "t1") == ("keep", "annotator:7")
    assert line(child, "t2") == ("drop", "annotator:7")
    assert line(child, "c1")[0] == "review"
    records = child.frame("records").collect()
    assert records.filter(record_id="t1")["response"].item() == "2"
    assert records.filter(record_id="p1").select("chosen", "rejected").row(0) == ("Yes.", "No.")
    said = frame.of(child).sort("record_id").select("record_id", "annotator", "action", "suggested_rules")
    assert said.rows() == [
        ("c1", "8", None, ["short-answer", "unnamed"]),
        ("p1", "8", "prefer", ["short-answer"]),
        ("t1", "7", "fix", ["wrong-sum"]),
        ("t2", "7", "drop", None),
    ]


def test_a_second_pull_brings_what_is_new_and_reads_nothing_else(studio: Any, pull: Pull) -> None:
    studio.answer("t1", verdict=["drop"])
    studio.clock += timedelta(hours=1)
    first = pull()
    assert line(first.version, "t1") == ("drop", "annotator:1")
    nothing = pull(first.version)
    assert (nothing.version.id, nothing.applied) == (first.version.id, None)
    studio.answer("t2", verdict=["drop"])
    third = pull(first.version)
    assert [verdict.record_id for each in third.pulled for verdict in each.annotations.verdicts] == ["t2"]
    assert line(third.version, "t1") == line(third.version, "t2") == ("drop", "annotator:1")


def test_a_version_that_remembers_nothing_gets_everything(studio: Any, pull: Pull, pushed: DatasetVersion) -> None:
    studio.answer("t1", verdict=["drop"])
    first = pull()
    studio.clock += timedelta(hours=1)
    assert pull(pushed).version.id == first.version.id


def test_nothing_to_bring_is_no_mistake(pull: Pull, pushed: DatasetVersion) -> None:
    brought = pull()
    assert (brought.version.id, brought.applied, listed(brought)) == (pushed.id, None, [])


def test_an_edited_answer_counts_as_it_is_now(studio: Any, pull: Pull) -> None:
    annotation = studio.answer("t1", verdict=["drop"])
    first = pull().version
    studio.clock += timedelta(hours=1)
    task = studio.tasks[1]
    annotation["result"][0]["value"]["choices"] = ["keep"]
    annotation["updated_at"] = task["updated_at"] = studio.now()
    second = pull(first).version
    assert line(second, "t1") == ("keep", "annotator:1")
    assert frame.of(second).height == 1


def test_the_newest_of_two_answers_of_one_person_counts(studio: Any, pull: Pull) -> None:
    studio.answer("t1", verdict=["drop"])
    studio.answer("t1", verdict=["keep"])
    child = pull().version
    assert line(child, "t1") == ("keep", "annotator:1")
    assert frame.of(child)["is_newest"].to_list() == [False, True]


def test_an_annotation_that_makes_no_sense_is_told_and_stops_no_other(studio: Any, pull: Pull) -> None:
    studio.answer("t1", verdict=["keep"], quality=9)
    studio.answer("t2", verdict=["drop"])
    studio.answer("x1", by=None, verdict=["keep"])
    brought = pull()
    assert line(brought.version, "t2") == ("drop", "annotator:1")
    told = "\n".join(listed(brought))
    assert "project 1, task 1, annotation 1000.value.rating" in told.replace(".result[1]", "")
    assert "a rating of 9" in told
    assert "nobody's name" in told


def test_a_task_of_somebody_else_is_told(studio: Any, pull: Pull) -> None:
    studio.store(1, [{"data": {"text": "mine"}}])
    number = max(studio.tasks)
    studio.tasks[number]["annotations"] = [
        {"id": 5, "completed_by": 1, "was_cancelled": False, "result": [], "updated_at": studio.now()}
    ]
    studio.answer("t1", verdict=["drop"])
    assert any("did not come from curator" in each for each in listed(pull()))


def test_what_was_deleted_on_the_server_is_told_and_what_it_decided_stays(studio: Any, pull: Pull) -> None:
    for record in ("t1", "t2", "c1"):
        studio.answer(record, verdict=["drop"])
    first = pull().version
    studio.clock += timedelta(hours=1)
    by_record = {task["data"]["record_id"]: task for task in studio.tasks.values()}
    by_record["t1"]["annotations"].clear()
    by_record["t1"]["updated_at"] = studio.now()
    del studio.tasks[by_record["t2"]["id"]]
    del studio.tasks[by_record["x1"]["id"]]
    told = pull(first)
    assert told.version.id == first.id
    assert [each.partition(": ")[2] for each in listed(told)] == [
        "annotation 1000 of annotator 1 on record t1 has been deleted; what it decided stays",
        "the task of record t2 has been deleted; what was decided on it stays",
        "the task of record x1 has been deleted",
    ]


def test_a_task_that_was_taken_back_for_an_equal_one_is_not_called_deleted(studio: Any, pull: Pull) -> None:
    gone = studio.tasks.pop(1)
    studio.store(1, [{"data": gone["data"], "predictions": []}])
    studio.store(1, [{"data": {"text": "of somebody else"}}])
    studio.answer("t1", verdict=["drop"])
    assert [each for each in listed(pull()) if "deleted" in each] == []


@pytest.mark.parametrize("field", ["rewrite", "note"])
def test_half_a_character_in_one_answer_is_told_and_spoils_no_other(studio: Any, pull: Pull, field: str) -> None:
    studio.answer("t1", verdict=["fix"], **{"rewrite": ["2"], field: ["a smile \ud83d"]})
    studio.answer("t2", verdict=["drop"])
    brought = pull()
    assert line(brought.version, "t2") == ("drop", "annotator:1")
    assert line(brought.version, "t1")[0] == "review"
    assert any("half a character" in each and "task 1, annotation 1000" in each for each in listed(brought))


def test_a_task_that_the_server_cannot_show_is_told_and_hides_no_other(studio: Any, pull: Pull) -> None:
    for record in ("t1", "t2", "c1", "x1"):
        studio.answer(record, verdict=["drop"])
    number = next(task["id"] for task in studio.tasks.values() if task["data"]["record_id"] == "t2")
    studio.unshowable = {number}
    brought = pull()
    assert [line(brought.version, each)[0] for each in ("t1", "t2", "c1", "x1")] == ["drop", "keep", "drop", "drop"]
    assert any(f"task {number}: the server fails when it is asked for this task" in each for each in listed(brought))
    studio.unshowable = set()
    assert line(pull(brought.version).version, "t2") == ("drop", "annotator:1")


def test_a_server_that_can_show_nothing_is_given_up(studio: Any, pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.label.listing.MOST_UNREADABLE", 1)
    for record in ("t1", "t2"):
        studio.answer(record, verdict=["drop"])
    studio.unshowable = set(studio.tasks)
    with pytest.raises(ServiceError, match="500"):
        pull()


def test_half_a_character_in_a_task_of_somebody_else_is_told(studio: Any, pull: Pull) -> None:
    studio.tasks[1]["data"]["record_id"] = "t1\udc00"
    studio.answer("t1\udc00", verdict=["drop"])
    studio.answer("t2", verdict=["drop"])
    brought = pull()
    assert line(brought.version, "t2") == ("drop", "annotator:1")
    assert any("no 'record_id'" in each for each in listed(brought))


def test_an_answer_about_a_record_that_has_changed_has_no_effect(
    studio: Any, pull: Pull, pushed: DatasetVersion
) -> None:
    studio.tasks[1]["data"]["content"] = "another"
    studio.answer("t1", verdict=["drop"])
    with pytest.raises(DataError, match="t1 has changed since it was shown"):
        pull()


def test_a_server_that_goes_away_while_reading_leaves_everything_as_it_was(
    studio: Any, pull: Pull, pushed: DatasetVersion
) -> None:
    studio.answer("t1", verdict=["drop"])
    studio.answers["GET /api/tasks"] = (502, b"")
    with pytest.raises(ServiceError):
        pull()
    assert VersionStore.of(pushed).ids() == [pushed.id]
    studio.answers.clear()
    assert line(pull().version, "t1") == ("drop", "annotator:1")


@pytest.mark.parametrize(
    "told",
    [b"[]", b'{"tasks": 3}', b'{"tasks": [{"id": "x"}]}', b'{"tasks": [{"id": 1, "annotations": 3}]}'],
)
def test_pages_of_another_shape_are_no_answer_of_label_studio(studio: Any, pull: Pull, told: bytes) -> None:
    studio.answers["GET /api/tasks"] = (200, told)
    with pytest.raises(ServiceError, match="not what Label Studio answers"):
        pull()


def test_many_answers_come_page_by_page(studio: Any, pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.label.pull.PAGE", 2)
    for record in ("t1", "t2", "x1"):
        studio.answer(record, verdict=["drop"])
    assert len(pull().applied.edited) == 0  # type: ignore[union-attr]
    assert sum(each == "GET /api/tasks" for each in studio.requests) < 12


def test_no_journal_holds_a_token(studio: Any, pull: Pull, pushed: DatasetVersion, connect: Any) -> None:
    studio.answer("t1", verdict=["drop"])
    pull()
    journals = list(VersionStore.of(pushed).root.glob("label/*"))
    assert journals
    assert not any(studio.legacy.encode() in each.read_bytes() for each in journals if each.is_file())


def test_a_project_that_nobody_pushed_to_is_named(connect: Any, version: DatasetVersion) -> None:
    with pytest.raises(DataError, match=r"no project 'Review'.*curator label push"):
        pull_annotations(connect(), VersionStore.of(version), version, "Review")


def test_the_journal_says_until_when_a_version_has_everything(
    studio: Any, pull: Pull, pushed: DatasetVersion, connect: Any
) -> None:
    pull()
    store = VersionStore.of(pushed).root
    (project, *_) = find(connect(), "Review")
    assert pushed.id in Journal.of(store, studio.url, project).pulls
