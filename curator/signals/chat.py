"""The order of turns in a chat; every signal here is null for records that are no chat."""

import polars as pl

from curator.signals.kept import read_kept
from curator.signals.signal import Signal, count, flag

_CHAT = pl.col("kind") == "chat"
_NEEDS = ("kind", "messages")
_ROLE = pl.element().struct.field("role")
_ROLES = pl.col("messages").list.eval(_ROLE)
_SPOKEN = pl.col("messages").list.eval(_ROLE.filter(~_ROLE.is_in(["system", "developer"])))
_CONTENT = pl.element().struct.field("content")
CALLS_NOTHING = pl.element().struct.field("tool_calls").fill_null("").is_in(["", "[]", "null"])
_IS_EMPTY = _ROLE.is_in(["user", "assistant"]) & (_CONTENT.fill_null("").str.strip_chars() == "") & CALLS_NOTHING
KNOWN_ROLES = ["system", "developer", "user", "assistant", "tool", "function"]


def of_chats(expr: pl.Expr) -> pl.Expr:
    """`expr` for chats, null for every other kind."""
    return pl.when(_CHAT).then(expr)


def _repeated(role: str) -> pl.Expr:
    """Messages of the role that follow one of the same role; one that calls a tool may follow what was said before."""
    speaks = _ROLE.is_in([role]) & CALLS_NOTHING
    return of_chats(pl.col("messages").list.eval(speaks & speaks.shift(1, fill_value=False)).list.sum())


def empty_turns(frame: pl.DataFrame) -> pl.Series:
    """User and assistant messages that say nothing, call nothing and hold nothing else, such as an image."""
    empty = frame.select(of_chats(pl.col("messages").list.eval(_IS_EMPTY).list.sum()).cast(pl.Int64)).to_series()
    counted = empty.to_list()
    for row in ((empty > 0) & frame["meta"].is_not_null()).fill_null(False).arg_true():
        counted[row] -= _held_elsewhere(frame["messages"][row].to_list(), frame["meta"][row])
    return pl.Series(counted, dtype=pl.Int64)


def _held_elsewhere(messages: list[dict[str, str | None]], meta: str) -> int:
    """Messages without text whose other content `meta` keeps: parts that are no text, or fields of their own."""
    kept = read_kept(meta)
    return sum(
        message["role"] in ("user", "assistant")
        and (kept.has_parts(place) or any(kept.fields_of(place).get(name) for name in _OTHER_CONTENT))
        for place, message in enumerate(messages)
        if message["content"] is None and message["tool_calls"] in (None, "", "[]", "null")
    )


_OTHER_CONTENT = ("refusal", "audio")

SIGNALS = [
    count("messages_turns", "messages of the chat", "messages", _NEEDS, of_chats(_ROLES.list.len())),
    count(
        "messages_answers",
        "assistant messages of the chat",
        "messages",
        _NEEDS,
        of_chats(_ROLES.list.count_matches("assistant")),
    ),
    Signal(
        "messages_empty_turns",
        2,
        "user and assistant messages with neither text nor tool call nor anything else, such as an image",
        "messages",
        pl.Int64(),
        (*_NEEDS, "meta"),
        batch=empty_turns,
    ),
    Signal(
        "messages_first_role",
        1,
        "who speaks first, system and developer messages aside",
        "role",
        pl.String(),
        _NEEDS,
        of_chats(_SPOKEN.list.first()),
    ),
    Signal("messages_last_role", 1, "who speaks last", "role", pl.String(), _NEEDS, of_chats(_ROLES.list.last())),
    count(
        "messages_repeated_questions",
        "user messages that follow a user message",
        "messages",
        _NEEDS,
        _repeated("user"),
    ),
    count(
        "messages_repeated_answers",
        "assistant messages that follow an assistant message; those that call a tool do not count",
        "messages",
        _NEEDS,
        _repeated("assistant"),
    ),
    count(
        "messages_unknown_roles",
        f"messages whose role is none of {', '.join(KNOWN_ROLES)}",
        "messages",
        _NEEDS,
        of_chats(pl.col("messages").list.eval(~_ROLE.is_in(KNOWN_ROLES)).list.sum()),
    ),
    flag(
        "messages_late_system",
        "a system message stands after the first other message",
        _NEEDS,
        of_chats(pl.col("messages").list.eval((_ROLE == "system") & ((_ROLE != "system").cum_sum() > 0)).list.any()),
    ),
]
