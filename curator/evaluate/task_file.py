"""A task: a YAML file that says what is asked, how it is answered and what is measured, beside its items as JSONL."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from curator.config import Document, Strict
from curator.errors import DataError, Problem, RecipeError
from curator.evaluate.metric import METRICS
from curator.evaluate.task_rows import Layout, Part, item_of
from curator.evaluate.tasks import Decoding, Heldout, Item, Task, Unusable, repeated_ids, shortened
from curator.evaluate.unknown import check_instructions
from curator.readers.sources import Source
from curator.readers.streams import opened
from curator.registry import closest


class Generate(Strict):
    """How the model writes its answers."""

    max_new_tokens: Annotated[int, Field(ge=1, le=8192)] = 256
    temperature: Annotated[float, Field(ge=0, le=5)] = 0.0
    """0: the likeliest token each time; above, tokens are drawn with `seed`."""
    samples: Annotated[int, Field(ge=1, le=100)] = 1
    """Answers to each question; metrics are their mean."""
    seed: Annotated[int, Field(ge=0, le=1 << 32)] = 0


class Shots(Strict):
    """Examples with their answers, put before every question."""

    items: str
    """JSON Lines, read as the items are; relative to the task's folder."""
    count: Annotated[int, Field(ge=1, le=100)] = 4
    """The first so many are taken."""


class TaskFile(Strict):
    """What a task file may say."""

    task: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    about: str = ""
    items: str
    """JSON Lines, perhaps compressed; relative to the task's folder."""
    metrics: Annotated[list[str], Field(min_length=1)]
    """The first is the one that decides."""
    fields: dict[Part, str | list[str]] = Field(default={})
    """Parts of an item to the keys that hold them, where the keys are not the usual ones."""
    prompt: str | None = None
    """What is asked; `{key}` stands for what the line has under that key. None: the question, then the input."""
    system: str | None = None
    choices: list[str] = Field(default=[])
    """The options of every item, for classification."""
    refuse: bool | None = None
    """Whether the items should be refused, where they do not say it themselves."""
    limit: Annotated[int, Field(ge=1)] | None = None
    """Only the first so many items."""
    generate: Generate = Generate()
    shots: Shots | None = None

    @field_validator("metrics")
    @classmethod
    def _are_known(cls, metrics: list[str]) -> list[str]:
        for name in metrics:
            if name not in METRICS:
                raise ValueError(f"unknown metric {name!r}; {closest(name, METRICS)}")
        return list(dict.fromkeys(metrics))

    @field_validator("fields")
    @classmethod
    def _one_key_a_part(cls, fields: dict[Part, str | list[str]]) -> dict[Part, str | list[str]]:
        for part, key in fields.items():
            if isinstance(key, list) and part != "options":
                raise ValueError(f"{part} has one key; only options may have several")
        return fields


def load_task(path: str | Path, *, allow_code: bool = False) -> Heldout:
    """The items of a task file, with the task that they belong to.

    Args:
        path: the YAML file.
        allow_code: whether programs that a model writes may be run.

    Raises:
        RecipeError: a mistake in the file, with its place; or it runs code, which was not allowed.
        DataError: a mistake in its items, each with its line.
    """
    path = Path(path)
    document = Document.read(path)
    wanted = document.validate(TaskFile)
    if "code" in wanted.metrics and not allow_code:
        raise RecipeError(
            f"task {wanted.task} runs programs that the model wrote",
            where=document.at(("metrics", wanted.metrics.index("code"))),
            hint="if you accept that on this machine, say --allow-code",
        )
    layout = Layout(
        wanted.task, wanted.metrics, wanted.fields, wanted.prompt, wanted.system, wanted.choices, wanted.refuse
    )
    file = path.parent / wanted.items
    content = _content(file, document.at(("items",)))
    items = _items(content, file, layout)[: wanted.limit]
    if "constraints" in wanted.metrics:
        check_instructions(items, str(file))
    parts = [document.text.encode(), content]
    if wanted.shots:
        shots_file = path.parent / wanted.shots.items
        parts.append(_content(shots_file, document.at(("shots", "items"))))
        shots = _items(parts[-1], shots_file, layout)[: wanted.shots.count]
        items = _with_shots(items, shots, wanted.shots.count, document.at(("shots",)))
    if "consistency" in wanted.metrics and not _has_others(items, wanted.generate):
        raise RecipeError(
            "consistency needs several answers to one question",
            where=document.at(("metrics", wanted.metrics.index("consistency"))),
            hint="set generate: {samples: 5, temperature: 0.7}, or give the items a cluster of wordings",
        )
    task = Task(wanted.task, tuple(wanted.metrics), Decoding(**wanted.generate.model_dump()), wanted.about)
    digest = hashlib.sha256(b"\n".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
    return Heldout(tuple(items), digest, str(path), (task,))


def files_of(path: Path) -> list[Path]:
    """The files that a task names, there or not; none where it cannot be read."""
    try:
        wanted = Document.read(path).validate(TaskFile)
    except RecipeError:
        return []
    return [path.parent / name for name in (wanted.items, wanted.shots.items if wanted.shots else None) if name]


def _content(file: Path, named_at: str) -> bytes:
    if not file.is_file():
        raise RecipeError(f"no such file: {file}", where=named_at, hint="paths are relative to the task's folder")
    with opened(Source(file, file.name)) as (_, stream):
        return stream.read()


def _items(content: bytes, file: Path, layout: Layout) -> list[Item]:
    items: list[Item] = []
    problems: list[Problem] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if line.strip():
            try:
                items.append(item_of(line, f"{file.name}:{number}", layout))
            except Unusable as reason:
                problems.append(Problem(reason.what, f"{file}:{number}", reason.hint))
    problems += repeated_ids(items, str(file))
    if problems:
        raise DataError.of(shortened(problems))
    if not items:
        raise DataError("the task has no items", where=str(file), hint="it needs one JSON object a line")
    return items


def _with_shots(items: list[Item], shots: list[Item], count: int, named_at: str) -> list[Item]:
    """Every item with the examples before its own turns, behind a system turn.

    Raises:
        RecipeError: there are too few, one has no answer, or one is an item that is asked.
    """
    if len(shots) < count:
        raise RecipeError(f"{count} examples are wanted, and there are {len(shots)}", where=named_at)
    asked = {item.prompt() for item in items}
    for shot in shots:
        if not shot.answer.strip():
            raise RecipeError(f"the example {shot.item_id} has no answer", where=named_at, hint="take others")
        if shot.prompt() in asked:
            hint = "take the examples from another file than the questions"
            raise RecipeError(f"the example {shot.item_id} is asked as well", where=named_at, hint=hint)
    turns: list[Mapping[str, str]] = [
        turn
        for shot in shots
        for turn in (
            *(each for each in shot.messages if each["role"] != "system"),
            {"role": "assistant", "content": shot.answer},
        )
    ]
    return [_behind(item, turns) for item in items]


def _behind(item: Item, turns: list[Mapping[str, str]]) -> Item:
    system = [turn for turn in item.messages[:1] if turn["role"] == "system"]
    messages = (*system, *turns, *item.messages[len(system) :])
    return replace(item, messages=messages, shots=sum(turn["role"] == "user" for turn in turns))


def _has_others(items: list[Item], how: Generate) -> bool:
    return how.samples > 1 or len({item.cluster for item in items}) < len(items)
