"""Chats cut in two: a prompt and a completion that are both lists of messages, as TRL has them."""

from collections.abc import Mapping

from curator.errors import DataError
from curator.formats.chat import read_tools, write_tools
from curator.formats.flat import Names, build, take
from curator.formats.format import Format, Obj, Unreadable, called
from curator.formats.messages import OPENAI, Message, read_messages, write_messages
from curator.formats.residue import pack, unpack
from curator.formats.tuples import texts

CONTINUED_NAMES = Names(
    (
        ("system", ("system",)),
        ("prompt", ("prompt",)),
        ("completion", ("completion",)),
        ("tools", ("tools", "functions")),
    )
)


def decode_continued(obj: Obj) -> Obj:
    """The chat that prompt and completion make together; `meta` says where it is cut.

    Raises:
        Unreadable: one of the two is missing or no list of messages.
    """
    values, extra, layout = take(obj, CONTINUED_NAMES)
    halves = []
    for name in ("prompt", "completion"):
        half = values.pop(name, None)
        if not isinstance(half, list):
            raise Unreadable(f"{name!r} is {called(half)}, a list of messages expected")
        halves.append(half)
    messages, residue = read_messages([*halves[0], *halves[1]], OPENAI)
    if residue is not None:
        layout["messages"] = residue
    layout["cut"] = len(halves[0])
    tools = read_tools(values, layout, OPENAI)
    texts(values)
    return values | {"kind": "chat", "messages": messages, "tools": tools, "meta": pack(extra, layout)}


def encode_continued(record: Mapping[str, object]) -> Obj:
    """What `decode_continued` read; another chat is cut before its last turn of the assistant.

    Raises:
        DataError: the assistant says nothing.
    """
    extra, layout = unpack(record.get("meta"))
    held = record.get("messages")
    messages: list[Message] = held if isinstance(held, list) else []
    cut = layout.get("cut")
    if not isinstance(cut, int):
        answers = [place for place, one in enumerate(messages) if one["role"] == "assistant"]
        if not answers:
            raise DataError(
                "a chat in which the assistant says nothing has no completion",
                where=str(record.get("record_id")),
                hint="write it as openai-chat",
            )
        cut = answers[-1]
    turns = write_messages(messages, layout.get("messages"), OPENAI)
    values: Obj = {
        "system": record.get("system"),
        "prompt": turns[:cut],
        "completion": turns[cut:],
        "tools": write_tools(record, layout, OPENAI),
    }
    return build(values, extra, layout, CONTINUED_NAMES)


def _is_turns(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "role" in value[0]


CONTINUED = Format(
    "prompt-completion-chat",
    "prompts and completions of messages",
    frozenset({"chat"}),
    lambda obj: _is_turns(obj.get("prompt")) and _is_turns(obj.get("completion")),
    decode_continued,
    encode_continued,
)
