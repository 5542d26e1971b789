"""What a trainer is to the export: the layouts it reads, and the files that tell it of them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import orjson

from curator.export.examples import Call, Example, Turn, Unfit
from curator.export.run import Run
from curator.formats import Obj

Layout = Callable[[Example], tuple[str, Obj]]
"""An example → the name of the folder it goes to, and what is written. Raises `Unfit`."""


@dataclass(frozen=True)
class Mix:
    """What the records that an export is about have among them; labelled ones, pairs and texts aside."""

    has_chats: bool
    has_system: bool
    loss: Literal["completion", "assistant"] | None = None
    """What of a chat a run learns; none: whatever the trainer learns."""


@dataclass(frozen=True)
class Written:
    """The data files of an export, for the files that tell the trainer of them."""

    name: str
    """What the data set is called."""
    folder: Path
    """Where it will lie."""
    records: Mapping[str, Mapping[str, int]]
    """Folder inside → split → records; each is a file `folder/split.jsonl`."""
    keys: Mapping[str, Collection[str]]
    """Folder inside → keys that its records have, those of their messages included."""
    run: Run | None = None
    """Whose configurations go with the data."""


@dataclass(frozen=True)
class Trainer:
    """One way to export for training."""

    name: str
    title: str
    layouts: Callable[[Mix], Layout]
    """One layout for each folder, so that all records of a file have the same keys."""
    next_step: Callable[[Written], str]
    """What to do with the folder, in a line."""
    beside: Callable[[Written], Mapping[str, bytes]] = lambda written: {}
    """Path in the folder → content of the files that go with the data."""
    fewest: int = 1
    """Records that the trainer wants of the first split."""


def message(turn: Turn, *, text_arguments: bool) -> Obj:
    """A turn as the OpenAI chat format has it; without a key for what it has not."""
    made: Obj = {"role": turn.role}
    if turn.content is not None or not turn.calls:
        made["content"] = turn.content or ""
    if turn.calls:
        made["tool_calls"] = [_call(call, text_arguments) for call in turn.calls]
    for key, value in (("tool_call_id", turn.answers), ("name", turn.name)):
        if value is not None:
            made[key] = value
    return made


def messages(turns: Sequence[Turn], *, text_arguments: bool = True) -> list[Obj]:
    """Turns as the OpenAI chat format has them.

    Raises:
        Unfit: `text_arguments` is off and the arguments of a call are no JSON object.
    """
    return [message(turn, text_arguments=text_arguments) for turn in turns]


def without_weights(example: Example) -> None:
    """Make sure that every answer is to be learned.

    Raises:
        Unfit: one is not.
    """
    if any(turn.weight == 0 for turn in example.turns):
        raise Unfit("has an answer of weight 0, which this trainer would learn")


def _call(call: Call, text_arguments: bool) -> Obj:
    arguments: object = call.arguments
    if not text_arguments:
        arguments = arguments_of(call)
    made: Obj = {"type": "function", "function": {"name": call.name, "arguments": arguments}}
    return {"id": call.id, **made} if call.id is not None else made


def arguments_of(call: Call) -> Obj:
    """The arguments as an object.

    Raises:
        Unfit: they are none.
    """
    try:
        found = orjson.loads(call.arguments)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise Unfit("calls a tool with arguments that are no JSON object")
    return found
