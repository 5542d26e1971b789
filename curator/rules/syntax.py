"""The tree of a predicate: literals, columns and operations, and how they are written as text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Literal:
    """A value that stands in the predicate."""

    value: Value
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Column:
    """The value of one column."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Operation:
    """A function or an operator of `operations.OPERATIONS`, applied to its arguments."""

    name: str
    arguments: "tuple[Node, ...]"
    at: int = field(default=0, compare=False)


Node = Literal | Column | Operation

# How tightly each operator binds; what is not here is a call and binds tightest.
_LEVELS = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">=", "~", "~*", "like", "ilike"), 4),
    **dict.fromkeys(("in", "between", "is null", "is distinct"), 4),
    **dict.fromkeys(("+", "-", "||"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
    "negative": 7,
}
_CALL = 8
_NEGATED_INSIDE = frozenset(("like", "ilike", "in", "between", "is null", "is distinct"))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in reading order."""
    yield node
    if isinstance(node, Operation):
        for argument in node.arguments:
            yield from walk(argument)


def is_call(node: Operation) -> bool:
    """Whether the operation is a function (or CASE), not an operator between values."""
    return node.name not in _LEVELS


def columns_of(node: Node) -> set[str]:
    """The names of the columns that the predicate reads."""
    return {each.name for each in walk(node) if isinstance(each, Column)}


def write(node: Node) -> str:
    """The predicate in one fixed spelling: equal trees give equal text, and parsing it gives the tree back."""
    return _write(node, 0)


def _write(node: Node, least: int) -> str:
    """`node`, in parentheses if it binds less tightly than `least`."""
    if isinstance(node, Column):
        return node.name
    if isinstance(node, Literal):
        return _literal(node.value)
    if node.name == "not" and isinstance(node.arguments[0], Operation):
        inner = node.arguments[0]
        if inner.name in _NEGATED_INSIDE:
            return _within(_comparison(inner, "NOT "), 4, least)
    level = _LEVELS.get(node.name, _CALL)
    return _within(_operation(node, level), level, least)


def _within(text: str, level: int, least: int) -> str:
    return f"({text})" if level < least else text


def _literal(value: Value) -> str:
    if isinstance(value, str):
        quoted = value.replace("'", "''")
        return f"'{quoted}'"
    if value is None:
        return "NULL"
    return str(value).upper() if isinstance(value, bool) else repr(value)


def _operation(node: Operation, level: int) -> str:
    name, arguments = node.name, node.arguments
    if level == _CALL:
        return _call(name, arguments)
    if level == _LEVELS["not"]:
        return f"NOT {_write(arguments[0], level)}"
    if level == _LEVELS["negative"]:
        return f"-{_write(arguments[0], _CALL)}"
    if level == _LEVELS["="]:
        return _comparison(node)
    # A chain of + or * leans to the left; OR and AND hold all their parts at once.
    first = level if level >= _LEVELS["+"] else level + 1
    texts = [_write(arguments[0], first), *(_write(each, level + 1) for each in arguments[1:])]
    return f" {name.upper()} ".join(texts)


def _comparison(node: Operation, negation: str = "") -> str:
    """A comparison; `negation` is put before its word: NOT LIKE, IS NOT NULL."""
    value, *others = (_write(each, _LEVELS["+"]) for each in node.arguments)
    if node.name == "is null":
        return f"{value} IS {negation}NULL"
    if node.name == "is distinct":
        return f"{value} IS {negation}DISTINCT FROM {others[0]}"
    if node.name == "between":
        return f"{value} {negation}BETWEEN {others[0]} AND {others[1]}"
    if node.name == "in":
        return f"{value} {negation}IN ({', '.join(others)})"
    return f"{value} {negation}{node.name.upper()} {others[0]}"


def _call(name: str, arguments: tuple[Node, ...]) -> str:
    texts = [write(each) for each in arguments]
    if name == "try_cast":
        target = arguments[1]
        return f"TRY_CAST({texts[0]} AS {str(target.value).upper() if isinstance(target, Literal) else texts[1]})"
    if name == "case":
        pairs = "".join(f" WHEN {when} THEN {then}" for when, then in zip(texts[0:-1:2], texts[1::2], strict=True))
        return f"CASE{pairs} ELSE {texts[-1]} END"
    return f"{name.upper()}({', '.join(texts)})"
