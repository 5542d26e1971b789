"""Put tasks into a project, each exactly once, whatever fails on the way.

The server stores what it is sent as often as it is sent, has no unique key, and an answer that was lost says nothing
about what it did. So every batch is written down before it goes, nothing is sent again before the server was asked
what it has, and a task that is there twice in the end, because a batch was stored after it was given up and sent
again or because another machine sent the same records, is taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from curator import progress
from curator.errors import DataError, Problem, ServiceError
from curator.label.client import Client, answers
from curator.label.journal import Journal
from curator.label.listing import Stored, of_records
from curator.label.predictions import Predictions
from curator.label.project import MODEL, Project
from curator.label.refusals import Refused, Unsure
from curator.label.shape import Node
from curator.label.surplus import answered_twice, kept, spare, take_back
from curator.label.tasks import Task
from curator.text import printable

BATCH_TASKS = 4000
"""As many as the server takes fastest: 1.1 times as many a second as in batches of 500 to 2,000."""
BATCH_BYTES = 8 << 20
ATTEMPTS = 4
LOOKS_S = (0, 1, 2, 4, 8)
"""Pauses before each look for a batch that was not answered: the server may still be storing it."""
IMPORT_POLLS = 120
MOST_REFUSED = 20
_ABOUT_CONTENT = (400, 413, 422)


@dataclass
class Pushed:
    """What became of the records, each in one of the lists.

    `added` are new on the server, `there` were there before, `deleted` were there and have been deleted by somebody,
    `changed` are there with another content, `refused` the server does not take. `taken_back` counts tasks that stood
    there twice and have been deleted; of the records `twice` that could not be done, for people have answered both.
    """

    project: Project
    added: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    taken_back: int = 0
    twice: list[str] = field(default_factory=list)


def push(client: Client, project: Project, tasks: Sequence[Task], journal: Journal, *, version: str = "") -> Pushed:
    """Send the tasks that the project does not have; run again after any failure, it goes on where it stopped.

    Args:
        client: the server.
        project: of the tasks' kind.
        tasks: of distinct records.
        journal: of the project.
        version: what the tasks were made from.

    Raises:
        DataError: a pre-filled answer does not fit the project's form; nothing was sent.
        ServiceError: the server does not answer, or refuses for a reason that holds for every task.
    """
    by_record = {str(task["data"]["record_id"]): _signed(task) for task in tasks}
    assert len(by_record) == len(tasks)
    _check(project, by_record.values())
    with journal.lock():
        return _Push(client, project, journal, version).run(by_record)


def _signed(task: Task) -> Task:
    return {**task, "predictions": [{**each, "model_version": MODEL} for each in task["predictions"]]}


def _check(project: Project, tasks: Iterable[Task]) -> None:
    """The server takes a task whose pre-filled answers fit no question, and refuses a batch for one missing field."""
    predictions = Predictions(project.form)
    problems: list[Problem] = []
    for task in tasks:
        where = f"record {printable(str(task['data']['record_id']), 60)}"
        absent = sorted(project.form.fields - task["data"].keys())
        problems += [Problem(f"the form wants the field {name!r}", where) for name in absent]
        for prediction in task["predictions"]:
            problems += [Problem(what, where) for what in predictions.flaws(prediction)]
    if problems:
        raise DataError.of(problems[:MOST_REFUSED])


class _Push:
    def __init__(self, client: Client, project: Project, journal: Journal, version: str) -> None:
        self.client = client
        self.project = project
        self.journal = journal
        self.version = version
        self.done = Pushed(project)
        self.unanswered: set[str] = set()
        self.count: int | None = None

    def run(self, tasks: Mapping[str, Task]) -> Pushed:
        fresh = self._left(tasks)
        with progress.stage(f"sending to {self.project.title}", len(fresh)) as advance:
            for batch in _batches(fresh):
                self._deliver(batch)
                advance(len(batch))
        if self.unanswered or (self.done.added and not self._is_as_expected()):
            self._reconcile({*self.unanswered, *self.done.added})
        return self.done

    def _is_as_expected(self) -> bool:
        """Whether the project has grown by what was sent, so that nobody else was at it meanwhile."""
        return self.count is not None and self._count() == self.count + len(self.done.added)

    def _reconcile(self, records: Iterable[str]) -> None:
        """See to it that each of these records stands there once, whoever else has sent it."""
        found = of_records(self.client, self.project.id, records)
        self._take_back(found)
        staying = {record: kept(copies).id for record, copies in found.items()}
        of_others = {record for record, number in staying.items() if self.journal.stored.get(record) != number}
        if of_others:
            self.journal.confirmed({record: staying[record] for record in of_others})
            self.done.there += [record for record in self.done.added if record in of_others]
            self.done.added = [record for record in self.done.added if record not in of_others]

    def _left(self, tasks: Mapping[str, Task]) -> dict[str, Task]:
        """The tasks to send, the others sorted out; what earlier runs left open is settled first."""
        stored = self.journal.stored
        there: Mapping[str, int] = stored
        changed: set[str] = set()
        self.count = self._count()
        if self.journal.doubtful or self.count != len(stored):
            found = self._settled(tasks)
            there = {record: kept(copies).id for record, copies in found.items()}
            changed = {
                record for record, copies in found.items() if record in tasks and _shows_other(tasks[record], copies)
            }
        self.done.changed = [record for record in tasks if record in changed]
        self.done.there = [record for record in tasks if record in there and record not in changed]
        self.done.deleted = [record for record in tasks if record in stored and record not in there]
        return {record: task for record, task in tasks.items() if record not in there and record not in stored}

    def _count(self) -> int | None:
        """How many tasks the project has now; as many as the journal knows are the same ones."""
        count = self.client.get(f"/api/projects/{self.project.id}").mapping().get("task_number")
        return count if isinstance(count, int) else None

    def _settled(self, tasks: Iterable[str]) -> Mapping[str, Sequence[Stored]]:
        """What the server has of these tasks and of those that earlier runs left open, each once."""
        doubtful = set(self.journal.doubtful)
        found = of_records(self.client, self.project.id, {*tasks, *doubtful, *self.journal.repeated})
        self._take_back(found)
        staying = {record: kept(copies).id for record, copies in found.items()}
        stored = self.journal.stored
        news = {
            record: number for record, number in staying.items() if record in doubtful or stored.get(record) != number
        }
        if news:
            self.journal.confirmed(news)
        lost = doubtful - found.keys()
        if lost:
            self.journal.absent(lost)
        return found

    def _deliver(self, batch: Mapping[str, Task]) -> None:
        """Have the server store a batch, or know what it stored of it."""
        for attempt in range(1, ATTEMPTS + 1):
            self.journal.sending(self.version, batch)
            try:
                self._note(self._sent(batch))
                return
            except Refused as error:
                self._refused(batch, error)
                return
            except Unsure as error:
                batch = self._still_missing(batch, error, is_last=attempt == ATTEMPTS)
            if not batch:
                return

    def _sent(self, batch: Mapping[str, Task]) -> dict[str, int]:
        """The numbers of the tasks that the server has made of a batch."""
        path = f"/api/projects/{self.project.id}/import?return_task_ids=true&commit_to_project=true"
        told = self.client.send("POST", path, list(batch.values()))
        with answers(told.where):
            fields = told.mapping()
            if "task_ids" in fields:
                numbers = [each.integer() for each in told.child("task_ids").items()]
                if len(numbers) == len(batch):
                    return dict(zip(batch, numbers, strict=True))
            elif "import" in fields:
                self._wait_for_import(told.child("import").integer())
        return self._found(batch, told)

    def _found(self, batch: Mapping[str, Task], told: Node) -> dict[str, int]:
        """The numbers of a batch that was stored without a word on its numbers."""
        found = of_records(self.client, self.project.id, batch)
        if found.keys() != batch.keys():
            what = f"the server took {len(batch):,} tasks and has {len(found):,} of them"
            raise Unsure(what, where=told.where, hint="run it again: it goes on")
        return {record: kept(copies).id for record, copies in found.items()}

    def _wait_for_import(self, number: int) -> None:
        """Wait for an import that Label Studio Enterprise does in the background: it alone knows of errors."""
        path = f"/api/projects/{self.project.id}/imports/{number}"
        for attempt in range(IMPORT_POLLS):
            told = self.client.get(path)
            with answers(told.where):
                status = told.child("status").text()
            if status == "completed":
                return
            if status == "failed":
                reason = printable(str(told.mapping().get("error") or "no reason given"), 300)
                raise Refused(f"the import failed: {reason}", status=400, where=told.where)
            self.client.sleep(min(0.2 * 1.5**attempt, 10))
        raise Unsure("the import has not ended", where=self.client.url + path, hint="run it again later: it goes on")

    def _note(self, tasks: Mapping[str, int]) -> None:
        self.journal.confirmed(tasks)
        self.done.added += tasks

    def _still_missing(self, batch: Mapping[str, Task], error: Unsure, *, is_last: bool) -> dict[str, Task]:
        """What of a batch without an answer the server does not have, however long one waits."""
        self.unanswered |= batch.keys()
        for pause in LOOKS_S if error.reached else LOOKS_S[:1]:
            self.client.sleep(pause)
            found = of_records(self.client, self.project.id, batch)
            if found.keys() == batch.keys():
                break
        if found:
            self._note({record: kept(copies).id for record, copies in found.items()})
        missing = {record: task for record, task in batch.items() if record not in found}
        if missing and is_last:
            raise error
        return missing

    def _refused(self, batch: Mapping[str, Task], error: Refused) -> None:
        """Send a batch in halves when it is too large or when some of its tasks are the reason; else give up."""
        self.journal.absent(batch)
        if error.status not in _ABOUT_CONTENT:
            raise error
        if len(batch) == 1:
            (record,) = batch
            problem = error.problems[0]
            self.done.refused.append(Problem(problem.what, f"record {printable(record, 60)}", problem.hint))
            if len(self.done.refused) > MOST_REFUSED:
                raise ServiceError.of(self.done.refused)
            return
        items = list(batch.items())
        half = len(items) // 2
        self._deliver(dict(items[:half]))
        self._deliver(dict(items[half:]))

    def _take_back(self, found: Mapping[str, Sequence[Stored]]) -> None:
        gone = take_back(self.client, self.project.id, spare(found))
        self.done.taken_back += gone
        self.done.twice += [record for record in answered_twice(found) if record not in self.done.twice]
        if self.count is not None:
            self.count -= gone


def _shows_other(task: Task, copies: Iterable[Stored]) -> bool:
    """Whether people see another content of the record than this task has."""
    return all(task["data"]["content"] != copy.content for copy in copies)


def _batches(tasks: Mapping[str, Task]) -> Iterable[dict[str, Task]]:
    """Portions that the server takes at once: a batch is stored whole or not at all."""
    batch: dict[str, Task] = {}
    size = 0
    for record, task in tasks.items():
        length = len(orjson.dumps(task))
        if batch and (len(batch) == BATCH_TASKS or size + length > BATCH_BYTES):
            yield batch
            batch, size = {}, 0
        batch[record] = task
        size += length
    if batch:
        yield batch
