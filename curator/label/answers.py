"""The answers of a filled-in form, by the name of the question."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from curator.errors import DataError
from curator.label.shape import Node

Answers: TypeAlias = Mapping[str, Node]

RATINGS = range(1, 6)


def answers_of(results: Node) -> Answers:
    """The value of each answered question; regions and relations without a question's name do not count."""
    named: Iterator[tuple[object, Node]] = ((each.mapping().get("from_name"), each) for each in results.items())
    return {name: each.child("value") for name, each in named if isinstance(name, str)}


def choice(answers: Answers, name: str, options: tuple[str, ...]) -> str | None:
    """The ticked option of a question with one answer; null when unanswered."""
    if name not in answers:
        return None
    ticked = answers[name].child("choices").items()
    if len(ticked) > 1:
        raise DataError(f"{len(ticked)} answers to {name!r}, which takes one", where=answers[name].where)
    return ticked[0].one_of(options) if ticked else None


def choices(answers: Answers, name: str) -> tuple[str, ...] | None:
    """The ticked options of a question with several answers; null when unanswered."""
    return tuple(answers[name].child("choices").texts()) if name in answers else None


def written(answers: Answers, name: str) -> str | None:
    """What was typed; a text area may hold one text or a list."""
    if name not in answers:
        return None
    text = answers[name].child("text")
    return "\n".join(text.texts()) if isinstance(text.value, list) else text.text()


def rating(answers: Answers) -> int | None:
    """The stars, 1 to 5; null when none were given."""
    if "quality" not in answers:
        return None
    given = answers["quality"].child("rating")
    if given.integer() not in RATINGS:
        raise DataError(f"a rating of {given.integer()}, not 1 to 5", where=given.where)
    return given.integer()


def errors(answers: Answers) -> tuple[str, ...]:
    """The faults that were named, each as `group / fault`."""
    paths = answers["errors"].child("taxonomy").items() if "errors" in answers else []
    return tuple(" / ".join(path.texts()) for path in paths)
