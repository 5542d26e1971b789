"""Turns of a chat that say what another turn said; every signal here is null for records that are no chat."""

import polars as pl

from curator.signals.chat import CALLS_NOTHING, of_chats
from curator.signals.signal import count

_LONG_CHARS = 60
"""Shorter answers, such as "You're welcome!", may come back in an honest chat."""

_NEEDS = ("kind", "messages")
_ROLE = pl.element().struct.field("role")
_SAID = pl.element().struct.field("content").str.strip_chars()
_SPEAKS = _ROLE.is_in(["user", "assistant"]) & CALLS_NOTHING & (_SAID != "")
_IS_COPY = _SPEAKS & (_ROLE.shift(1) == _ROLE) & (_SAID.shift(1) == _SAID)
_IS_ECHO = (
    _SPEAKS
    & (_ROLE == "assistant")
    & (_ROLE.shift(1) == "user")
    & (_SAID.shift(1) == _SAID)
    & _SAID.str.contains(r"\s\S+\s")
)
_LONG_ANSWERS = pl.col("messages").list.eval(
    _SAID.filter((_ROLE == "assistant") & CALLS_NOTHING & (_SAID.str.len_chars() >= _LONG_CHARS))
)

SIGNALS = [
    count(
        "messages_copied_turns",
        "messages that repeat the one before them word for word, with the same speaker",
        "messages",
        _NEEDS,
        of_chats(pl.col("messages").list.eval(_IS_COPY).list.sum()),
    ),
    count(
        "messages_echoes",
        "assistant messages that repeat the user's message before them word for word, of three words or more",
        "messages",
        _NEEDS,
        of_chats(pl.col("messages").list.eval(_IS_ECHO).list.sum()),
    ),
    count(
        "messages_same_answers",
        f"assistant messages of {_LONG_CHARS} characters or more that the chat gave before, word for word",
        "messages",
        _NEEDS,
        of_chats(_LONG_ANSWERS.list.len() - _LONG_ANSWERS.list.n_unique()),
    ),
]
