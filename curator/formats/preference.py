"""Pairs of a better and a worse answer: as text, as messages, or as transcripts."""

from collections.abc import Mapping

from curator.formats.chat import read_tools, read_turns, write_tools, write_turns
from curator.formats.flat import Names, build, take
from curator.formats.format import Format, Obj, Unreadable, called
from curator.formats.messages import OPENAI, SHAREGPT, Message, Style
from curator.formats.pair_columns import pair_plan
from curator.formats.residue import pack, unpack
from curator.formats.sides import read_sides, write_sides
from curator.formats.transcript import are_transcripts, read_pair, write_pair
from curator.formats.tuples import texts

PAIR_NAMES = Names(
    (
        ("system", ("system",)),
        ("instruction", ("prompt", "instruction", "question", "query")),
        ("input", ("input",)),
        ("messages", ("messages", "conversations", "conversation")),
        ("chosen", ("chosen", "chosen_response")),
        ("rejected", ("rejected", "rejected_response")),
        ("tools", ("tools", "functions")),
    )
)


def decode_pair(obj: Obj) -> Obj:
    """An object with `chosen` and `rejected` as a preference pair; beside a text the other side may be null.

    Raises:
        Unreadable: one side is missing, or neither text nor messages.
    """
    values, extra, layout = take(obj, PAIR_NAMES)
    for side, other in (("chosen", "rejected"), ("rejected", "chosen")):
        if side not in values and not (_is_null(side, obj) and isinstance(values.get(other), str)):
            raise Unreadable(f"has no {side!r} answer; its keys are {', '.join(map(repr, obj)) or 'none'}")
    style = _style(values)
    if style is SHAREGPT:
        layout["style"] = "sharegpt"
    if isinstance(values.get("instruction"), list):
        if "messages" in values:
            raise Unreadable("has two lists of messages")
        values["messages"] = values.pop("instruction")
        layout["listed"] = True
    if "messages" in values:
        values["messages"] = read_turns(values, extra, layout, style)
    tools = read_tools(values, layout, style)
    _read_answers(values, layout, style)
    messages = values.pop("messages", None)
    _note_repeated_prompt(values, messages, layout)
    texts(values)
    return values | {"kind": "preference", "messages": messages, "tools": tools, "meta": pack(extra, layout)}


def encode_pair(record: Mapping[str, object]) -> Obj:
    """What `decode_pair` read."""
    extra, layout = unpack(record.get("meta"))
    style = SHAREGPT if layout.get("style") == "sharegpt" else OPENAI
    values: Obj = {field: record.get(field) for field, _ in PAIR_NAMES.spellings}
    held = record.get("messages")
    turns: list[Message] = held if isinstance(held, list) else []
    answers = str(record.get("chosen") or ""), str(record.get("rejected") or "")
    repeated = layout.get("repeated")
    if isinstance(repeated, int) and repeated < len(turns):
        values["instruction"] = turns[repeated]["content"]
    if layout.get("listed"):
        values["instruction"] = write_turns(record, extra, layout, style)
    own = isinstance(held, list) and not any(layout.get(key) for key in ("listed", "shared", "transcript"))
    values["messages"] = write_turns(record, extra, layout, style) if own else None
    values["tools"] = write_tools(record, layout, style)
    form = layout.get("sides")
    if layout.get("transcript"):
        values["chosen"], values["rejected"] = write_pair(turns, *answers, layout)
    elif form is not None:
        sides = write_sides(turns if layout.get("shared") else [], answers, layout, style)
        values["chosen"], values["rejected"] = sides if form == "list" else [side[0] for side in sides]
    return build(values, extra, layout, PAIR_NAMES)


def _is_null(side: str, obj: Obj) -> bool:
    return any(key in obj for key in PAIR_NAMES.keys(side))


def _read_answers(values: Obj, layout: Obj, style: Style) -> None:
    """Turn both answers into text; what stood before them becomes the messages."""
    chosen, rejected = (values.get(side) for side in ("chosen", "rejected"))
    if chosen is None or rejected is None:
        return
    if isinstance(chosen, str) and isinstance(rejected, str):
        prompted = values.keys() & {"instruction", "messages"}
        if not prompted and are_transcripts(chosen, rejected):
            values["messages"], values["chosen"], values["rejected"] = read_pair(chosen, rejected, layout)
    elif isinstance(chosen, dict) and isinstance(rejected, dict):
        read_sides(values, layout, [chosen], [rejected], style)
        layout["sides"] = "object"
    elif isinstance(chosen, list) and isinstance(rejected, list):
        read_sides(values, layout, chosen, rejected, style)
        layout["sides"] = "list"
    else:
        raise Unreadable(f"'chosen' is {called(chosen)} and 'rejected' is {called(rejected)}, two texts expected")


def _note_repeated_prompt(values: Obj, messages: object, layout: Obj) -> None:
    """Note a prompt that repeats a message instead of keeping it twice, so that it follows a repair."""
    prompt = values.get("instruction")
    if isinstance(prompt, str) and isinstance(messages, list):
        place = next((place for place, one in enumerate(messages) if one["content"] == prompt), None)
        if place is not None:
            del values["instruction"]
            layout["repeated"] = place


def _style(values: Obj) -> Style:
    """ShareGPT when the first message anywhere says `from`."""
    for value in values.values():
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict):
            return SHAREGPT if "from" in first else OPENAI
    return OPENAI


PREFERENCE = Format(
    "preference",
    "preference pairs",
    frozenset({"preference"}),
    lambda obj: all(any(key in obj for key in PAIR_NAMES.keys(side)) for side in ("chosen", "rejected")),
    decode_pair,
    encode_pair,
    lambda example: pair_plan(example, PAIR_NAMES, _style(take(example, PAIR_NAMES)[0])),
)
