"""Whether the tool calls of a chat fit its tools and its turns; every signal is null for records that are no chat."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import orjson
import polars as pl

from curator.signals.argument_schema import first_break
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
from curator.signals.signal import Signal, Table

_ANSWERS = ("tool", "function")
_WORDS = 200  # characters of a signal that says in words what it found


@dataclass
class _Found:
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


def find(messages: Iterable[Mapping[str, str | None]], tools: str | None, system: str | None) -> _Found:
    """What is wrong with the calls of one chat."""
    found = _Found()
    turns = CallTurns()
    calls: list[Call] = []
    for message in messages:
        role, content = message["role"], message["content"]
        if role in _ANSWERS:
            turns.answer(message["tool_call_id"] or None)
        elif role == "assistant":
            made, unread = read_calls(message["tool_calls"])
            spoken, unread_text = calls_in_text(content)
            unread += unread_text
            found.messages_unreadable_calls += unread
            turns.call([call.id for call in (*made, *spoken)], is_open=unread > 0 or speaks_of_a_call(content))
            calls += [*made, *spoken]
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


def _declared(tools: str | None, system: str | None, found: _Found) -> Declared | None:
    try:
        declared = read_tools(tools)
    except Unreadable:
        found.tools_are_unreadable = True
        return None
    if declared is not None:
        found.tools_are_unreadable = False
    return tools_in_text(system) if declared is None else declared


def _check_arguments(calls: Iterable[Call], declared: Declared | None, found: _Found) -> None:
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
            broken = first_break(arguments, declared.get(call.name))
            found.messages_schema_break = f"{call.name}: {broken}"[:_WORDS] if broken else None


def _measured(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a record. Only chats with a trace of tools are looked at in Python; the others have no calls."""
    names = [field.name for field in fields(_Found)]
    chats = frame["kind"] == "chat"
    traces = _has_traces(frame)
    columns: dict[str, list[object]] = {
        name: [value if is_chat else None for is_chat in chats] for name, value in vars(_Found()).items()
    }
    for row in (chats & traces).fill_null(False).arg_true():
        found = vars(find(frame["messages"][row].to_list(), frame["tools"][row], frame["system"][row]))
        for name in names:
            columns[name][row] = found[name]
    return pl.DataFrame(columns, schema=_COLUMNS)


def _has_traces(frame: pl.DataFrame) -> pl.Series:
    role = pl.element().struct.field("role")
    calls = pl.element().struct.field("tool_calls")
    content = pl.element().struct.field("content")
    is_trace = (
        role.is_in(_ANSWERS)
        | calls.is_not_null()
        | ((role == "assistant") & content.str.contains("<tool_call>", literal=True)).fill_null(False)
    )
    return frame.select(
        pl.col("messages").list.eval(is_trace).list.any() | (pl.col("tools").fill_null("").str.len_bytes() > 0)
    ).to_series()


_ABOUT = {
    "messages_calls": (pl.Int64(), "calls", "tool calls that the assistant makes"),
    "messages_unreadable_calls": (pl.Int64(), "calls", "tool calls that are no JSON or name no tool"),
    "messages_unanswered_calls": (
        pl.Int64(),
        "calls",
        "tool calls after which the chat goes on without the tool's answer; calls at the very end need none",
    ),
    "messages_unasked_tool_answers": (
        pl.Int64(),
        "messages",
        "answers of tools before which no call that can be read waits for one",
    ),
    "messages_repeated_call_ids": (pl.Int64(), "calls", "tool calls whose id an earlier call of the chat has"),
    "messages_undeclared_tool": (
        pl.String(),
        "name",
        "the first tool that is called and not declared; null when there is none or no tools are declared",
    ),
    "messages_arguments_not_json": (
        pl.String(),
        "words",
        "the first arguments of a call that are no JSON object; null when there are none",
    ),
    "messages_schema_break": (
        pl.String(),
        "words",
        "the first argument of a call that breaks the schema its tool declares (types, required, enum, bounds); null "
        "when there is none or no tools are declared",
    ),
    "tools_are_unreadable": (
        pl.Boolean(),
        "flag",
        "the declared tools are no JSON, or one has no name; null when none are declared",
    ),
}
_COLUMNS: dict[str, pl.DataType] = {name: dtype for name, (dtype, _, _) in _ABOUT.items()}

TABLE = Table("tool calls", _COLUMNS, ("kind", "messages", "tools", "system"), _measured)

SIGNALS = [
    Signal(name, 1, about, unit, dtype, TABLE.needs, table=TABLE) for name, (dtype, unit, about) in _ABOUT.items()
]
