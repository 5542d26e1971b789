"""OpenAI fine-tuning: chats for the supervised method, pairs for the preference method, checked by its rules."""

import re
from collections.abc import Sequence
from dataclasses import replace

import orjson

from curator.export.examples import Example, Turn, Unfit
from curator.export.trainer import Layout, Mix, Trainer, Written, message, messages
from curator.formats import Obj

FEWEST = 10
"""Records that a training file must have."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def layouts(mix: Mix) -> Layout:
    """One object a record: `messages` and `tools`, or `input` and the two outputs."""

    def layout(example: Example) -> tuple[str, Obj]:
        if example.task in ("kto", "text"):
            raise Unfit(
                "is a single label, which OpenAI does not learn from" if example.label is not None else "is text"
            )
        turns = _named(example.turns)
        _check(turns)
        _check_tools(example.tools)
        tools: Obj = {"tools": list(example.tools)} if example.tools else {}
        if example.task == "dpo":
            outputs = {
                "preferred_output": messages([Turn("assistant", example.chosen)]),
                "non_preferred_output": messages([Turn("assistant", example.rejected)]),
            }
            return "dpo", {"input": {"messages": messages(turns), **tools}, **outputs}
        if all(turn.weight == 0 for turn in turns if turn.role == "assistant"):
            raise Unfit("has weight 0 on every answer")
        return "sft", {"messages": [_message(turn) for turn in turns], **tools}

    return layout


def _message(turn: Turn) -> Obj:
    made = message(turn, text_arguments=True)
    return made if turn.weight is None else {**made, "weight": turn.weight}


def _named(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The turns, with ids where calls or answers have none: ShareGPT's answers follow their calls in order."""
    made: list[Turn] = []
    waiting: list[str] = []
    count = 0
    for turn in turns:
        calls = []
        for call in turn.calls:
            count += 1
            calls.append(call if call.id else replace(call, id=f"call_{count}"))
        if turn.role == "tool" and turn.answers is None and waiting:
            turn = replace(turn, answers=waiting[0])
        waiting = [each for each in waiting if each != turn.answers] + [str(call.id) for call in calls]
        made.append(replace(turn, calls=tuple(calls)))
    return tuple(made)


def _check(turns: tuple[Turn, ...]) -> None:
    """The rules of OpenAI's chat format.

    Raises:
        Unfit: one is broken.
    """
    waiting: set[str] = set()
    for turn in turns:
        if turn.weight is not None and turn.role != "assistant":
            raise Unfit("has a weight on a turn that is no answer")
        if turn.content is None and turn.role != "assistant":
            raise Unfit("has a turn without text")
        if turn.role == "tool":
            if turn.answers not in waiting:
                raise Unfit("has a tool's answer without its call")
            waiting.discard(str(turn.answers))
        elif waiting:
            raise Unfit("has a tool call without its answer")
        for call in turn.calls:
            _check_call(call.name, call.arguments)
        ids = [str(call.id) for call in turn.calls]
        if len(set(ids)) < len(ids):
            raise Unfit("has two calls with one id")
        waiting |= set(ids)


def _check_tools(tools: Sequence[Obj]) -> None:
    for tool in tools:
        function = tool["function"]
        if not isinstance(function, dict) or not _NAME.fullmatch(str(function.get("name", ""))):
            raise Unfit("declares a tool whose name is not made of letters, digits, _ and -")


def _check_call(name: str, arguments: str) -> None:
    if not _NAME.fullmatch(name):
        raise Unfit("calls a tool whose name is not made of letters, digits, _ and -")
    try:
        orjson.loads(arguments)
    except orjson.JSONDecodeError:
        raise Unfit("calls a tool with arguments that are not JSON") from None


def _next_step(written: Written) -> str:
    task, files = next(iter(written.records.items()))
    method = " with the method dpo" if task == "dpo" else ""
    return f"upload {written.folder / task / next(iter(files))}.jsonl with the purpose fine-tune{method}"


OPENAI = Trainer("openai", "OpenAI fine-tuning", layouts, _next_step, fewest=FEWEST)
