"""The order of turns in a chat; every signal here is null for records that are no chat."""

import polars as pl

from curator.signals.signal import Signal, count, flag

_CHAT = pl.col("kind") == "chat"
_NEEDS = ("kind", "messages")
_ROLE = pl.element().struct.field("role")
_ROLES = pl.col("messages").list.eval(_ROLE)
_SPOKEN = pl.col("messages").list.eval(_ROLE.filter(~_ROLE.is_in(["system", "developer"])))
_CONTENT = pl.element().struct.field("content")
_IS_EMPTY = (
    _ROLE.is_in(["user", "assistant"])
    & (_CONTENT.fill_null("").str.strip_chars() == "")
    & (pl.element().struct.field("tool_calls").fill_null("").is_in(["", "[]", "null"]))
)
KNOWN_ROLES = ["system", "developer", "user", "assistant", "tool", "function"]


def _of_chats(expr: pl.Expr) -> pl.Expr:
    return pl.when(_CHAT).then(expr)


SIGNALS = [
    count("messages_turns", "messages of the chat", "messages", _NEEDS, _of_chats(_ROLES.list.len())),
    count(
        "messages_answers",
        "assistant messages of the chat",
        "messages",
        _NEEDS,
        _of_chats(_ROLES.list.count_matches("assistant")),
    ),
    count(
        "messages_empty_turns",
        "user and assistant messages with neither text nor tool call",
        "messages",
        _NEEDS,
        _of_chats(pl.col("messages").list.eval(_IS_EMPTY).list.sum()),
    ),
    Signal(
        "messages_first_role",
        1,
        "who speaks first, system and developer messages aside",
        "role",
        pl.String(),
        _NEEDS,
        _of_chats(_SPOKEN.list.first()),
    ),
    Signal("messages_last_role", 1, "who speaks last", "role", pl.String(), _NEEDS, _of_chats(_ROLES.list.last())),
    count(
        "messages_repeated_roles",
        "user messages that follow a user message, and assistant messages that follow an assistant message",
        "messages",
        _NEEDS,
        _of_chats(
            pl.col("messages").list.eval((_ROLE.shift(1) == _ROLE) & _ROLE.is_in(["user", "assistant"])).list.sum()
        ),
    ),
    count(
        "messages_unknown_roles",
        f"messages whose role is none of {', '.join(KNOWN_ROLES)}",
        "messages",
        _NEEDS,
        _of_chats(pl.col("messages").list.eval(~_ROLE.is_in(KNOWN_ROLES)).list.sum()),
    ),
    flag(
        "messages_late_system",
        "a system message stands after the first other message",
        _NEEDS,
        _of_chats(pl.col("messages").list.eval((_ROLE == "system") & ((_ROLE != "system").cum_sum() > 0)).list.any()),
    ),
]
