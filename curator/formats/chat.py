"""Chats: OpenAI messages (also Zephyr and UltraChat) and ShareGPT conversations."""

from collections.abc import Mapping

from curator.formats.calls import as_json, from_json
from curator.formats.chat_columns import chat_plan
from curator.formats.flat import Names, build, take
from curator.formats.format import Format, Obj, Unreadable
from curator.formats.messages import OPENAI, SHAREGPT, Message, Style, read_messages, write_messages
from curator.formats.residue import pack, unpack
from curator.formats.tuples import texts

OPENAI_NAMES = Names(
    (
        ("system", ("system", "system_prompt")),
        ("messages", ("messages", "conversations", "conversation")),
        ("tools", ("tools", "functions")),
    )
)
SHAREGPT_NAMES = Names(
    (
        ("system", ("system", "system_prompt")),
        ("messages", ("conversations", "conversation", "messages")),
        ("tools", ("tools", "functions")),
    )
)


def decode_chat(obj: Obj, names: Names, style: Style) -> Obj:
    """An object with a list of messages as a chat.

    Raises:
        Unreadable: it has none, or a message does not fit.
    """
    values, extra, layout = take(obj, names)
    if "messages" not in values:
        raise Unreadable(f"has no {names.usual('messages')!r}; its keys are {', '.join(map(repr, obj)) or 'none'}")
    messages = read_turns(values, extra, layout, style)
    tools = read_tools(values, layout, style)
    texts(values)
    return values | {"kind": "chat", "messages": messages, "tools": tools, "meta": pack(extra, layout)}


def encode_chat(record: Mapping[str, object], names: Names, style: Style) -> Obj:
    """What `decode_chat` read."""
    extra, layout = unpack(record.get("meta"))
    values = {
        "system": record.get("system"),
        "messages": write_turns(record, extra, layout, style),
        "tools": write_tools(record, layout, style),
    }
    return build(values, extra, layout, names)


def read_turns(values: Obj, extra: Obj, layout: Obj, style: Style) -> list[Message]:
    """Take the messages out of `values`.

    A `prompt` that repeats one of the messages, as in UltraChat and UltraFeedback, is noted in `layout` instead of
    kept twice, so that it follows when the message is repaired.
    """
    messages, residue = read_messages(values.pop("messages"), style)
    if residue is not None:
        layout["messages"] = residue
    prompt = extra.get("prompt")
    if isinstance(prompt, str):
        place = next((place for place, one in enumerate(messages) if one["content"] == prompt), None)
        if place is not None:
            extra["prompt"] = None
            layout["prompt"] = place
    return messages


def write_turns(record: Mapping[str, object], extra: Obj, layout: Obj, style: Style) -> list[Obj]:
    """The messages that `read_turns` took, and the `prompt` that repeats one of them."""
    held = record.get("messages")
    messages: list[Message] = held if isinstance(held, list) else []
    place = layout.get("prompt")
    if isinstance(place, int) and place < len(messages):
        extra["prompt"] = messages[place]["content"]
    return write_messages(messages, layout.get("messages"), style)


def read_tools(values: Obj, layout: Obj, style: Style) -> str | None:
    """Take the tools out of `values`, as JSON text; ShareGPT files usually hold text, OpenAI files a list."""
    if "tools" not in values:
        return None
    tools, was_text = as_json(values.pop("tools"), "'tools'")
    if was_text == style.has_calls:
        layout["tools"] = "text" if was_text else "list"
    return tools


def write_tools(record: Mapping[str, object], layout: Obj, style: Style) -> object:
    """The tools that `read_tools` took."""
    return from_json(record.get("tools"), layout.get("tools", "list" if style.has_calls else "text") == "text")


def has_messages(obj: Obj, key: str) -> bool:
    """True when some spelling of the messages is a list whose first entry has `key`."""
    lists = [obj.get(name) for name in OPENAI_NAMES.keys("messages")]
    return any(isinstance(each, list) and each and isinstance(each[0], dict) and key in each[0] for each in lists)


OPENAI_CHAT = Format(
    "openai-chat",
    "OpenAI chat",
    frozenset({"chat"}),
    lambda obj: has_messages(obj, "role") or obj.get("messages") == [],
    lambda obj: decode_chat(obj, OPENAI_NAMES, OPENAI),
    lambda record: encode_chat(record, OPENAI_NAMES, OPENAI),
    lambda example: chat_plan(example, OPENAI_NAMES, OPENAI),
)
SHAREGPT_CHAT = Format(
    "sharegpt",
    "ShareGPT chat",
    frozenset({"chat"}),
    lambda obj: has_messages(obj, "from") or obj.get("conversations") == [],
    lambda obj: decode_chat(obj, SHAREGPT_NAMES, SHAREGPT),
    lambda record: encode_chat(record, SHAREGPT_NAMES, SHAREGPT),
    lambda example: chat_plan(example, SHAREGPT_NAMES, SHAREGPT),
)
