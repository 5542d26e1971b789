"""Records to the real server, two people's answers back."""

import json
import urllib.error
import urllib.parse
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.errors import DataError
from curator.label import frame as remembered
from curator.label import make_tasks
from curator.label.agreement import measure
from curator.label.client import Client
from curator.label.round_trip import pull_annotations, push_tasks
from curator.label.tasks import Task
from curator.versions import DatasetVersion, VersionStore
from tests.live.conftest import Doubtful
from tests.live.studio import Person, better, choices, rating, text

pytestmark = pytest.mark.labelstudio

People = tuple[Person, Person]


def tasks_of(version: DatasetVersion) -> dict[str, list[Task]]:
    frames = (version.frame(name).collect() for name in ("records", "ledger"))
    return make_tasks(*frames, reasons={"wrong-sum": "the sum is wrong"}, model_version="curator")


def placed(studio: Person, number: int) -> dict[str, int]:
    """The task of each record of a project; nothing is there twice."""
    listed = [(task["data"]["record_id"], task["id"]) for task in studio.tasks(number)]
    assert len(dict(listed)) == len(listed)
    return dict(listed)


def test_two_thousand_records_arrive_once(
    client: Client, studio: Person, store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=1000, chats=600, pairs=400)
    tasks = tasks_of(version)
    first = push_tasks(client, store, version, tasks, "two thousand")
    assert {each.project.kind: len(each.added) for each in first} == {"tuple": 1000, "chat": 600, "preference": 400}
    for again in push_tasks(client, store, version, tasks, "two thousand"):
        assert not again.added
    for journal in (store.root / "label").glob("*.jsonl"):
        journal.unlink()  # somebody else's computer, or a store that was copied
    for elsewhere in push_tasks(client, store, version, tasks, "two thousand"):
        assert not elsewhere.added
        assert len(elsewhere.there) == len(tasks[elsewhere.project.kind])
    numbers = [each.project.id for each in first]
    assert [len(placed(studio, number)) for number in numbers] == [len(tasks[each.project.kind]) for each in first]


def test_what_the_server_holds_is_what_was_sent(
    client: Client, studio: Person, store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=3, chats=3, pairs=3)
    tasks = tasks_of(version)
    for each in push_tasks(client, store, version, tasks, "as it was sent"):
        held = {task["data"]["record_id"]: task for task in studio.tasks(each.project.id, predictions=True)}
        for sent in tasks[each.project.kind]:
            found = held[sent["data"]["record_id"]]
            assert found["data"] == sent["data"]
            (prediction,) = found["predictions"]
            assert [part["value"] for part in prediction["result"]] == [
                part["value"] for part in sent["predictions"][0]["result"]
            ]


def test_tasks_sort_by_the_score_of_their_records(
    client: Client, studio: Person, store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=4)
    scores = {"t00000": 0.5, "t00001": 0.05, "t00002": 1.0, "t00003": 0.25}
    frames = (version.frame(name).collect() for name in ("records", "ledger"))
    tasks = make_tasks(*frames, reasons={}, model_version="curator", scores=scores)
    (sent,) = push_tasks(client, store, version, tasks, "scores")
    query = {
        "project": sent.project.id,
        "query": json.dumps({"ordering": ["tasks:predictions_score"]}),
        "fields": "all",
    }
    listed = studio.ask("GET", f"/api/tasks?{urllib.parse.urlencode(query)}")["tasks"]
    assert {task["data"]["record_id"]: task["predictions_score"] for task in listed} == scores
    assert [task["predictions_score"] for task in listed] == sorted(scores.values())


