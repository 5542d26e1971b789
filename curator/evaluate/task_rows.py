"""The items of a task: what a line of its file asks, and what its answer is held against."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import orjson

from curator.evaluate.needs import lacking
from curator.evaluate.tasks import ANSWER_FIELDS, PROMPT_FIELDS, Item, Turns, Unusable, turns_and_answer

Part = Literal[
    "id", "system", "messages", "question", "input", "answer", "options", "cluster", "tests", "entry_point",
    "instructions", "kwargs", "refuse",
]  # fmt: skip
FIELDS: Mapping[Part, tuple[str, ...]] = {
    "id": ("id", "key", "task_id"),
    "system": ("system",),
    "messages": ("messages",),
    "question": PROMPT_FIELDS,
    "input": ("input",),
    "answer": ANSWER_FIELDS,
    "options": ("options", "choices"),
    "cluster": ("cluster",),
    "tests": ("tests", "test"),
    "entry_point": ("entry_point",),
    "instructions": ("instruction_id_list", "instruction_ids"),
    "kwargs": ("kwargs",),
    "refuse": ("refuse",),
}
"""The parts of an item, and the keys that are looked for when a task does not name one."""

_PLACE = re.compile(r"\{(\w+)\}")
_CODE: tuple[Part, ...] = ("tests", "entry_point")


@dataclass(frozen=True)
class Layout:
    """How the lines of a task's files are read.

    `fields` names the key of a part where it is not one of FIELDS; of `options` perhaps several, one an option.
    In `prompt` each `{key}` stands for what the line has under that key.
    """

    task: str
    metrics: Sequence[str]
    fields: Mapping[Part, str | list[str]]
    prompt: str | None = None
    system: str | None = None
    choices: Sequence[str] = ()
    refuse: bool | None = None


def item_of(line: bytes, place: str, layout: Layout) -> Item:
    """The item on a line; `place` is its name when it has no id.

    Raises:
        Unusable: it is none, or lacks what a metric of the task needs.
    """
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Unusable(f"not JSON: {error}", "write one JSON object a line") from None
    if not isinstance(row, dict):
        raise Unusable(f"not an object but {type(row).__name__}", "write one JSON object a line")
    parts = {part: value for part in FIELDS if (value := _part(row, part, layout.fields.get(part))) is not None}
    turns, gold = _turns(row, parts, layout)
    options = _options(parts.get("options") or list(layout.choices))
    item = Item(
        item_id=f"{layout.task}/{parts.get('id', place)}",
        messages=turns,
        answer=_gold(parts.get("answer", gold), options),
        options=options,
        task=layout.task,
        cluster=f"{layout.task}/{parts['cluster']}" if "cluster" in parts else "",
        check=_check(parts, layout) or None,
    )
    _check_needs(item, layout.metrics)
    return item


def _part(row: Mapping[str, object], part: Part, named: str | list[str] | None) -> object:
    """What the line has for a part of an item; null when it has nothing."""
    if named is None:
        return next((row[key] for key in FIELDS[part] if row.get(key) is not None), None)
    keys = [named] if isinstance(named, str) else list(named)
    for key in keys:
        if key not in row:
            raise Unusable(f"no {key!r}, which the task reads as {part}; the keys are {', '.join(row)}", "name another")
    return row[named] if isinstance(named, str) else [row[key] for key in keys]


def _turns(row: Mapping[str, object], parts: Mapping[Part, object], layout: Layout) -> tuple[Turns, str]:
    """The turns before the answer; and the answer, if the line holds a whole conversation."""
    gold = ""
    if "messages" in parts and layout.prompt is None:
        turns, gold = turns_and_answer(parts["messages"])
    else:
        asked = _filled(layout.prompt, row) if layout.prompt is not None else _asked(parts, row)
        turns = ({"role": "user", "content": asked},)
    system = parts.get("system", layout.system)
    if system and turns[0]["role"] != "system":
        turns = ({"role": "system", "content": _text("system", system)}, *turns)
    return turns, gold


def _asked(parts: Mapping[Part, object], row: Mapping[str, object]) -> str:
    texts = [_text("question", parts.get("question", "")), _text("input", parts.get("input", ""))]
    asked = "\n".join(text for text in texts if text.strip())
    if not asked:
        raise Unusable(f"no question; the keys are {', '.join(row)}", "name its key in the task: fields: {question: …}")
    return asked


def _filled(prompt: str, row: Mapping[str, object]) -> str:
    def value(place: re.Match[str]) -> str:
        if place[1] not in row:
            hint = f"the keys are {', '.join(row)}"
            raise Unusable(f"the task's prompt asks for {place[0]}, and the line has none", hint)
        found = row[place[1]]
        return "\n".join(map(str, found)) if isinstance(found, list) else str(found)

    return _PLACE.sub(value, prompt)


def _options(options: object) -> tuple[str, ...] | None:
    if not options:
        return None
    if not isinstance(options, list) or not all(isinstance(each, str) and each.strip() for each in options):
        raise Unusable(f"options is {options!r}", "it must be a list of texts")
    if len(set(options)) < max(2, len(options)):
        raise Unusable(f"options is {options!r}", "give at least two, each once")
    return tuple(options)


def _gold(answer: object, options: tuple[str, ...] | None) -> str:
    """The gold answer as text; a whole number is the place of an option, counted from 0, unless it is one itself."""
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        raise Unusable(f"the answer is {answer!r}", "it must be text or a number")
    text = str(answer)
    if not options or not text.strip() or text in options:
        return text
    if isinstance(answer, int) and 0 <= answer < len(options):
        return options[answer]
    hint = "spell it the same, or give the place of an option as a number from 0"
    raise Unusable(f"the answer {answer!r} is none of the options {list(options)!r}", hint)


def _check(parts: Mapping[Part, object], layout: Layout) -> dict[str, object]:
    """What metrics need beside the answer, of the kinds that they take it to be."""
    check: dict[str, object] = {part: _text(part, parts[part]) for part in _CODE if part in parts}
    if "code" in layout.metrics and isinstance(asked := parts.get("question"), str):
        check["prefix"] = asked
    if "instructions" in parts:
        names, kwargs = parts["instructions"], parts.get("kwargs")
        given = [{}] * len(names) if kwargs is None and isinstance(names, list) else kwargs
        if not _are(names, str) or not _are(given, dict) or len(names) != len(given):  # type: ignore[arg-type]
            raise Unusable("instructions and kwargs do not fit together", "give a list of names and as many objects")
        check |= {"instructions": names, "kwargs": given}
    refuse = parts.get("refuse", layout.refuse)
    if refuse is not None:
        if not isinstance(refuse, bool):
            raise Unusable(f"refuse is {refuse!r}", "it must be true or false")
        check["refuse"] = refuse
    return check


def _are(values: object, kind: type) -> bool:
    return isinstance(values, list) and all(isinstance(each, kind) for each in values)


def _text(part: str, value: object) -> str:
    if not isinstance(value, str):
        raise Unusable(f"{part} is {value!r}", "it must be text")
    return value


def _check_needs(item: Item, metrics: Sequence[str]) -> None:
    for metric in metrics:
        what = lacking(item, metric)
        if what:
            raise Unusable(f"{what}, which the metric {metric} needs", "add it, or name its key in the task's fields")
