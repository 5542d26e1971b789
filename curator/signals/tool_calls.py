"""Whether the tool calls of a chat fit its tools and its turns; every signal is null for records that are no chat."""

import polars as pl

from curator.signals.call_checks import ANSWERING, Found, find
from curator.signals.signal import Signal, Table


def _measured(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a record. Only chats with a trace of tools are looked at in Python; the others have no calls."""
    chats = (frame["kind"] == "chat") & frame["messages"].is_not_null()
    traces = _has_traces(frame)
    columns: dict[str, list[object]] = {
        name: [value if is_chat else None for is_chat in chats] for name, value in vars(Found()).items()
    }
    for row in (chats & traces).fill_null(False).arg_true():
        messages, tools, system = (frame[name][row] for name in ("messages", "tools", "system"))
        found = vars(find(messages.to_list(), tools, system))
        for name in columns:
            columns[name][row] = found[name]
    return pl.DataFrame(columns, schema=_COLUMNS)


def _has_traces(frame: pl.DataFrame) -> pl.Series:
    role = pl.element().struct.field("role")
    calls = pl.element().struct.field("tool_calls")
    content = pl.element().struct.field("content")
    is_trace = (
        role.is_in(ANSWERING)
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
