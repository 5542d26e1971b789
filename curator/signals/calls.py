"""The tools that a chat declares and the calls that its assistant makes, in the spellings that data use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

Declared = dict[str, object]
"""The schema of the arguments of each declared tool, by the tool's name; null where it has none."""

_SPOKEN_CALL = re.compile(
    r"<tool_call|<functioncall>|<function[=_]|\[TOOL_CALLS\]|<\|python_tag\|>|<\|tool_call|^[ \t]*Action[ \t]*:",
    re.MULTILINE,
)
_SPOKEN_ANSWER = re.compile(
    r"\s*(?:<tool_response|<function_response|FUNCTION RESPONSE\s*:|Observation\s*:)", re.IGNORECASE
)


@dataclass(frozen=True)
class Call:
    """A call of a tool; `arguments` is as the data have it: JSON text, an object, or null."""

    name: str
    id: str | None
    arguments: object


class Unreadable(Exception):
    """What should be calls or tools is no JSON, or something else."""


def read_calls(tool_calls: str | None) -> tuple[list[Call], int]:
    """The calls in the `tool_calls` of a message, and how many more cannot be read."""
    if not tool_calls or tool_calls.isspace():
        return [], 0
    try:
        value = orjson.loads(tool_calls)
    except orjson.JSONDecodeError:
        return [], 1
    listed = value if isinstance(value, list) else [] if value is None else [value]
    calls = [call for call in map(_call, listed) if call is not None]
    return calls, len(listed) - len(calls)


def calls_in_text(content: str | None) -> tuple[list[Call], int]:
    """The same for calls that stand in the text as `<tool_call>{…}</tool_call>`."""
    read = [read_calls(body) for body in _bodies(content, "tool_call") if body.startswith("{")]
    return [call for calls, _ in read for call in calls], sum(unread for _, unread in read)


def speaks_of_a_call(content: str | None) -> bool:
    """Whether the text looks like a call in a form that is not read here."""
    return bool(content and _SPOKEN_CALL.search(content))


def is_answer_in_text(content: str | None) -> bool:
    """Whether a user's message is what a tool answered, as in chats without a role for tools."""
    return bool(content and _SPOKEN_ANSWER.match(content))


def read_tools(tools: str | None) -> Declared | None:
    """The declared tools; null when nothing is declared.

    Raises:
        Unreadable: they are no JSON, or one of them has no name.
    """
    if not tools or tools.isspace():
        return None
    try:
        value = orjson.loads(tools)
    except orjson.JSONDecodeError:
        raise Unreadable from None
    if value is None:
        return None
    listed = value if isinstance(value, list) else [value]
    return dict(map(_tool, listed))


def tools_in_text(system: str | None) -> Declared | None:
    """The tools that a system prompt declares between `<tools>` and `</tools>`; null when there are none to read."""
    body = next((body for body in _bodies(system, "tools") if body.startswith(("[", "{"))), None)
    if body is None:
        return None
    try:
        return read_tools(body if body.startswith("[") else f"[{','.join(body.splitlines())}]")
    except Unreadable:
        return None


def _bodies(content: str | None, tag: str) -> Iterator[str]:
    """What stands between `<tag>` and `</tag>`; found by splitting, as a pattern can take for ever."""
    for part in (content or "").split(f"<{tag}>")[1:]:
        body, closing, _ = part.partition(f"</{tag}>")
        if closing:
            yield body.strip()


def _call(value: object) -> Call | None:
    if not isinstance(value, dict):
        return None
    function = value.get("function")
    if not isinstance(function, dict):
        function = value
    name = function.get("name")
    if not isinstance(name, str) or not name:
        custom = value.get("custom")  # a tool that takes free text
        name = custom.get("name") if isinstance(custom, dict) else None
        function = {}
    if not isinstance(name, str) or not name:
        return None
    given = [function[key] for key in ("arguments", "parameters", "input") if function.get(key) is not None]
    call_id = value.get("id")
    return Call(name, call_id if isinstance(call_id, str) and call_id else None, given[0] if given else None)


def _tool(value: object) -> tuple[str, object]:
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            raise Unreadable from None
    if not isinstance(value, dict):
        raise Unreadable
    function = value.get("function")
    if not isinstance(function, dict):
        function = value
    name = function.get("name") or value.get("type")  # tools of the server itself, such as web_search, have no name
    if not isinstance(name, str) or name == "function":
        raise Unreadable
    schemas = [function[key] for key in ("parameters", "input_schema") if isinstance(function.get(key), dict)]
    return name, schemas[0] if schemas else None
