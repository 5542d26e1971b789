"""Tool calls and tool lists: JSON text in a canonical record, text or lists in the files."""

import json
from contextlib import suppress

import orjson

from curator.formats.format import Obj, Unreadable, called


def as_json(value: object, what: str) -> tuple[str, bool]:
    """The JSON text of `value`, and whether it was text already.

    Raises:
        Unreadable: it is neither text nor a list nor an object, or is nested more than 250 levels deep.
    """
    if isinstance(value, str):
        return value, True
    if isinstance(value, list | dict):
        try:
            return orjson.dumps(value).decode(), False
        except TypeError as error:
            raise Unreadable(f"{what} cannot be kept as JSON: {error}") from None
    raise Unreadable(f"{what} is {called(value)}, a list or text expected")


def from_json(text: object, was_text: bool) -> object:
    """What `as_json` was given; text that is no JSON stays text."""
    if was_text or not isinstance(text, str):
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def openai_call(function: Obj) -> str:
    """The one `function_call` of a message in older OpenAI chats as `tool_calls`.

    Raises:
        Unreadable: it is nested more than 250 levels deep.
    """
    return as_json([{"type": "function", "function": function}], "function_call")[0]


def older_call(tool_calls: str | None) -> object:
    """What `openai_call` was given; null for calls that do not fit there: several, or one with an id."""
    match from_json(tool_calls, False):
        case [{"type": "function", "function": dict() as function, **others}] if not others:
            return function
    return None


def openai_calls(text: str) -> str | None:
    """`{"name": …, "arguments": {…}}`, or a list of such, as OpenAI `tool_calls`; null when it is something else."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    calls = value if isinstance(value, list) else [value]
    if not calls or not all(isinstance(call, dict) and isinstance(call.get("name"), str) for call in calls):
        return None
    try:
        return orjson.dumps([_openai_call(call) for call in calls]).decode()
    except RecursionError:
        return None


def call_text(tool_calls: str) -> str:
    """OpenAI `tool_calls` as the text of a ShareGPT `function_call` turn; text in another form is left alone."""
    try:
        calls = [_plain_call(call["function"]) for call in orjson.loads(tool_calls)]
        return json.dumps(calls[0] if len(calls) == 1 else calls, ensure_ascii=False)
    except (orjson.JSONDecodeError, KeyError, TypeError, RecursionError):
        return tool_calls


def _openai_call(call: Obj) -> Obj:
    arguments = call.get("arguments", {})
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return {"type": "function", "function": {"name": call["name"], "arguments": text}}


def _plain_call(function: Obj) -> Obj:
    arguments = function.get("arguments")
    if isinstance(arguments, str):
        with suppress(orjson.JSONDecodeError):
            arguments = orjson.loads(arguments)
    return {"name": function["name"], "arguments": arguments}
