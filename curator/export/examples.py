"""Records as trainers see them: a conversation, a pair, a label or a text; or why there is no such thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import orjson

from curator.formats import Obj
from curator.formats.residue import unpack

Task = Literal["sft", "dpo", "kto", "text"]

ROLES = ("system", "developer", "user", "assistant", "tool")
LABELS = ("label", "kto_tag")


class Unfit(Exception):
    """A record has no form in what a trainer reads; the message says why."""


@dataclass(frozen=True)
class Call:
    """A call of a tool; `arguments` as JSON text."""

    id: str | None
    name: str
    arguments: str


@dataclass(frozen=True)
class Turn:
    """A message; `weight` as in OpenAI's files: an answer of weight 0 is read but not learned."""

    role: str
    content: str | None
    calls: tuple[Call, ...] = ()
    answers: str | None = None
    """Id of the call that a tool answers."""
    name: str | None = None
    weight: int | None = None


@dataclass(frozen=True)
class Example:
    """What a trainer learns from one record."""

    task: Task
    turns: tuple[Turn, ...] = ()
    """The conversation; of a pair (`dpo`) what stands before the two answers."""
    tools: tuple[Obj, ...] = ()
    chosen: str = ""
    rejected: str = ""
    label: bool | None = None
    text: str = ""
    parts: tuple[str, str] | None = None
    """Instruction and input of a record that is a tuple."""


def example(record: Mapping[str, object], *, is_labelled: bool) -> Example:
    """A canonical record as an example; `is_labelled` says that its source was read as KTO data.

    Raises:
        Unfit: nothing can be learned from it: no prompt, no answer, or content that is not text.
    """
    extra, layout = unpack(record.get("meta"))
    if record["kind"] == "text":
        return Example("text", text=_some(record.get("text"), "has no text"))
    turns = _turns(record, layout)
    if record["kind"] == "preference":
        if any(layout.get(each) for each in ("before", "ends")):
            raise Unfit("its two answers are more than one text each")
        chosen, rejected = (_some(record.get(side), f"its {side} answer is empty") for side in ("chosen", "rejected"))
        return Example("dpo", turns, _tools(record), chosen, rejected)
    if not turns or turns[-1].role != "assistant":
        raise Unfit("does not end on an answer")
    if is_labelled:
        label = next((extra[name] for name in LABELS if isinstance(extra.get(name), bool)), None)
        if not isinstance(label, bool):
            raise Unfit("has no label that is true or false")
        return Example("kto", turns, _tools(record), label=label)
    parts = (str(record["instruction"] or ""), str(record["input"] or "")) if record["kind"] == "tuple" else None
    return Example("sft", turns, _tools(record), parts=parts)


def _turns(record: Mapping[str, object], layout: Obj) -> tuple[Turn, ...]:
    """The messages of a record, its system text and its single question and answer as messages too."""
    turns = [Turn("system", str(record["system"]))] if record.get("system") else []
    held = record.get("messages")
    if isinstance(held, list):
        residues = layout.get("messages")
        kept = residues if isinstance(residues, dict) else {}
        turns += [_turn(one, kept.get(str(place)) or kept.get("each") or {}) for place, one in enumerate(held)]
    else:
        asked = "\n".join(str(part) for part in (record.get("instruction"), record.get("input")) if part)
        turns.append(Turn("user", _some(asked, "has no prompt")))
        if record["kind"] == "tuple":
            turns.append(Turn("assistant", _some(record.get("response"), "has no answer")))
    if not any(turn.role != "system" for turn in turns):
        raise Unfit("has no prompt")
    return tuple(turns)


def _turn(one: Mapping[str, str | None], residue: Obj) -> Turn:
    if one["role"] not in ROLES:
        raise Unfit(f"has a turn of the role {one['role']!r}")
    parts = residue.get("content")
    if isinstance(parts, list) and residue.get("calls") != "parts" and any(isinstance(part, list) for part in parts):
        raise Unfit("has a message with parts that are not text")
    extra = residue.get("extra")
    weight = extra.get("weight") if isinstance(extra, dict) else None
    if weight is not None and (isinstance(weight, bool) or weight not in (0, 1)):
        raise Unfit("has a weight that is neither 0 nor 1")
    calls = _calls(one["tool_calls"])
    if not calls and one["role"] == "assistant":
        _some(one["content"], "has an empty answer")
    return Turn(one["role"], one["content"], calls, one["tool_call_id"], one["name"], weight)


def _calls(text: str | None) -> tuple[Call, ...]:
    if text is None:
        return ()
    try:
        found = orjson.loads(text)
        return tuple(_call(each) for each in found)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise Unfit("has tool calls that are no list of functions with names") from None


def _call(call: Mapping[str, object]) -> Call:
    function = call["function"]
    if not isinstance(function, dict) or not isinstance(function["name"], str):
        raise KeyError("name")
    arguments = function.get("arguments", {})
    text = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
    id = call.get("id")
    return Call(id if isinstance(id, str) else None, function["name"], text)


def _tools(record: Mapping[str, object]) -> tuple[Obj, ...]:
    """The tools as OpenAI lists them, each a function; ShareGPT files leave that word out."""
    text = record.get("tools")
    if not isinstance(text, str) or not text.strip():
        return ()
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Unfit("has tools that are not JSON") from None
    tools = found if isinstance(found, list) else [found]
    if not all(isinstance(each, dict) for each in tools):
        raise Unfit("has tools that are not objects")
    return tuple(each if "function" in each else {"type": "function", "function": each} for each in tools)


def _some(text: object, problem: str) -> str:
    if not isinstance(text, str) or not text.strip():
        raise Unfit(problem)
    return text
