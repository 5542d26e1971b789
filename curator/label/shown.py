"""A record as people were shown it, when an earlier answer of theirs has changed it since."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from curator.schema import record_digest

Record: TypeAlias = dict[str, Any]
Change: TypeAlias = Mapping[str, Any]

BY = "annotator:"

_NO_CALLS = {"tool_calls": None, "tool_call_id": None, "name": None}


def as_shown(record: Record, content: str, changes: Iterable[Change]) -> tuple[Record, list[Change]] | None:
    """`record` in the state with this digest, and people's changes that had to be undone; null if it had no such state.

    Args:
        record: as it is.
        content: the digest of what was shown.
        changes: `fix, field, before, after` of this record, in any order; repairs that people did not make stay.
    """
    left = [each for each in changes if each["fix"].startswith(BY)]
    undone: list[Change] = []
    while record_digest(record) != content:
        last = next((each for each in left if _value(record, each["field"]) == each["after"]), None)
        if last is None:
            return None
        left.remove(last)
        undone.append(last)
        record = _with(record, last["field"], last["before"])
    return record, undone


def with_reply(messages: Sequence[Record] | None, reply: str | None) -> list[Record]:
    """The turns with `reply` as the last one: in place of the assistant's, else after the others."""
    turns = list(messages or [])
    if turns and turns[-1]["role"] == "assistant":
        return [*turns[:-1], {**turns[-1], "content": reply}]
    return [*turns, {"role": "assistant", "content": reply, **_NO_CALLS}]


def differences(before: Record, after: Record) -> list[tuple[str, str | None, str | None]]:
    """The fields that differ, each with its text before and after; of a chat, the last reply."""
    changed = [name for name in before if before[name] != after[name]]
    if changed != ["messages"]:
        return [(name, before[name], after[name]) for name in changed]
    field = f"messages[{len(after['messages']) - 1}].content"
    return [(field, _value(before, field), _value(after, field))]


def _turn(field: str) -> int | None:
    """The turn that a field such as `messages[2].content` is of; null for a field of the record itself."""
    number = field.removeprefix("messages[").removesuffix("].content")
    return int(number) if number != field and number.isascii() and number.isdigit() else None


def _value(record: Record, field: str) -> str | None:
    turn = _turn(field)
    if turn is None:
        value: str | None = record.get(field)
        return value
    turns = record["messages"] or []
    return turns[turn]["content"] if turn < len(turns) else None


def _with(record: Record, field: str, before: str | None) -> Record:
    """`record` with an earlier text; a reply that people added goes."""
    turn = _turn(field)
    if turn is None:
        return {**record, field: before}
    turns = list(record["messages"])
    turns[turn:] = [] if before is None else [{**turns[turn], "content": before}, *turns[turn + 1 :]]
    return {**record, "messages": turns}
