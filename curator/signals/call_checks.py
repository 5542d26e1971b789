"""What is wrong with the tool calls of one chat."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import orjson

from curator.signals.argument_schema import Budget, first_break
from curator.signals.call_turns import CallTurns
from curator.signals.calls import (
    Call,
    Declared,
    Unreadable,
    calls_in_text,
    is_answer_in_text,
    read_calls,
    read_tools,
    speaks_of_a_call,
    tools_in_text,
)
from curator.signals.schema_keywords import shown

Message: TypeAlias = Mapping[str, str | None]

ANSWERING = ("tool", "function")
"""The roles of tools."""

_WORDS = 200  # characters of a signal that says in words what it found


@dataclass
class Found:
    """The signals of one chat; the names are theirs."""

    messages_calls: int = 0
    messages_unreadable_calls: int = 0
    messages_unanswered_calls: int = 0
    messages_unasked_tool_answers: int = 0
    messages_repeated_call_ids: int = 0
    messages_undeclared_tool: str | None = None
    messages_arguments_not_json: str | None = None
    messages_schema_break: str | None = None
    tools_are_unreadable: bool | None = None


def find(messages: Iterable[Message], tools: str | None, system: str | None) -> Found:
    """What is wrong with the calls of one chat."""
    found = Found()
    turns = CallTurns()
    calls: list[Call] = []
    for message in messages:
        role, content = message["role"], message["content"]
        if role in ANSWERING:
            turns.answer(message["tool_call_id"] or None)
        elif role == "assistant":
            made, unread = _calls_of(message)
            found.messages_unreadable_calls += unread
            turns.call([call.id for call in made], is_open=unread > 0 or speaks_of_a_call(content))
            calls += made
        elif role == "user" and turns.expects_an_answer and is_answer_in_text(content):
            turns.answer(None)
        elif role == "user":
            turns.settle()
        elif role in ("system", "developer"):
            system = system or content
    turns.end()
    found.messages_unanswered_calls, found.messages_unasked_tool_answers = turns.unanswered, turns.unasked
    found.messages_calls = len(calls)
    ids = Counter(call.id for call in calls if call.id is not None)
    found.messages_repeated_call_ids = ids.total() - len(ids)
    _check_arguments(calls, _declared(tools, system, found), found)
    return found


def _calls_of(message: Message) -> tuple[list[Call], int]:
    """The calls of a message: its `tool_calls`, and those in its text."""
    read = (read_calls(message["tool_calls"]), calls_in_text(message["content"]))
    return [call for calls, _ in read for call in calls], sum(unread for _, unread in read)


def _declared(tools: str | None, system: str | None, found: Found) -> Declared | None:
    try:
        declared = read_tools(tools)
    except Unreadable:
        found.tools_are_unreadable = True
        return None
    if declared is not None:
        found.tools_are_unreadable = False
    return tools_in_text(system) if declared is None else declared


def _check_arguments(calls: Iterable[Call], declared: Declared | None, found: Found) -> None:
    budget = Budget()
    for call in calls:
        if declared is not None and call.name not in declared:
            found.messages_undeclared_tool = found.messages_undeclared_tool or call.name[:_WORDS]
        try:
            arguments = orjson.loads(call.arguments) if isinstance(call.arguments, str) else call.arguments
        except orjson.JSONDecodeError:
            problem = f"{call.name}: {shown(call.arguments)} is no JSON"
            found.messages_arguments_not_json = found.messages_arguments_not_json or problem[:_WORDS]
            continue
        if arguments is None:
            arguments = {}
        if not isinstance(arguments, dict):
            problem = f"{call.name}: {shown(arguments)} given, an object expected"
            found.messages_arguments_not_json = found.messages_arguments_not_json or problem[:_WORDS]
        elif found.messages_schema_break is None and declared is not None:
            broken = first_break(arguments, declared.get(call.name), budget)
            found.messages_schema_break = f"{call.name}: {broken}"[:_WORDS] if broken else None