def test_two_people_come_back_as_they_answered(
    client: Client, studio: Person, people: People, store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=8, chats=2, pairs=2)
    sent = {each.project.kind: each for each in push_tasks(client, store, version, tasks_of(version), "two people")}
    places = {kind: placed(studio, each.project.id) for kind, each in sent.items()}
    ann, ben = people
    said: dict[tuple[str, Person], str | None] = {}

    def decide(person: Person, record: str, verdict: str | None) -> int:
        said[record, person] = verdict
        answered = [choices("verdict", "response", verdict), rating("response", 3)] if verdict else []
        return person.answer(places["tuple"][record], answered, skip=verdict is None)

    for record, one, other in [
        ("t00000", "keep", "keep"),
        ("t00001", "drop", "drop"),
        ("t00002", "keep", "drop"),
        ("t00003", "drop", None),
        ("t00004", None, None),
        ("t00005", "keep", "keep"),
    ]:
        decide(ann, record, one)
        decide(ben, record, other)
    ann.answer(places["tuple"]["t00006"], [choices("verdict", "response", "fix"), text("rewrite", "response", "12")])
    ann.answer(
        places["chat"]["c00008"], [choices("verdict", "dialog", "fix"), text("rewrite", "dialog", "Hi.\nHow are you?")]
    )
    left = next(task["data"]["left_is"] for task in studio.tasks(sent["preference"].project.id))
    worse = "right" if left == "chosen" else "left"
    first_pair = next(iter(places["preference"]))
    ben.answer(places["preference"][first_pair], [better(worse), choices("margin", "left", "clearly")])

    brought = pull_annotations(client, store, version, "two people")
    annotations = remembered.of(brought.version)
    got = {
        (row["record_id"], row["annotator"]): row["action"]
        for row in annotations.filter(kind="tuple").iter_rows(named=True)
        if row["record_id"] != "t00006"
    }
    assert got == {(record, str(person.number)): verdict for (record, person), verdict in said.items()}
    assert annotations.filter(pl.col("annotator").str.contains("@")).is_empty()

    records = {row["record_id"]: row for row in brought.version.frame("records").collect().iter_rows(named=True)}
    assert records["t00006"]["response"] == "12"
    assert records["c00008"]["messages"][-1]["content"] == "Hi.\nHow are you?"
    assert (records[first_pair]["chosen"], records[first_pair]["rejected"]) == ("Yes.", "No.")
    ledger = {row["record_id"]: row for row in brought.version.frame("ledger").collect().iter_rows(named=True)}
    verdicts = {record: ledger[record]["verdict"] for record in places["tuple"]}
    assert verdicts == {
        "t00000": "keep",
        "t00001": "drop",
        "t00002": "review",
        "t00003": "drop",
        "t00004": "review",
        "t00005": "keep",
        "t00006": "keep",
        "t00007": "review",
    }
    assert ledger["t00003"]["decided_by"] == f"annotator:{ann.number}"
    _agrees_with_scikit_learn(annotations, ann, ben)

    again = pull_annotations(client, store, brought.version, "two people")
    assert again.version.id == brought.version.id


def _agrees_with_scikit_learn(annotations: pl.DataFrame, ann: Person, ben: Person) -> None:
    kappa = pytest.importorskip("sklearn.metrics").cohen_kappa_score
    rows = annotations.filter(pl.col("action").is_not_null(), kind="tuple")
    wide = rows.pivot("annotator", index="record_id", values="action").drop_nulls()
    expected = kappa(wide[str(ann.number)], wide[str(ben.number)])
    verdict = next(each for each in measure(annotations).questions if each.question == "verdict")
    (pair,) = (each for each in verdict.pairs if {each.first, each.second} == {str(ann.number), str(ben.number)})
    assert next(iter(pair.kappas.values())).value == pytest.approx(expected)


def test_edits_second_thoughts_and_nonsense(
    client: Client, studio: Person, people: People, store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=4)
    (sent,) = push_tasks(client, store, version, tasks_of(version), "second thoughts")
    places = placed(studio, sent.project.id)
    ann, ben = people
    edited = ann.answer(places["t00000"], [choices("verdict", "response", "keep")])
    ann.answer(places["t00001"], [choices("verdict", "response", "keep")])
    ann.answer(places["t00001"], [choices("verdict", "response", "drop")])  # twice by one person: the later counts
    ben.answer(places["t00002"], [choices("verdict", "response", "keep"), rating("response", 9)])
    ben.answer(places["t00003"], [choices("verdict", "response", "perhaps")])

    first = pull_annotations(client, store, version, "second thoughts")
    assert _verdicts(first.version) == {"t00000": "keep", "t00001": "drop", "t00002": "review", "t00003": "review"}
    told = " ".join(str(problem) for each in first.pulled for problem in each.annotations.problems)
    assert "9" in told
    assert "perhaps" in told

    ann.ask("PATCH", f"/api/annotations/{edited}/", {"result": [choices("verdict", "response", "drop")]})
    second = pull_annotations(client, store, first.version, "second thoughts")
    assert _verdicts(second.version)["t00000"] == "drop"


