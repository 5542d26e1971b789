"""Strict YAML: every mistake of a file reported at once, each with its line and column."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pydantic
import yaml

from curator.errors import Problem, RecipeError
from curator.registry import closest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails
    from yaml._yaml import Mark as CMark

    Mark = yaml.Mark | CMark

MAX_YAML_BYTES = 4 << 20

# libyaml reads the shipped rules in a tenth of a second, its Python twin in one; both are safe loaders.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Loc = tuple[str | int, ...]

_YAML_HINT = "indent with spaces; put quotes around a text that holds a colon or begins with a special sign"
_KINDS: dict[type, str] = {
    list: "a list",
    str: "text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "nothing",
}


class Strict(pydantic.BaseModel):
    """A model that knows all its fields, converts nothing and never changes."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def of(cls, **values: object) -> Self:
        """The model with these values, which do not come from a file.

        Raises:
            RecipeError: a value is wrong.
        """
        try:
            return cls.model_validate(values)
        except pydantic.ValidationError as error:
            raise RecipeError.of([Problem(_message(each)) for each in error.errors()]) from None


ModelT = TypeVar("ModelT", bound=pydantic.BaseModel)


def text_of(path: Path) -> str:
    """The text of a YAML file.

    Raises:
        RecipeError: missing, not a file, or not UTF-8.
    """
    if not path.is_file():
        what = "is a directory, not a file" if path.is_dir() else "no such file"
        raise RecipeError(what, where=str(path), hint="check the path")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecipeError(f"not UTF-8 text (byte {error.start})", where=str(path), hint="save it as UTF-8") from None


class Document:
    """A YAML text with the places of its parts."""

    def __init__(self, text: str, name: str) -> None:
        """Parse `text`; `name` is how messages call it.

        Raises:
            RecipeError: not YAML, an alias or a custom tag, or a key that stands twice.
        """
        self.name = name
        self.text = text
        if len(text.encode()) > MAX_YAML_BYTES:
            raise RecipeError(f"larger than {MAX_YAML_BYTES >> 20} MB", where=name, hint="split it")
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                if isinstance(event, yaml.AliasEvent) and event.start_mark:
                    raise RecipeError(
                        "aliases (*name) are not allowed",
                        where=self._place(event.start_mark),
                        hint="write the value out",
                    )
            loader = _LOADER(text)
            self._node = loader.get_single_node()
            self.data: Any = loader.construct_document(self._node) if self._node else None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise RecipeError(
                f"not valid YAML: {error.problem or error}",
                where=self._place(mark) if mark else name,
                hint=None if isinstance(error, yaml.constructor.ConstructorError) else _YAML_HINT,
            ) from None
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise RecipeError(f"not valid YAML: {error}", where=name) from None
        twice = list(self._repeated_keys(self._node))
        if twice:
            raise RecipeError.of(twice)

    @classmethod
    def read(cls, path: Path) -> "Document":
        """Read a YAML file.

        Raises:
            RecipeError: missing, not a file, not UTF-8, or not acceptable YAML.
        """
        return cls(text_of(path), str(path))

    def at(self, loc: Loc) -> str:
        """`file:line:column` of the value at `loc`, or of its nearest parent that is there."""
        node = self._node
        for step in loc:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return self._place(node.start_mark) if node else self.name

    def validate(self, model: type[ModelT]) -> ModelT:
        """The document as `model`.

        Raises:
            RecipeError: with every mistake in it.
        """
        if self.data is None:
            needed = [name for name, field in model.model_fields.items() if field.is_required()]
            raise RecipeError("is empty", where=self.name, hint=f"it needs {', '.join(needed)}")
        try:
            return model.model_validate(self.data)
        except pydantic.ValidationError as error:
            raise RecipeError.of([self._problem(model, each) for each in error.errors()]) from None

    def _place(self, mark: "Mark") -> str:
        return f"{self.name}:{mark.line + 1}:{mark.column + 1}"

    def _problem(self, model: type[pydantic.BaseModel], error: "ErrorDetails") -> Problem:
        loc: Loc = error["loc"]
        if error["type"] == "extra_forbidden":
            known = _fields_at(model, loc[:-1])
            return Problem(f"unknown key {loc[-1]!r}", self._key_at(loc), closest(str(loc[-1]), known))
        if error["type"] == "missing":
            return Problem(f"{loc[-1]!r} is missing", self.at(loc), f"add {loc[-1]}: …")
        return Problem(_message(error), self.at(loc))

    def _key_at(self, loc: Loc) -> str:
        node = self._node
        for step in loc[:-1]:
            node = _child(node, step) or node
        if isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                if key.value == loc[-1]:
                    return self._place(key.start_mark)
        return self.at(loc)

    def _repeated_keys(self, node: yaml.Node | None) -> Iterator[Problem]:
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    yield Problem(f"key {key.value!r} stands twice", self._place(key.start_mark), "keep one of them")
                seen.add(key.value)
                yield from self._repeated_keys(value)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from self._repeated_keys(item)


def _message(error: "ErrorDetails") -> str:
    """What pydantic complains about, with the field and the value it got."""
    field = f"{'.'.join(map(str, error['loc']))}: " if error["loc"] else ""
    given = error.get("input")
    if error["type"] == "model_type":
        return f"{field}keys and their values expected, got {_KINDS.get(type(given), repr(given))}"
    shown = f", got {given!r}" if isinstance(given, str | int | float | bool) or given is None else ""
    return field + error["msg"].removeprefix("Value error, ") + shown


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value  # type: ignore[no-any-return]  # PyYAML leaves nodes untyped
        return None
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]  # PyYAML leaves nodes untyped
    return None


def _fields_at(model: type[pydantic.BaseModel], loc: Loc) -> list[str]:
    """The field names of the model that sits at `loc` inside `model`."""
    for step in loc:
        if not isinstance(step, str) or step not in model.model_fields:
            continue
        inner = _model_in(model.model_fields[step].annotation)
        if inner is not None:
            model = inner
    return list(model.model_fields)


def _model_in(annotation: object) -> type[pydantic.BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _model_in(part)
        if found is not None:
            return found
    return None
