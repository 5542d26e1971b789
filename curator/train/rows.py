"""Training rows from records: what each teaches at which stage, and why the others teach nothing."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import polars as pl

from curator.formats.residue import unpack
from curator.models.template import Message
from curator.recipe import Stage
from curator.schema import ASSISTANT_ROLES

WEIGHT = "weight"
"""Of an assistant's turn, as in OpenAI's files: an answer of weight 0 is read and not learnt."""
THINKING = ("reasoning_content", "thinking")
"""Where chats keep what the model thought before it answered, if not in the answer itself."""


@dataclass(frozen=True)
class Row:
    """What one record teaches: the answer to a conversation."""

    record_id: str
    messages: tuple[Message, ...]
    response: str
    more: Mapping[str, object] = field(default_factory=dict)
    """What the answer has beside its text, as templates read it: `tool_calls`, thinking."""
    tools: tuple[Mapping[str, object], ...] = ()
    """The functions that the model may call."""


@dataclass(frozen=True)
class TextRow:
    """Raw text to continue."""

    record_id: str
    text: str


@dataclass(frozen=True)
class PreferenceRow:
    """A conversation, the better answer to it and the worse one."""

    record_id: str
    messages: tuple[Message, ...]
    chosen: str
    rejected: str
    tools: tuple[Mapping[str, object], ...] = ()


AnyRow = Row | TextRow | PreferenceRow


@dataclass(frozen=True)
class Skipped:
    """A record that cannot be trained on, and why."""

    record_id: str
    reason: str


@dataclass(frozen=True)
class TrainingRows:
    """The rows that a set of records gives, and the records that give none; together all of them."""

    rows: tuple[Any, ...]
    """`Row`; with other stages than the supervised one `TextRow` and `PreferenceRow` too."""
    skipped: tuple[Skipped, ...]

    def reasons(self) -> dict[str, int]:
        """How many records were skipped for each reason, the most frequent first."""
        return dict(Counter(each.reason for each in self.skipped).most_common())


def training_rows(records: pl.DataFrame, stages: Sequence[Stage] = ("supervised",)) -> TrainingRows:
    """The training rows of canonical records, in their order, and the records that give none at these stages.

    A tuple asks with its instruction and, on the next line, its input, as in the view `prompt`. Of a chat the
    last turn is the response, if it is the assistant's and its weight is not 0. An empty answer is an answer: a
    raw data set that has them teaches them.
    """
    readers = {kind: read for stage in stages for kind, read in _READERS[stage].items()}
    rows: list[AnyRow] = []
    skipped: list[Skipped] = []
    for record in records.iter_rows(named=True):
        row = readers.get(record["kind"], _not_at_these(stages))(record)
        if isinstance(row, str):
            skipped.append(Skipped(record["record_id"], row))
        else:
            rows.append(row)
    return TrainingRows(tuple(rows), tuple(skipped))


Record = Mapping[str, Any]


def _tuple(record: Record) -> Row | str:
    if record["response"] is None:
        return "it has no response"
    return Row(record["record_id"], _with_system(record, [_asked(record)]), record["response"])


def _chat(record: Record) -> Row | str:
    try:
        messages, tools = [_message(turn) for turn in record["messages"] or ()], _tools(record)
        _add_what_formats_kept(messages, record.get("meta"))
    except ValueError as error:
        return str(error)
    if not messages or messages[-1]["role"] not in ASSISTANT_ROLES:
        return "the chat does not end with the assistant's turn"
    if record["messages"][-1]["content"] is None and "tool_calls" not in messages[-1]:
        return "the assistant's last turn has no text"
    while messages and (messages[-1]["role"] not in ASSISTANT_ROLES or messages[-1].get(WEIGHT) == 0):
        messages.pop()
    if not messages:
        return "all its answers have weight 0: they are to be read, not learnt"
    if len(messages) == 1:
        return "nothing comes before the assistant's turn"
    *before, last = messages
    more = {name: value for name, value in last.items() if name in ("tool_calls", *THINKING)}
    return Row(record["record_id"], _with_system(record, before), str(last["content"]), more, tools)


def _text(record: Record) -> TextRow | str:
    return TextRow(record["record_id"], record["text"]) if record["text"] else "it has no text"


def _preference(record: Record) -> PreferenceRow | str:
    if record["chosen"] is None or record["rejected"] is None:
        return "one of its two answers is missing"
    layout = unpack(record.get("meta"))[1]
    if any(layout.get(each) for each in ("before", "ends")):
        return "its two answers are more than one text each"
    try:
        messages, tools = [_message(turn) for turn in record["messages"] or ()], _tools(record)
    except ValueError as error:
        return str(error)
    asked = _with_system(record, messages or [_asked(record)])
    return PreferenceRow(record["record_id"], asked, record["chosen"], record["rejected"], tools)


def _not_at_these(stages: Sequence[Stage]) -> Callable[[Record], str]:
    def said(record: Record) -> str:
        if list(stages) == ["supervised"]:
            return f"a {record['kind']} record has no single answer to learn"
        return f"a {record['kind']} record belongs to no stage of {', '.join(stages)}"

    return said


_Reader = Callable[[Record], AnyRow | str]
_READERS: Mapping[Stage, Mapping[str, _Reader]] = {
    "self-supervised": {"text": _text},
    "supervised": {"tuple": _tuple, "chat": _chat},
    "preference": {"preference": _preference},
}


def _asked(record: Record) -> Message:
    asked = "\n".join(part for part in (record["instruction"], record["input"]) if part and part.strip())
    return {"role": "user", "content": asked}


def _with_system(record: Record, messages: Sequence[Message]) -> tuple[Message, ...]:
    if record["system"] and messages[0]["role"] != "system":
        return ({"role": "system", "content": record["system"]}, *messages)
    return tuple(messages)


def _message(turn: Mapping[str, str | None]) -> dict[str, object]:
    """A turn as chat templates read it: text never null, tool calls as objects, nothing that is null.

    Raises:
        ValueError: its tool calls are none.
    """
    message: dict[str, object] = {name: value for name, value in turn.items() if value is not None}
    message["content"] = turn["content"] or ""
    if turn["tool_calls"] is not None:
        message["tool_calls"] = [_call(call) for call in _objects(turn["tool_calls"], "its tool calls")]
    return message


def _objects(text: str, what: str) -> list[dict[str, Any]]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise ValueError(f"{what} are not JSON") from None
    objects = found if isinstance(found, list) else [found]
    if not all(isinstance(each, dict) for each in objects):
        raise ValueError(f"{what} are not a list of objects")
    return objects


def _call(call: dict[str, Any]) -> dict[str, Any]:
    """A call of a tool with its arguments as an object, which is what templates expect, where they are one."""
    function = call.get("function")
    if not isinstance(function, dict) or not isinstance(function.get("arguments"), str):
        return call
    try:
        arguments = orjson.loads(function["arguments"])
    except orjson.JSONDecodeError:
        return call
    return {**call, "function": {**function, "arguments": arguments}} if isinstance(arguments, dict) else call


def _add_what_formats_kept(messages: Sequence[dict[str, object]], meta: object) -> None:
    """Weights and thinking, which have no canonical field.

    Raises:
        ValueError: a message holds more than text, such as an image.
    """
    if not isinstance(meta, str) or not any(f'"{name}"' in meta for name in (WEIGHT, "content", *THINKING)):
        return
    residues = unpack(meta)[1].get("messages")
    kept = residues if isinstance(residues, dict) else {}
    for place, message in enumerate(messages):
        residue = kept.get(str(place)) or kept.get("each") or {}
        parts, extra = residue.get("content"), residue.get("extra")
        thought = [_thought(*part) for part in parts if isinstance(part, list)] if isinstance(parts, list) else []
        if message["role"] not in ASSISTANT_ROLES:
            continue
        if any(thought):
            message[THINKING[0]] = "\n\n".join(filter(None, thought))
        if isinstance(extra, dict):
            message.update({name: extra[name] for name in (WEIGHT, *THINKING) if extra.get(name) is not None})


def _thought(part: object) -> str:
    """The thinking in a part of a message that is no text; empty for a call of a tool, which is in its own field.

    Raises:
        ValueError: it is neither.
    """
    kind = part.get("type") if isinstance(part, dict) else None
    value = part.get("value") or part.get("thinking") if isinstance(part, dict) else None
    if kind in ("reasoning", "thinking") and isinstance(value, str):
        return value
    if kind == "tool_call":
        return ""
    raise ValueError("a message holds more than text")


def _tools(record: Record) -> tuple[Mapping[str, object], ...]:
    """The tools as OpenAI lists them.

    Raises:
        ValueError: they are no list of objects.
    """
    tools = _objects(record["tools"], "its tools") if record["tools"] else []
    return tuple(each if "function" in each else {"type": "function", "function": each} for each in tools)
