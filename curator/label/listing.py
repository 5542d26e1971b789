"""The tasks of a project as the server has them, a page at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from curator.label.client import Client, answers
from curator.label.refusals import Unsure
from curator.label.shape import Node

PAGE = 1000
QUERY_BYTES = 6000
"""Of ids in one address: common proxies take 8 KB in all."""
MOST_UNREADABLE = 20
_BROKEN = 500
FULL_SCAN = 2000
"""From this many ids on, reading the ids of all tasks takes less time than asking for some."""

Filter = dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """A task on the server; `content` is the digest of the record that it shows."""

    id: int
    record_id: str
    content: str
    annotations: int


def condition(field: str, operator: str, kind: str, value: object) -> Filter:
    """A filter on tasks, as the server's Data Manager wants it."""
    return {"filter": f"filter:tasks:{field}", "operator": operator, "type": kind, "value": value}


def tasks(
    client: Client,
    project: int,
    *,
    filters: Sequence[Filter] = (),
    include: str,
    full: bool = False,
    page: int = PAGE,
    unreadable: list[int] | None = None,
) -> Iterator[Node]:
    """The tasks that pass all filters, by number; each comes once, whatever is added or deleted meanwhile.

    Args:
        client: the server.
        project: its number.
        filters: from `condition`.
        include: the fields wanted, separated by commas.
        full: whether annotations and predictions are among them.
        page: tasks in one answer.
        unreadable: takes the numbers of tasks that the server fails to show; none: one such task fails the page.

    Raises:
        ServiceError: the server does not answer, or refuses.
    """
    last = 0
    while True:
        # By number, not by page: pages shift when a task goes, and the one after the last is a 404.
        after = [*filters, condition("id", "greater", "Number", last)]
        try:
            told = client.get(*_request(project, after, include, full=full, page=page))
            listed, numbers = _listed(told)
        except Unsure as error:
            if unreadable is None or error.status != _BROKEN:
                raise
            _, numbers = _listed(client.get(*_request(project, after, "id", full=False, page=page)))
            listed = list(_one_by_one(client, project, numbers, include, error, unreadable))
        yield from listed
        if len(numbers) < page:
            return
        last = max(numbers)


def _request(
    project: int, filters: Sequence[Filter], include: str, *, full: bool, page: int
) -> tuple[str, dict[str, object]]:
    wanted = {"filters": {"conjunction": "and", "items": list(filters)}, "ordering": ["tasks:id"]}
    return "/api/tasks", {
        "project": project,
        "page_size": page,
        "fields": "all" if full else "task_only",
        "include": include,
        "resolve_uri": "false",  # else the server may rewrite texts that look like addresses in its storages
        "query": orjson.dumps(wanted).decode(),
    }


def _listed(told: Node) -> tuple[list[Node], list[int]]:
    with answers(told.where):
        listed = told.child("tasks").items()
        return listed, [each.child("id").integer() for each in listed]


def _one_by_one(
    client: Client, project: int, numbers: Sequence[int], include: str, error: Unsure, unreadable: list[int]
) -> Iterator[Node]:
    """The tasks of a page that the server fails to show whole, by halves, down to those that make it fail.

    Label Studio stores half a character in an answer and then dies of showing it, and of all that is listed with it.
    """
    if len(numbers) == 1:
        unreadable.append(numbers[0])
        if len(unreadable) > MOST_UNREADABLE:
            raise error
        return
    middle = len(numbers) // 2
    for part in (numbers[:middle], numbers[middle:]):
        filters = [condition("id", "in_list", "Number", part)]
        path, query = _request(project, filters, include, full=True, page=len(part))
        try:
            listed, _ = _listed(client.once(path, query))
        except Unsure as again:
            if again.status != _BROKEN:
                raise
            listed = list(_one_by_one(client, project, part, include, error, unreadable))
        yield from listed


def of_records(client: Client, project: int, records: Iterable[str]) -> dict[str, list[Stored]]:
    """The tasks about these records, by record.

    Raises:
        ServiceError: the server does not answer, or refuses.
    """
    wanted = sorted(set(records))
    if not wanted:
        return {}
    found: dict[str, list[Stored]] = {each: [] for each in wanted}
    for part in _parts(wanted):
        filters = [condition("data.record_id", "in_list", "String", part)] if part else []
        for task in tasks(client, project, filters=filters, include="id,data,total_annotations,cancelled_annotations"):
            stored = _stored(task)
            if stored and stored.record_id in found:
                found[stored.record_id].append(stored)
    return {record: sorted(there, key=lambda task: task.id) for record, there in found.items() if there}


def _parts(wanted: Sequence[str]) -> Iterator[list[str]]:
    """The ids in portions that fit into an address; nothing stands for all tasks."""
    if len(wanted) >= FULL_SCAN:
        yield []
        return
    longest = max(len(each.encode()) for each in wanted) + len("%22%2C%22")
    size = max(QUERY_BYTES // longest, 1)
    yield from (list(wanted[start : start + size]) for start in range(0, len(wanted), size))


def _stored(task: Node) -> Stored | None:
    """What is known of a task; none when curator did not make it."""
    fields = task.mapping()
    data = fields.get("data")
    if not isinstance(data, dict):
        return None
    number, record, content = fields.get("id"), data.get("record_id"), data.get("content")
    if not (isinstance(number, int) and isinstance(record, str) and isinstance(content, str)):
        return None
    counts = [fields.get("total_annotations"), fields.get("cancelled_annotations")]
    return Stored(number, record, content, sum(each for each in counts if isinstance(each, int)))
