import contextlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.errors import CuratorError, DataError, ServiceError
from curator.label.client import Client
from curator.label.config import labelling_config
from curator.label.credentials import Credentials
from curator.label.journal import Journal, pushed
from curator.label.project import find, find_or_make
from curator.label.push import Pushed, push
from curator.label.tasks import make_tasks


class Killed(BaseException):
    """The process ends here."""


class Mortal(Client):
    """A client whose process is killed before or after some of its writes."""

    deaths: Sequence[str] = ()
    sent = 0

    def send(self, method: str, path: str, body: object = None) -> Any:
        death = self.deaths[self.sent] if self.sent < len(self.deaths) else ""
        self.sent += 1
        if death == "before":
            raise Killed
        told = super().send(method, path, body)
        if death == "after":
            raise Killed
        return told


def tuples(count: int, said: str = "3") -> list[dict[str, Any]]:
    return [
        {
            "data": {
                "record_id": f"r{number:03}",
                "content": f"{said} of {number}",
                "kind": "tuple",
                "origin": "a.jsonl",
                "reasons": "none",
                "rule_choices": [{"value": "wrong-sum"}],
                "system": "",
                "instruction": "Add.",
                "input": "",
                "response": said,
                "draft": said,
                "look": "",
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
        for number in range(count)
    ]


Send = Callable[..., Pushed]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.label.push.BATCH_TASKS", 500)


@pytest.fixture
def send(studio: Any, connect: Any, tmp_path: Path) -> Send:
    """Pushes tuples to the project `Review`, as a run of its own."""

    def _send(tasks: list[dict[str, Any]], client: Client | None = None, **how: Any) -> Pushed:
        client = client or connect()
        project = find_or_make(client, "Review", "tuple")
        return push(client, project, tasks, Journal.of(tmp_path, client.url, project), **how)

    return _send


def test_every_task_arrives_once_and_a_second_push_adds_nothing(studio: Any, send: Send) -> None:
    first, second = send(tuples(1200)), send(tuples(1200))
    assert (len(first.added), len(second.added), len(second.there)) == (1200, 0, 1200)
    assert len(studio.tasks) == 1200
    assert studio.requests.count("POST /api/projects/1/import") == 3


def test_what_all_went_well_with_is_not_asked_about(studio: Any, send: Send) -> None:
    send(tuples(10))
    assert "GET /api/tasks" not in studio.requests


def test_predictions_are_all_of_one_name_so_that_no_push_empties_earlier_forms(studio: Any, send: Send) -> None:
    send(tuples(1))
    assert studio.tasks[1]["predictions"][0]["model_version"] == "curator"
    assert studio.projects[1]["model_version"] == "curator"
    assert studio.projects[1]["show_collab_predictions"] is True


@pytest.mark.parametrize("fault", ["502 before", "502 after", "drop before", "drop after", "late", "429"])
def test_a_fault_in_the_middle_loses_nothing_and_doubles_nothing(studio: Any, send: Send, fault: str) -> None:
    studio.faults = ["", fault, ""]
    done = send(tuples(1200))
    assert len(done.added) == 1200
    assert studio.records() == sorted(f"r{number:03}" for number in range(1200))


def test_an_answer_later_than_the_patience_is_looked_for_on_the_server(studio: Any, connect: Any, send: Send) -> None:
    send([])
    studio.faults = ["slow"]
    done = send(tuples(3), connect(timeout_s=0.2))
    assert (len(done.added), len(studio.tasks)) == (3, 3)
    assert studio.requests.count("POST /api/projects/1/import") == 1


def test_what_was_stored_after_it_was_given_up_is_taken_back_by_the_next_push(studio: Any, send: Send) -> None:
    send(tuples(5))
    studio.faults = ["at last"]
    send(tuples(8))
    studio.settle()
    assert len(studio.tasks) == 11
    done = send(tuples(9)[8:])
    assert (done.taken_back, len(done.added), len(studio.tasks)) == (3, 1, 9)


class Twin:
    """Another machine, which has stores of its own and pushes the same records at the same time."""

    def __init__(self, connect: Any, folder: Path) -> None:
        self.client, self.folder = connect(), folder
        self.done: list[Pushed] = []

    def push(self, tasks: list[dict[str, Any]]) -> None:
        project = find_or_make(self.client, "Review", "tuple")
        self.done.append(push(self.client, project, tasks, Journal.of(self.folder, self.client.url, project)))


@pytest.mark.parametrize("moment", [1, 2, 3])
@pytest.mark.parametrize("shared", [slice(0, 1200), slice(600, 1800)])
def test_two_machines_that_push_at_once_leave_no_task_twice(
    studio: Any, connect: Any, send: Send, tmp_path: Path, moment: int, shared: slice
) -> None:
    every = tuples(1800)
    twin, ours = Twin(connect, tmp_path / "twin"), connect()
    honest, sent = ours.send, []

    def interrupted(method: str, path: str, body: object = None) -> Any:
        if path.endswith("commit_to_project=true"):
            sent.append(path)
            if len(sent) == moment:
                twin.push(every[shared])
        return honest(method, path, body)

    ours.send = interrupted
    done = send(every[:1200], ours)
    wanted = {task["data"]["record_id"] for task in [*every[:1200], *every[shared]]}
    assert studio.records() == sorted(wanted)
    assert len(done.added) + len(done.there) == 1200
    assert len(done.added) + len(twin.done[0].added) >= len(wanted)
    again = send(every[:1200])
    assert (again.added, again.deleted, len(again.there)) == ([], [], 1200)
    twin.push(every[shared])
    assert (twin.done[1].added, twin.done[1].deleted, len(twin.done[1].there)) == ([], [], 1200)


def test_what_somebody_answered_before_it_was_taken_back_stays_and_is_told(
    studio: Any, connect: Any, send: Send, tmp_path: Path
) -> None:
    send(tuples(3))
    studio.store(1, tuples(3))
    answered = {"was_cancelled": False}
    for number in (1, 4, 5):
        studio.tasks[number]["annotations"].append(answered)
    next(tmp_path.glob("label/project-*")).unlink()
    done = send(tuples(3))
    assert (done.twice, done.taken_back, sorted(studio.tasks)) == (["r000"], 2, [1, 3, 4, 5])


def test_an_answer_that_comes_while_a_task_is_taken_back_is_not_lost(
    studio: Any, connect: Any, send: Send, tmp_path: Path
) -> None:
    send(tuples(2))
    studio.store(1, tuples(2))
    next(tmp_path.glob("label/project-*")).unlink()
    client = connect()
    honest = client.send

    def meanwhile(method: str, path: str, body: object = None) -> Any:
        studio.tasks[3]["annotations"].append({"was_cancelled": False})
        return honest(method, path, body)

    client.send = meanwhile
    assert send(tuples(2), client).taken_back == 1
    assert sorted(studio.tasks) == [1, 2, 3]


def test_of_two_equal_tasks_the_one_that_somebody_answered_stays(studio: Any, send: Send, tmp_path: Path) -> None:
    send(tuples(1))
    studio.store(1, tuples(1))
    studio.tasks[2]["annotations"].append({"was_cancelled": True})
    next(tmp_path.glob("label/project-*")).unlink()
    assert send(tuples(1)).taken_back == 1
    assert list(studio.tasks) == [2]


def test_tasks_that_two_people_answered_both_stay(studio: Any, send: Send, tmp_path: Path) -> None:
    send(tuples(1))
    studio.store(1, tuples(1))
    for number in (1, 2):
        studio.tasks[number]["annotations"].append({"was_cancelled": False})
    next(tmp_path.glob("label/project-*")).unlink()
    assert send(tuples(1)).taken_back == 0
    assert list(studio.tasks) == [1, 2]


def test_without_a_journal_the_server_says_what_is_there(studio: Any, send: Send, tmp_path: Path) -> None:
    send(tuples(700))
    next(tmp_path.glob("label/project-*")).unlink()
    assert len(send(tuples(900)).added) == 200
    assert len(studio.tasks) == 900


def test_a_task_that_somebody_deleted_is_told_and_not_sent_again(studio: Any, send: Send) -> None:
    send(tuples(3))
    del studio.tasks[2]
    done = send(tuples(4))
    assert (done.deleted, done.there, done.added) == (["r001"], ["r000", "r002"], ["r003"])
    assert studio.records() == ["r000", "r002", "r003"]


def test_a_record_that_has_changed_since_is_told_and_not_sent_again(studio: Any, send: Send, tmp_path: Path) -> None:
    send(tuples(2))
    next(tmp_path.glob("label/project-*")).unlink()
    done = send(tuples(2, said="2"))
    assert (done.changed, done.there, len(studio.tasks)) == (["r000", "r001"], [], 2)


def test_a_batch_that_is_too_large_for_a_proxy_goes_in_parts(studio: Any, send: Send) -> None:
    studio.most_bytes = 20_000
    assert len(send(tuples(100)).added) == 100
    assert len(studio.tasks) == 100


def test_a_record_that_the_server_does_not_take_stops_no_other(studio: Any, send: Send) -> None:
    studio.refuses = lambda data: data["record_id"] == "r007"
    done = send(tuples(20))
    assert len(done.added) == 19
    assert [problem.where for problem in done.refused] == ["record r007"]


def test_a_server_that_takes_nothing_is_not_asked_for_ever(studio: Any, send: Send) -> None:
    studio.refuses = lambda data: True
    with pytest.raises(ServiceError, match="400"):
        send(tuples(500))
    assert len(studio.requests) < 100


def test_the_answer_of_enterprise_is_waited_for(studio: Any, send: Send) -> None:
    studio.enterprise = True
    assert len(send(tuples(600)).added) == 600
    assert "GET /api/projects/1/imports/2" in studio.requests


def test_an_import_that_failed_in_the_background_is_told(studio: Any, send: Send) -> None:
    studio.enterprise = True
    studio.answers["GET /api/projects/1/imports/1"] = (200, b'{"status": "failed", "error": "no \\u001b[2J room"}')
    studio.most_bytes = 10_000
    done = send(tuples(1))
    assert "no \\u001b[2J room" in str(done.refused[0])


def test_predictions_that_do_not_fit_the_form_are_not_sent(studio: Any, send: Send) -> None:
    tasks = tuples(2)
    tasks[1]["predictions"][0]["result"].append(
        {"from_name": "quality", "to_name": "response", "type": "rating", "value": {"rating": 9}}
    )
    with pytest.raises(DataError, match=r"record r001: what is pre-filled does not fit the form: .*'quality'"):
        send(tasks)
    assert studio.tasks == {}


@pytest.mark.parametrize("score", [1.5, -0.1, "high"])
def test_a_score_beyond_0_to_1_is_not_sent(studio: Any, send: Send, score: object) -> None:
    tasks = tuples(1)
    tasks[0]["predictions"][0]["score"] = score
    with pytest.raises(DataError, match=r"record r000: what is pre-filled does not fit the form: Score must be"):
        send(tasks)
    assert studio.tasks == {}


def test_a_form_that_the_sdk_does_not_understand_is_told(
    studio: Any, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def confused(config: str) -> None:
        raise Exception("no such tag")

    monkeypatch.setattr("label_studio_sdk.label_interface.LabelInterface", confused)
    with pytest.raises(DataError, match=r"cannot be read: no such tag; was it edited by hand\?"):
        send(tuples(1))
    assert studio.tasks == {}


def test_a_server_that_goes_away_leaves_a_journal_that_goes_on(studio: Any, send: Send) -> None:
    studio.faults = ["", *["drop before"] * 4]
    with pytest.raises(ServiceError, match="run it again: it goes on"):
        send(tuples(1200))
    done = send(tuples(1200))
    assert (len(done.there), len(done.added), len(studio.tasks)) == (500, 700, 1200)


def test_a_journal_of_an_earlier_server_at_the_address_says_nothing_about_this_one(studio: Any, send: Send) -> None:
    send(tuples(3))
    studio.tasks.clear()
    studio.projects.clear()
    assert len(send(tuples(3)).added) == 3


def test_what_was_pushed_is_known_without_a_server(send: Send, tmp_path: Path) -> None:
    assert pushed(tmp_path) == set()
    send(tuples(3))
    assert pushed(tmp_path) == {"r000", "r001", "r002"}


def test_a_journal_cut_by_a_kill_is_read_and_one_of_something_else_is_not(send: Send, tmp_path: Path) -> None:
    send(tuples(3))
    journal = next(tmp_path.glob("label/project-*"))
    journal.write_bytes(journal.read_bytes()[:-5])
    assert len(send(tuples(3)).there) == 3
    journal.write_bytes(b"{}\n" + journal.read_bytes())
    with pytest.raises(DataError, match="remove the file"):
        send(tuples(3))


@pytest.mark.parametrize("kind", ["tuple", "chat", "preference", "text"])
def test_tasks_of_every_kind_fit_their_form(
    connect: Any, tmp_path: Path, records: pl.DataFrame, ledger: pl.DataFrame, kind: str
) -> None:
    made = make_tasks(records, ledger, reasons={}, model_version="v1", verdicts=("review", "keep", "drop"))
    client = connect()
    project = find_or_make(client, "Review", kind)
    assert push(client, project, made[kind], Journal.of(tmp_path, client.url, project)).added


FAULTS = st.sampled_from(["", "502 before", "502 after", "drop before", "drop after", "late", "at last", "429"])
DEATHS = st.sampled_from(["", "", "before", "after"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.lists(FAULTS, max_size=6), st.lists(DEATHS, max_size=4)), min_size=1, max_size=3),
    st.integers(1, 12),
    st.booleans(),
)
def test_whatever_fails_after_a_good_run_every_record_is_there_once(
    studio: Any,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    runs: list[tuple[list[str], list[str]]],
    count: int,
    forgets: bool,
) -> None:
    monkeypatch.setattr("curator.label.push.BATCH_TASKS", 3)
    folder = tmp_path_factory.mktemp("store")
    studio.projects.clear()
    studio.tasks.clear()
    studio.late.clear()
    for faults, deaths in [*runs, ([], [])]:
        studio.faults = list(faults)
        if not faults:
            studio.settle()
        client = Mortal(Credentials(studio.url, studio.legacy), sleep=lambda _: None)
        client.deaths = ["", *deaths]
        if forgets:
            for path in folder.glob("label/project-*"):
                path.unlink()
        with contextlib.suppress(CuratorError, Killed):
            project = find_or_make(client, "Review", "tuple")
            push(client, project, tuples(count), Journal.of(folder, client.url, project))
    assert studio.records() == [f"r{number:03}" for number in range(count)]


def test_a_project_is_made_with_our_form_and_found_again(studio: Any, connect: Any) -> None:
    made = find_or_make(connect(), "Review", "tuple", people=2)
    assert find_or_make(connect(), "Review", "tuple").id == made.id
    assert find_or_make(connect(), str(made.id), "tuple").id == made.id
    assert studio.projects[made.id]["maximum_annotations"] == 2
    assert studio.projects[made.id]["label_config"] == labelling_config("tuple")


def test_a_project_is_known_by_its_whole_name(studio: Any, connect: Any) -> None:
    old = find_or_make(connect(), "Review of May", "tuple")
    assert find_or_make(connect(), "Review", "tuple").id != old.id


def test_another_kind_goes_beside_the_first(connect: Any) -> None:
    kinds = {"tuple": "Review", "chat": "Review (chat)", "preference": "Review (preference)"}
    assert {kind: find_or_make(connect(), "Review", kind).title for kind in kinds} == kinds
    assert {project.kind: project.title for project in find(connect(), "Review")} == kinds


def test_a_project_whose_answer_was_lost_is_not_made_twice(studio: Any, connect: Any) -> None:
    client = connect()
    honest = client.send

    def lossy(method: str, path: str, body: object = None) -> Any:
        from curator.label.refusals import Unsure

        honest(method, path, body)
        raise Unsure("the connection broke")

    client.send = lossy
    assert find_or_make(client, "Review", "tuple").id == 1
    assert len(studio.projects) == 1


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda config: config.replace('name="verdict"', 'name="judgement"'), "the question 'verdict' is missing"),
        (lambda config: config.replace('value="drop"', 'value="delete"'), "options of 'verdict' are missing"),
        (lambda config: config.replace("</View>\n", '<Image name="i" value="$image"/></View>\n', 1), "field 'image'"),
        (lambda config: "<View><Text name='t' value='$text'/></View>", "is missing"),
        (lambda config: "<View", "not XML"),
        (lambda config: "<!DOCTYPE v [<!ENTITY a 'b'>]><View>&a;</View>", "declares entities"),
    ],
)
def test_a_project_of_another_form_is_refused(
    studio: Any, connect: Any, edit: Callable[[str], str], message: str
) -> None:
    find_or_make(connect(), "Review", "tuple")
    studio.projects[1]["label_config"] = edit(labelling_config("tuple"))
    with pytest.raises(DataError, match=message):
        find_or_make(connect(), "Review", "tuple")
    assert len(studio.projects) == 1


