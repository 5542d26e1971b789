"""A record in short, as examples write it: checked, and turned into a canonical record."""

from collections.abc import Iterator, Mapping

import orjson

from curator import schema as records
from curator.registry import closest
from curator.rules.checker import Schema

MESSAGE_KEYS = ("role", "content", "tool_calls", "tool_call_id", "name")


def mistakes(given: Mapping[str, object], schema: Schema) -> Iterator[tuple[str, str]]:
    """What is wrong with an example, and what to do about it.

    Args:
        given: the example.
        schema: the columns that rules can compare; any of them may stand in an example.
    """
    known = {*records.CONTENT, *schema}
    for name, value in given.items():
        if name not in known:
            yield f"unknown field {name!r}", closest(name, known)
        elif name == "messages" and not _are_messages(value):
            yield "messages is not a chat", f"a list of {{role, content}}; keys: {', '.join(MESSAGE_KEYS)}"
        elif name in _TEXTS and not isinstance(value, str | None):
            yield f"{name} is {value!r}, not a text", "put it in quotes"
        elif name == "kind" and value not in records.KINDS:
            yield f"kind is {value!r}", f"there are: {', '.join(records.KINDS)}"


def canonical(given: Mapping[str, object], record_id: str) -> dict[str, object]:
    """The canonical record that an example without mistakes stands for; its kind follows from its fields."""
    content = {name: value for name, value in given.items() if name in records.CONTENT}
    messages, tools = content.get("messages"), content.get("tools")
    if isinstance(messages, list):
        content["messages"] = [_message(turn) for turn in messages]
    if not isinstance(tools, str | None):
        content["tools"] = orjson.dumps(tools).decode()
    return {
        "record_id": record_id,
        "kind": given.get("kind") or _kind(given),
        "source": given.get("source") or "example",
        "source_row": 0,
        **content,
    }


_TEXTS = frozenset(records.CONTENT) - {"messages", "tools"} | {"source"}


def _are_messages(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(turn, dict)
        and set(turn) <= set(MESSAGE_KEYS)
        and isinstance(turn.get("role"), str | None)
        and isinstance(turn.get("content"), str | None)
        for turn in value
    )


def _message(turn: Mapping[str, object]) -> dict[str, object]:
    calls = turn.get("tool_calls")
    text = calls if isinstance(calls, str | None) else orjson.dumps(calls).decode()
    return {**dict.fromkeys(MESSAGE_KEYS), **turn, "tool_calls": text}


def _kind(given: Mapping[str, object]) -> str:
    if "chosen" in given or "rejected" in given:
        return "preference"
    if "messages" in given:
        return "chat"
    return "text" if "text" in given else "tuple"
