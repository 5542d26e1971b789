"""Plans for objects with a list of messages."""

import polars as pl

from curator.formats.flat import Names
from curator.formats.flat_columns import split
from curator.formats.format import Obj
from curator.formats.messages import Style
from curator.formats.plan import Note, Plan
from curator.formats.turn_columns import turns_of


def chat_plan(example: Obj, names: Names, style: Style) -> Plan | None:
    """For `decode_chat`; objects have none whose messages call tools or hold lists of parts."""
    keys, extra, layout = split(example, names)
    if "messages" not in keys:
        return None
    key = keys.pop("messages")
    turns = turns_of(example[key], pl.col(key), style)
    if turns is None or not all(isinstance(example[key], str) for key in keys.values()):
        return None
    if turns.residue is not None:
        layout["messages"] = turns.residue
    tools: Obj = {"tools": "text"} if "tools" in keys and style.has_calls else {}
    notes = [Note(extra, layout | tools)]
    if isinstance(example.get("prompt"), str):
        prompt = pl.col("prompt")
        repeated = Note(extra | {"prompt": None}, layout | {"prompt": 0} | tools, turns.first_says(prompt))
        notes = [repeated, Note(extra, layout | tools, ~turns.says(prompt))]
    content = {field: pl.col(key) for field, key in keys.items()} | {"messages": turns.messages}
    return Plan("chat", content, notes, [turns.careful])
