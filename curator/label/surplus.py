"""Records that stand in a project twice: which task stays, and taking the others back while nobody has answered them.

That happens when a batch is stored after it was given up and sent again, and when two machines push the same records
at once: they share no lock, and the server has no unique key.
"""

from collections.abc import Iterable, Mapping, Sequence

from curator.label.client import Client, answers
from curator.label.listing import Stored, condition

_UNANSWERED = [
    condition("total_annotations", "equal", "Number", 0),
    condition("cancelled_annotations", "equal", "Number", 0),
]


def kept(copies: Sequence[Stored]) -> Stored:
    """The one of equal tasks that stays: the one with most answers, of these the oldest, whoever asks."""
    return max(copies, key=lambda task: (task.annotations, -task.id))


def spare(found: Mapping[str, Sequence[Stored]]) -> list[Stored]:
    """Of tasks about one record that show the same, all that nobody has answered but the one that stays."""
    return [
        copy
        for copies in found.values()
        for same in _alike(copies)
        for copy in same
        if copy is not kept(same) and not copy.annotations
    ]


def answered_twice(found: Mapping[str, Sequence[Stored]]) -> list[str]:
    """The records of which people have answered more than one task that shows the same."""
    return [
        record
        for record, copies in found.items()
        if any(sum(copy.annotations > 0 for copy in same) > 1 for same in _alike(copies))
    ]


def take_back(client: Client, project: int, tasks: Iterable[Stored]) -> int:
    """Delete tasks, those left out that somebody has answered meanwhile; gives how many went.

    Raises:
        ServiceError: the server does not answer, or refuses.
    """
    numbers = sorted(task.id for task in tasks)
    if not numbers:  # an empty list of numbers would mean every task of the project
        return 0
    wanted = {
        "filters": {"conjunction": "and", "items": _UNANSWERED},
        "selectedItems": {"all": False, "included": numbers},
    }
    told = client.send("POST", f"/api/dm/actions?id=delete_tasks&project={project}", wanted)
    with answers(told.where):
        return told.child("processed_items").integer()


def _alike(copies: Sequence[Stored]) -> Iterable[list[Stored]]:
    by_content: dict[str, list[Stored]] = {}
    for copy in copies:
        by_content.setdefault(copy.content, []).append(copy)
    return by_content.values()
