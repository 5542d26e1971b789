"""A labelling configuration as the server has it: its questions, and whether they are ours."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from curator.errors import DataError
from curator.text import printable

_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True)
class Question:
    """A control of the form. `options` are paths, of one step where there is no tree; null: the task brings them."""

    name: str
    kind: str
    targets: frozenset[str]
    options: frozenset[tuple[str, ...]] | None


@dataclass(frozen=True)
class Form:
    """The configuration as text, its questions by name, and the fields that a task must have."""

    config: str
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
        return cls(config, {each.name: each for each in questions}, frozenset(fields))

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


def _question(element: ElementTree.Element) -> Question:
    options = frozenset(_paths(element, ()))
    are_of_task = not options and _VARIABLE.fullmatch(element.get("value") or "")
    return Question(
        name=element.get("name") or "",
        kind=element.tag,
        targets=frozenset(each.strip() for each in (element.get("toName") or "").split(",")),
        options=None if are_of_task else options,
    )


def _paths(element: ElementTree.Element, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for child in element:
        if child.tag == "Choice":
            path = (*above, child.get("value") or "")
            yield path
            yield from _paths(child, path)