def test_a_form_to_which_somebody_added_is_still_ours(studio: Any, connect: Any) -> None:
    find_or_make(connect(), "Review", "tuple")
    config = labelling_config("tuple")
    more = '<Choices name="tone" toName="response"><Choice value="dry"/></Choices></View>'
    studio.projects[1]["label_config"] = config.rpartition("</View>")[0] + more
    assert find_or_make(connect(), "Review", "tuple").id == 1


def test_a_form_from_before_code_had_letters_of_its_own_is_still_ours(studio: Any, send: Send) -> None:
    send([])
    config = studio.projects[1]["label_config"]
    studio.projects[1]["label_config"] = re.sub('<View className="look">.*?</View>', "", config)
    assert studio.projects[1]["label_config"] != config
    assert len(send(tuples(2)).added) == 2


@pytest.mark.parametrize(("name", "message"), [("ab", "2 characters"), ("a" * 51, "51 characters")])
def test_a_name_that_the_server_does_not_take_is_told_before(connect: Any, name: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        find_or_make(connect(), name, "tuple")


def test_two_projects_of_one_name_are_not_guessed_between(studio: Any, connect: Any) -> None:
    find_or_make(connect(), "Review", "tuple")
    studio.projects[2] = {**studio.projects[1], "id": 2}
    with pytest.raises(DataError, match="name one by number: 1, 2"):
        find_or_make(connect(), "Review", "tuple")