def test_what_was_deleted_is_told(
    client: Client, studio: Person, people: People, store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=4)
    (sent,) = push_tasks(client, store, version, tasks_of(version), "deleted")
    places = placed(studio, sent.project.id)
    kept = people[0].answer(places["t00000"], [choices("verdict", "response", "keep")])
    people[0].answer(places["t00001"], [choices("verdict", "response", "drop")])
    first = pull_annotations(client, store, version, "deleted")
    studio.ask("DELETE", f"/api/annotations/{kept}/")
    studio.ask("DELETE", f"/api/tasks/{places['t00001']}/")
    studio.ask("DELETE", f"/api/tasks/{places['t00003']}/")
    second = pull_annotations(client, store, first.version, "deleted")
    told = "\n".join(str(problem) for each in second.pulled for problem in each.annotations.problems)
    assert f"annotation {kept} of annotator {people[0].number} on record t00000 has been deleted" in told
    assert "the task of record t00001 has been deleted" in told
    assert "the task of record t00003 has been deleted" in told
    assert _verdicts(second.version) == {"t00000": "keep", "t00001": "drop", "t00002": "review", "t00003": "review"}
    (again,) = push_tasks(client, store, second.version, tasks_of(version), "deleted")
    assert not again.added  # somebody did not want it there


def test_a_form_that_somebody_changed(client: Client, studio: Person, store: VersionStore, doubtful: Doubtful) -> None:
    version = doubtful(tuples=2)
    tasks = tasks_of(version)
    (sent,) = push_tasks(client, store, version, tasks, "changed form")
    config = studio.ask("GET", f"/api/projects/{sent.project.id}")["label_config"]

    def reworded(old: str, new: str) -> None:
        changed = config.replace(old, new)
        assert changed != config
        studio.ask("PATCH", f"/api/projects/{sent.project.id}", {"label_config": changed})

    reworded("Harmful", "Harmful or rude")
    with pytest.raises(DataError, match="another form: options of 'errors' are missing or reworded"):
        push_tasks(client, store, version, tasks, "changed form")
    reworded("Note (optional)", "Anything else?")
    (again,) = push_tasks(client, store, version, tasks, "changed form")
    assert not again.added


def test_a_project_of_another_make_is_left_alone(
    client: Client, studio: Person, store: VersionStore, doubtful: Doubtful
) -> None:
    config = '<View><Text name="t" value="$text"/><Choices name="c" toName="t"><Choice value="a"/></Choices></View>'
    theirs = studio.ask("POST", "/api/projects/", {"title": "of somebody else", "label_config": config})["id"]
    version = doubtful(tuples=2)
    with pytest.raises(DataError, match=f"project {theirs} has another form"):
        push_tasks(client, store, version, tasks_of(version), "of somebody else")
    assert studio.ask("GET", f"/api/projects/{theirs}")["task_number"] == 0


def test_nothing_secret_is_written_down(
    client: Client, studio: Person, store: VersionStore, doubtful: Doubtful, studio_folder: Path
) -> None:
    version = doubtful(tuples=2)
    push_tasks(client, store, version, tasks_of(version), "nothing secret")
    with pytest.raises(urllib.error.HTTPError):
        studio.ask("GET", "/api/projects/999999/")
    written = [path for path in store.root.rglob("*") if path.is_file()]
    for path in [*written, studio_folder / "log.txt"]:
        content = path.read_bytes()
        assert studio.token.encode() not in content
        assert studio.password.encode() not in content


def _verdicts(version: DatasetVersion) -> dict[str, Any]:
    return dict(version.frame("ledger").collect().sort("record_id").select("record_id", "verdict").iter_rows())
