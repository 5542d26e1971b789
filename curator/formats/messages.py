"""The turns of a chat: lists of messages in the OpenAI or the ShareGPT spelling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curator.formats.calls import as_json, call_text, from_json, older_call, openai_call, openai_calls
from curator.formats.flat import Names, build, take
from curator.formats.format import Obj, Unreadable, called
from curator.formats.parts import fill_parts, read_parts

Message = dict[str, str | None]

FIELDS = ("role", "content", "tool_calls", "tool_call_id", "name")

CALL_WORD = "function_call"
"""A turn of this role is a tool call in ShareGPT files; a key of this name holds the one call of older OpenAI chats."""

_CALL_WORDS = (CALL_WORD, "tool_call")

ROLE_OF_WORD = {
    "human": "user",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "bing": "assistant",
    "bard": "assistant",
    "bot": "assistant",
    "model": "assistant",
    **dict.fromkeys(_CALL_WORDS, "assistant"),
    "observation": "tool",
    "function": "tool",
    "function_response": "tool",
    "tool_response": "tool",
    "ipython": "tool",
}


@dataclass(frozen=True)
class Style:
    """How a format spells a message: its keys, and its words for the roles (a role that is not there is itself)."""

    names: Names
    words: Mapping[str, str]
    has_calls: bool  # tool calls have a key of their own; otherwise they are a turn of the role `function_call`


_CALL_KEYS = (("tool_calls", ("tool_calls", CALL_WORD)), ("tool_call_id", ("tool_call_id",)), ("name", ("name",)))

OPENAI = Style(Names((("role", ("role", "from")), ("content", ("content", "value")), *_CALL_KEYS)), {}, True)
SHAREGPT = Style(
    Names((("role", ("from", "role")), ("content", ("value", "content")), *_CALL_KEYS)),
    {"user": "human", "assistant": "gpt", "tool": "observation"},
    False,
)


def message(role: str, content: str | None) -> Message:
    """A canonical message with nothing but text."""
    return {**dict.fromkeys(FIELDS), "role": role, "content": content}


def read_messages(raw: object, style: Style) -> tuple[list[Message], object]:
    """Canonical messages, and what `write_messages` needs to write them as they were (null: the usual form).

    Raises:
        Unreadable: not a list of objects that each have a role and text.
    """
    if not isinstance(raw, list):
        raise Unreadable(f"the messages are {called(raw)}, a list expected")
    read = [_read_one(item, place, style) for place, item in enumerate(raw)]
    messages = [each for each, _ in read]
    residues = {str(place): residue for place, (_, residue) in enumerate(read) if residue}
    if len(residues) == len(read) and all(residue == residues["0"] for residue in residues.values()):
        return messages, {"each": residues["0"]} if residues else None
    return messages, residues or None


def write_messages(messages: Sequence[Message], residue: object, style: Style) -> list[Obj]:
    """The list that `read_messages` read, with the texts that the messages have now."""
    kept: Mapping[str, Obj] = residue if isinstance(residue, dict) else {}
    each = kept.get("each", {})
    turns = [_write_one(one, kept.get(str(place), each), style) for place, one in enumerate(messages)]
    return [turn for written in turns for turn in written]


def _read_one(raw: object, place: int, style: Style) -> tuple[Message, Obj]:
    if not isinstance(raw, dict):
        raise Unreadable(f"message {place} is {called(raw)}, an object expected")
    values, extra, residue = take(raw, style.names)
    if extra:
        residue["extra"] = extra
    word = values.get("role")
    if not isinstance(word, str):
        raise Unreadable(
            f"message {place} has no role"
            if word is None
            else f"role of message {place} is {called(word)}, text expected"
        )
    role = ROLE_OF_WORD.get(word.lower(), word.lower())
    one = message(role, None)
    if word != style.words.get(role, role):
        residue["role"] = word
    _read_content(one, values.get("content"), place, residue)
    _read_calls(one, values.get("tool_calls"), place, residue, style)
    for field in ("tool_call_id", "name"):
        one[field] = _text(values.get(field), f"{field} of message {place}")
    return one, residue


def _read_content(one: Message, content: object, place: int, residue: Obj) -> None:
    if isinstance(content, list):
        one["content"], calls, residue["content"] = read_parts(content)
        if calls is not None:
            one["tool_calls"], residue["calls"] = calls, "parts"
    elif content is None or isinstance(content, str):
        one["content"] = content
    else:
        raise Unreadable(f"content of message {place} is {called(content)}, text or a list of parts expected")


def _read_calls(one: Message, raw: object, place: int, residue: Obj, style: Style) -> None:
    """Tool calls that have a key of their own, or are the text of a `function_call` turn."""
    content = one["content"]
    if isinstance(raw, dict) and _names(residue).get("tool_calls") == CALL_WORD and isinstance(raw.get("name"), str):
        one["tool_calls"], residue["calls"] = openai_call(raw), "one"
    elif raw is not None:
        one["tool_calls"], was_text = as_json(raw, f"tool_calls of message {place}")
        residue.pop("calls", None)
        if was_text or not style.has_calls:
            residue["calls"] = "text" if was_text else "list"
    elif residue.get("role") in _CALL_WORDS and content is not None and "content" not in residue:
        calls = openai_calls(content)
        if calls:
            one["content"], one["tool_calls"] = None, calls
            residue["calls"] = "turn"
            if call_text(calls) != content:
                residue["raw"] = content


def _write_one(one: Message, residue: Obj, style: Style) -> list[Obj]:
    role, content, calls = one["role"] or "", one["content"], one["tool_calls"]
    word = residue.get("role", style.words.get(role, role))
    values: Obj = {**one, "role": word}
    form = residue.get("calls", "list" if style.has_calls else None)
    parts = residue.get("content")
    if isinstance(parts, list):
        values["content"] = fill_parts(parts, content)
    if form == "parts":
        values["tool_calls"] = None
    elif form == "turn" and calls is not None:
        raw = residue.get("raw")
        unchanged = isinstance(raw, str) and openai_calls(raw) == calls
        values |= {"content": raw if unchanged else call_text(calls), "tool_calls": None}
    elif form == "one" and (function := older_call(calls)) is not None:
        values["tool_calls"] = function
    elif form is None and calls is not None:
        spoken = [build(values | {"tool_calls": None}, {}, {}, style.names)] if content else []
        turn: Obj = {"role": CALL_WORD, "content": call_text(calls)}
        return [*spoken, build(turn, {}, {}, style.names)]
    else:
        values["tool_calls"] = from_json(calls, form == "text")
        if form == "one":  # its key takes no other calls
            residue = {**residue, "names": {**_names(residue), "tool_calls": "tool_calls"}}
    extra = residue.get("extra")
    return [build(values, extra if isinstance(extra, dict) else {}, residue, style.names)]


def _names(residue: Obj) -> Mapping[str, str]:
    """The keys of a message that are not the usual ones, by field."""
    names = residue.get("names")
    return names if isinstance(names, dict) else {}


def _text(value: object, what: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise Unreadable(f"{what} is {called(value)}, text expected")
