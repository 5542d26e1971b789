"""A labelling configuration as the server has it: its questions, and whether answers and tasks fit them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from curator.errors import DataError
from curator.text import printable

_TYPES = {
    "Choices": "choices",
    "Rating": "rating",
    "TextArea": "textarea",
    "Taxonomy": "taxonomy",
    "Pairwise": "pairwise",
}
_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True)
class Question:
    """A control of the form. `options` are paths, of one step where there is no tree; null: the task brings them."""

    name: str
    kind: str
    targets: frozenset[str]
    options: frozenset[tuple[str, ...]] | None
    variable: str | None
    takes_one: bool
    most: int


@dataclass(frozen=True)
class Form:
    """The questions by name, and the fields that a task must have."""

    questions: Mapping[str, Question]
    fields: frozenset[str]

    @classmethod
    def of(cls, config: str) -> "Form":
        """Read a configuration.

        Raises:
            DataError: it is not XML.
        """
        if "<!DOCTYPE" in config or "<!ENTITY" in config:
            raise DataError("the labelling configuration declares entities, which none needs")
        try:
            root = ElementTree.fromstring(config)
        except (ElementTree.ParseError, ValueError) as error:
            raise DataError(f"the labelling configuration is not XML: {printable(str(error))}") from None
        elements = list(root.iter())
        questions = [_question(each) for each in elements if each.get("name") and each.get("toName")]
        values = [value for each in elements for value in (each.get("value"), each.get("valueList")) if value]
        fields = {name for value in values for name in _VARIABLE.findall(value)}
        return cls({each.name: each for each in questions}, frozenset(fields))

    def lacks(self, wanted: "Form") -> list[str]:
        """What keeps answers to `wanted` from being given here; questions and options that were added do not matter."""
        flaws = []
        for name, question in wanted.questions.items():
            here = self.questions.get(name)
            if here is None:
                flaws.append(f"the question {name!r} is missing")
            elif here.kind != question.kind or not question.targets <= here.targets:
                flaws.append(f"the question {name!r} is of another kind or about another text")
            elif question.options is not None and (here.options is None or not question.options <= here.options):
                flaws.append(f"options of {name!r} are missing or reworded")
        unknown = sorted(self.fields - wanted.fields)
        return flaws + [f"it shows the field {printable(name, 60)!r}, which no task has" for name in unknown]

    def misfits(self, result: Sequence[Mapping[str, Any]], data: Mapping[str, Any]) -> Iterator[str]:
        """Why a pre-filled answer would not show, or show something else than it says."""
        for each in result:
            question = self.questions.get(each["from_name"])
            if question is None:
                yield f"the form has no question {each['from_name']!r}"
            elif question.kind != each["type"] or each["to_name"] not in question.targets:
                yield f"the form's question {question.name!r} is of another kind or about another text"
            elif not _FITS[question.kind](question, each["value"].get(_VALUE[question.kind]), data):
                yield f"the form's question {question.name!r} has no such answer"


def _question(element: ElementTree.Element) -> Question:
    kind = _TYPES.get(element.tag, element.tag.lower())
    variable = _VARIABLE.fullmatch(element.get("value") or "")
    options = frozenset(_paths(element, ()))
    rating = element.get("maxRating") or "5"
    return Question(
        name=element.get("name") or "",
        kind=kind,
        targets=frozenset(each.strip() for each in (element.get("toName") or "").split(",")),
        options=options if options or not variable else None,
        variable=variable[1] if variable else None,
        takes_one=kind == "choices" and element.get("choice", "single") != "multiple",
        most=int(rating) if rating.isdigit() else 5,
    )


def _paths(element: ElementTree.Element, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for child in element:
        if child.tag == "Choice":
            path = (*above, child.get("value") or "")
            yield path
            yield from _paths(child, path)


def _choices_fit(question: Question, value: object, data: Mapping[str, Any]) -> bool:
    if not isinstance(value, list) or (question.takes_one and len(value) > 1):
        return False
    if question.options is None:
        listed = data.get(question.variable or "") or []
        return set(value) <= {each["value"] for each in listed}
    return {(each,) for each in value} <= question.options


def _taxonomy_fits(question: Question, value: object, _: Mapping[str, Any]) -> bool:
    return isinstance(value, list) and {tuple(path) for path in value} <= (question.options or frozenset())


def _rating_fits(question: Question, value: object, _: Mapping[str, Any]) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= question.most


def _text_fits(_: Question, value: object, __: Mapping[str, Any]) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _side_fits(_: Question, value: object, __: Mapping[str, Any]) -> bool:
    return value in ("left", "right")


_FITS = {
    "choices": _choices_fit,
    "taxonomy": _taxonomy_fits,
    "rating": _rating_fits,
    "textarea": _text_fits,
    "pairwise": _side_fits,
}
_VALUE = {"choices": "choices", "taxonomy": "taxonomy", "rating": "rating", "textarea": "text", "pairwise": "selected"}
