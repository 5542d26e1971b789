"""Fetch what people answered in a project since the last time: every annotator's, skips and edits included."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from curator import progress
from curator.errors import DataError, Problem
from curator.label.annotations import Annotations
from curator.label.client import Client, answers
from curator.label.journal import Journal
from curator.label.listing import Filter, condition, of_records, tasks
from curator.label.project import Project
from curator.label.shape import LARGEST, Node
from curator.label.verdict import Verdict, verdict_of
from curator.label.verdicts import Verdicts
from curator.text import printable

PAGE = 500
OVERLAP = timedelta(minutes=2)
"""Read again before the last time: what was being stored then has an earlier time than its end."""

# The server picks these names at every depth: those of a task, of an annotation and of a prediction together.
_FIELDS = "id,data,annotations,predictions,completed_by,was_cancelled,result,created_at,updated_at,lead_time"
_ANSWERED = condition("total_annotations", "greater", "Number", 0)
_UNANSWERED = condition("total_annotations", "equal", "Number", 0)
_SKIPPED = condition("cancelled_annotations", "greater", "Number", 0)
_UNSKIPPED = condition("cancelled_annotations", "equal", "Number", 0)


@dataclass(frozen=True)
class Pulled:
    """What a project holds that a version does not remember, as of `until` by the server's clock.

    `annotations.problems` also tells what has been deleted: a decision of the past is not undone by that.
    """

    project: Project
    annotations: Annotations
    until: datetime | None


def pull(
    client: Client, project: Project, journal: Journal, *, known: pl.DataFrame, since: datetime | None = None
) -> Pulled:
    """Read the annotations of a project. Nothing is written: after a failure, do it again.

    Args:
        client: the server.
        project: on it.
        journal: of the project.
        known: annotations that are remembered already, from `curator.label.frame`.
        since: when all of them had been read, by the server's clock; none: read everything.

    Raises:
        ServiceError: the server does not answer, or refuses.
    """
    known = known.filter(pl.col("project") == project.id)
    count = client.get(f"/api/projects/{project.id}").mapping().get("task_number")
    until = client.now
    problems: list[Problem] = []
    unreadable: list[int] = []
    there = _There()
    verdicts = Verdicts.of(_verdicts(_touched(client, project, since, unreadable), project, there, problems))
    problems += _not_shown(unreadable, project)
    if known.height:
        there.tasks.extend(_emptied(client, project, since))
        problems += _annotations_gone(known, there, project)
    if count != len(journal.stored):
        problems += _tasks_gone(client, project, journal, known)
    read = Annotations(verdicts, tuple(problems), len(set(there.tasks)), 0)
    return Pulled(project, read, until)


class _There:
    """The tasks that were read, and their annotations: numbers alone, for there may be any number of them."""

    def __init__(self) -> None:
        self.tasks = array("q")
        self.annotations = array("q")


def _verdicts(tasks: Iterable[Node], project: Project, there: _There, problems: list[Problem]) -> Iterator[Verdict]:
    """The verdicts of the tasks, one after the other; what makes no sense goes to `problems`."""
    with progress.stage(f"reading {project.title}") as advance:
        for task in tasks:
            found, flaws = _read(task, project)
            yield from found
            problems += flaws
            there.tasks.append(task.child("id").integer())
            there.annotations.extend(_numbers(task))
            advance(1)


def _touched(client: Client, project: Project, since: datetime | None, unreadable: list[int]) -> Iterator[Node]:
    """The tasks with answers, and those that were only skipped, which do not count as answered."""
    for state in ([_ANSWERED], [_UNANSWERED, _SKIPPED]):
        filters = [*_after(since), *state]
        yield from tasks(
            client, project.id, filters=filters, include=_FIELDS, full=True, page=PAGE, unreadable=unreadable
        )


def _not_shown(numbers: Collection[int], project: Project) -> list[Problem]:
    what = "the server fails when it is asked for this task"
    hint = "it may hold half a character in an answer: delete that annotation in Label Studio, and answer it again"
    return [Problem(what, f"project {project.id}, task {number}", hint) for number in numbers]


def _emptied(client: Client, project: Project, since: datetime | None) -> Iterator[int]:
    """The tasks that have no answer and were touched: by their first push, or because an answer went."""
    filters = [*_after(since), _UNANSWERED, _UNSKIPPED]
    for task in tasks(client, project.id, filters=filters, include="id"):
        yield task.child("id").integer()


def _after(since: datetime | None) -> list[Filter]:
    if since is None:
        return []
    # The server wants milliseconds and a Z, and refuses every other way to write a time.
    moment = (since - OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return [condition("updated_at", "greater", "Datetime", moment)]


def _read(task: Node, project: Project) -> tuple[list[Verdict], list[Problem]]:
    """The verdicts of a task; an annotation that makes no sense is told and stops no other."""
    with answers(task.where):
        number, listed = task.child("id").integer(), task.child("annotations").items()
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    for each in listed:
        annotation = Node(each.value, f"project {project.id}, task {number}, annotation {_number(each)}")
        try:
            found = verdict_of(task, annotation, project.id)
        except DataError as error:
            problems += error.problems
            continue
        if isinstance(found, Problem):
            problems.append(found)
        else:
            verdicts.append(found)
    return verdicts, problems


def _numbers(task: Node) -> list[int]:
    found = (_number(each) for each in task.child("annotations").items())
    return [each for each in found if isinstance(each, int) and abs(each) < LARGEST]


def _number(annotation: Node) -> object:
    number = annotation.value.get("id") if isinstance(annotation.value, dict) else None
    return number if isinstance(number, int) else "without number"


def _annotations_gone(known: pl.DataFrame, there: _There, project: Project) -> list[Problem]:
    """The remembered annotations that their tasks no longer have."""
    was_read = pl.col("task").is_in(pl.Series(there.tasks, dtype=pl.Int64).implode())
    stands = pl.col("annotation").is_in(pl.Series(there.annotations, dtype=pl.Int64).implode())
    gone = known.filter(was_read & ~stands.fill_null(False))
    rows = gone.select("record_id", "task", "annotation", "annotator")
    return [
        Problem(
            f"annotation {annotation} of annotator {annotator} on record {printable(record, 60)} has been deleted",
            f"project {project.id}, task {task}",
            "what it decided stays",
        )
        for record, task, annotation, annotator in rows.iter_rows()
    ]


def _tasks_gone(client: Client, project: Project, journal: Journal, known: pl.DataFrame) -> list[Problem]:
    """The tasks that were pushed, or answered, and are no longer there."""
    there = {task.child("id").integer() for task in tasks(client, project.id, include="id")}
    pushed = {number: record for record, number in journal.stored.items()}
    answered = dict(known.select("task", "record_id").drop_nulls().iter_rows())
    gone = {number: record for number, record in {**pushed, **answered}.items() if number not in there}
    # Of two tasks about a record one was taken back; the other one is still to be answered, or has been.
    elsewhere = of_records(client, project.id, gone.values())
    return [
        Problem(
            f"the task of record {printable(record, 60)} has been deleted",
            f"project {project.id}, task {number}",
            "what was decided on it stays" if number in answered else None,
        )
        for number, record in sorted(gone.items())
        if record not in elsewhere
    ]
