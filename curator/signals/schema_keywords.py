"""What single keywords of a JSON schema forbid a value, in words: types, listed values, bounds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeGuard

_WORDS = {
    **dict.fromkeys(("str", "text"), "string"),
    **dict.fromkeys(("int", "long"), "integer"),
    **dict.fromkeys(("float", "double"), "number"),
    "bool": "boolean",
    **dict.fromkeys(("dict", "map"), "object"),
    **dict.fromkeys(("list", "tuple"), "array"),
    **dict.fromkeys(("none", "nonetype"), "null"),
}
"""How tool lists also spell the types of JSON schema; case does not count."""

_EXPECTED = {"string": "text", "object": "an object", "array": "a list", "integer": "a whole number"}
_BOUNDS: tuple[tuple[str, type | tuple[type, ...], Callable[[float, float], bool], str], ...] = (
    ("minimum", (int, float), lambda size, bound: size < bound, "is below"),
    ("maximum", (int, float), lambda size, bound: size > bound, "is above"),
    ("exclusiveMinimum", (int, float), lambda size, bound: size <= bound, "is not above"),
    ("exclusiveMaximum", (int, float), lambda size, bound: size >= bound, "is not below"),
    ("minLength", str, lambda size, bound: size < bound, "has fewer characters than"),
    ("maxLength", str, lambda size, bound: size > bound, "has more characters than"),
    ("minItems", list, lambda size, bound: size < bound, "has fewer entries than"),
    ("maxItems", list, lambda size, bound: size > bound, "has more entries than"),
)
_BOUND_WORDS = frozenset(keyword for keyword, *_ in _BOUNDS)


def type_breaks(value: object, schema: Mapping[str, object], path: str) -> Iterator[str]:
    """What `type` forbids; one that is not known claims nothing."""
    named = schema.get("type")
    names = named if isinstance(named, list) else [named]
    types = [_WORDS.get(name.lower(), name.lower()) if isinstance(name, str) else "" for name in names]
    if types and all(name in _IS for name in types) and not any(_IS[name](value) for name in types):
        expected = " or ".join(_EXPECTED.get(name, f"a {name}" if name != "null" else name) for name in types)
        yield f"{path or 'it'}: {shown(value)} given, {expected} expected"


def enum_breaks(value: object, schema: Mapping[str, object], path: str) -> Iterator[str]:
    """What `enum` and `const` forbid. Listed lists and objects claim nothing: comparing them could take for ever."""
    allowed = listed(schema.get("enum")) if schema.get("const") is None else [schema["const"]]
    if not allowed or any(isinstance(each, list | dict) for each in allowed):
        return
    if not any(isinstance(value, bool) == isinstance(each, bool) and value == each for each in allowed):
        named = ", ".join(shown(each) for each in allowed[:4]) + (", …" if len(allowed) > 4 else "")
        yield f"{path or 'it'}: {shown(value)} given, {'one of ' if len(allowed) > 1 else ''}{named} expected"


def bound_breaks(value: object, schema: Mapping[str, object], path: str) -> Iterator[str]:
    """What the bounds of numbers and of sizes forbid."""
    if isinstance(value, bool) or _BOUND_WORDS.isdisjoint(schema):
        return
    for keyword, kind, is_broken, words in _BOUNDS:
        bound = schema.get(keyword)
        if _is_number(bound) and isinstance(value, kind):
            size = len(value) if isinstance(value, str | list) else value
            assert isinstance(size, int | float)
            if is_broken(size, bound):
                yield f"{path or 'it'}: {shown(value)} {words} {bound:g}"


def shown(value: object) -> str:
    """A value in a few words."""
    if isinstance(value, str):
        return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "null" if value is None else str(value).lower()[:40]


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def listed(value: object) -> Sequence[object]:
    """The entries of a list; none of anything else."""
    return value if isinstance(value, list) else []


_IS: Mapping[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}
