"""Removal of turns of a chat that say word for word what the one before them said."""

from itertools import pairwise

import orjson

from curator.fixes.fix import Fix, Turn

_SPEAKERS = ("user", "assistant")


def copied_turns(messages: list[Turn], meta: str | None) -> list[int]:
    """The places of turns that repeat the one before them: same speaker, same words, no tool called.

    None where `meta` holds something for a message by its place, such as an image: it would go to another one.
    """
    places = [
        place
        for place, (before, turn) in enumerate(pairwise(messages), 1)
        if turn["role"] in _SPEAKERS and turn["role"] == before["role"] and _said(turn) and _said(turn) == _said(before)
    ]
    return [] if places and _counts_places(meta) else places


def _said(turn: Turn) -> str | None:
    calls = turn["tool_calls"] not in (None, "", "[]", "null")
    return None if calls or not turn["content"] else turn["content"].strip()


def _counts_places(meta: str | None) -> bool:
    layout = orjson.loads(meta).get("_layout", {}) if meta else {}
    kept = layout.get("messages") or {}
    return any(name != "each" for name in kept) or any(isinstance(value, int) for value in layout.values())


CUT_COPIED_TURNS = Fix(
    "cut-copied-turns",
    1,
    "remove turns of a chat that repeat the one before them word for word",
    ("messages",),
    str,
    cut=copied_turns,
)
