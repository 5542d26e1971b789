from typing import Any

import polars as pl
import pytest

from curator.label.adjudicate import disputed_tasks
from curator.label.draws import remembered
from curator.label.round_trip import pull_annotations, push_tasks, push_version
from curator.label.sampling import DRAWN
from curator.versions import DatasetVersion, VersionStore


def line(version: DatasetVersion, name: str) -> tuple[str, str]:
    row = version.frame("ledger").filter(record_id=name).collect().row(0, named=True)
    return row["verdict"], row["decided_by"]


@pytest.fixture
def disputed(studio: Any, connect: Any, version: DatasetVersion) -> DatasetVersion:
    """A child of the version about whose tuple in review two people disagree."""
    store = VersionStore.of(version)
    push_version(connect(), store, version, "Review", budget=10, control=0)
    studio.answer("t1", by=1, verdict=["keep"])
    studio.answer("t1", by=2, verdict=["drop"])
    return pull_annotations(connect(), store, version, "Review").version


def test_what_people_disagree_about_is_decided_in_a_second_project(
    studio: Any, connect: Any, disputed: DatasetVersion
) -> None:
    store = VersionStore.of(disputed)
    assert line(disputed, "t1")[0] == "review"
    tasks, problems = disputed_tasks(disputed, budget=10)
    (task,) = tasks["tuple"]
    assert task["data"]["reasons"] == "annotator 1: keep\nannotator 2: drop"
    assert problems == []
    (pushed,) = push_tasks(connect(), store, disputed, tasks, "Review adjudication")
    assert pushed.added == ["t1"]
    number = next(each["id"] for each in studio.tasks.values() if each["project"] == pushed.project.id)
    studio.answer("t1", by=3, task=number, verdict=["drop"])
    decided = pull_annotations(connect(), store, disputed, "Review").version
    assert line(decided, "t1") == ("drop", "annotator:3")
    assert disputed_tasks(decided, budget=10) == ({}, [])


def test_a_record_that_has_changed_since_is_not_put_before_anybody(
    studio: Any, connect: Any, disputed: DatasetVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.label.tasks.record_digest", lambda record: "another")
    tasks, problems = disputed_tasks(disputed, budget=10)
    assert tasks == {}
    assert [problem.where for problem in problems] == ["record t1"]


def test_the_same_push_again_adds_nothing_and_another_asks_about_others(
    studio: Any, connect: Any, version: DatasetVersion
) -> None:
    store = VersionStore.of(version)
    first = push_version(connect(), store, version, "Review", budget=2, control=0)
    again = push_version(connect(), store, version, "Review", budget=2, control=0)
    assert (sum(len(each.added) for each in first), sum(len(each.added) for each in again)) == (2, 0)
    push_version(connect(), store, version, "Review", budget=2, control=0, seed=1)
    assert studio.records() == ["c1", "p1", "t1"]


def test_a_push_that_failed_goes_on_with_the_same_records(studio: Any, connect: Any, version: DatasetVersion) -> None:
    store = VersionStore.of(version)
    studio.answers["POST /api/projects"] = (500, b"{}")
    with pytest.raises(Exception, match="the server failed"):
        push_version(connect(), store, version, "Review", budget=2, control=0)
    studio.answers.clear()
    push_version(connect(), store, version, "Review", budget=2, control=0)
    push_version(connect(), store, version, "Review", budget=2, control=0)
    assert len(studio.tasks) == 2


def test_a_draw_is_the_same_for_the_same_wish_and_leaves_out_what_others_got(tmp_path: Any) -> None:
    seen: list[set[str]] = []

    def draw(taken: set[str]) -> pl.DataFrame:
        seen.append(taken)
        name = f"r{len(taken)}"
        return pl.DataFrame([(name, "review", None)], schema=DRAWN, orient="row")

    first = remembered(tmp_path, {"seed": 0}, draw)
    second = remembered(tmp_path, {"seed": 1}, draw)
    again = remembered(tmp_path, {"seed": 0}, draw)
    assert first.rows() == again.rows() == [("r0", "review", None)]
    assert second.rows() == [("r1", "review", None)]
    assert seen == [set(), {"r0"}]
