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

INFIX = frozenset(
    ("or", "and", "+", "-", "*", "/", "%", "||", "=", "<>", "<", "<=", ">", ">=", "like", "ilike", "~", "~*")
)

_OPERATORS = INFIX | {"not", "negative", "is null", "is distinct", "between", "in"}


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in reading order."""
    yield node
    if isinstance(node, Operation):
        for argument in node.arguments:
            yield from walk(argument)


def columns_of(node: Node) -> set[str]:
    """The names of the columns that the predicate reads."""
    return {each.name for each in walk(node) if isinstance(each, Column)}


def write(node: Node) -> str:
    """The predicate in one fixed spelling: equal trees give equal text, and parsing it gives the tree back."""
    if isinstance(node, Literal):
        return _literal(node.value)
    if isinstance(node, Column):
        return node.name
    return _operation(node)


def _literal(value: Value) -> str:
    if isinstance(value, str):
        quoted = value.replace("'", "''")
        return f"'{quoted}'"
    if value is None or isinstance(value, bool):
        return str(value).upper().replace("NONE", "NULL")
    return repr(value)


def _operation(node: Operation) -> str:
    name, texts = node.name, [_nested(each) for each in node.arguments]
    if name in INFIX:
        return f" {name.upper()} ".join(texts)
    if name in ("not", "negative"):
        return f"{'NOT ' if name == 'not' else '-'}{texts[0]}"
    if name == "is null":
        return f"{texts[0]} IS NULL"
    if name == "is distinct":
        return f"{texts[0]} IS DISTINCT FROM {texts[1]}"
    if name == "between":
        return f"{texts[0]} BETWEEN {texts[1]} AND {texts[2]}"
    if name == "in":
        return f"{texts[0]} IN ({', '.join(texts[1:])})"
    plain = [write(each) for each in node.arguments]
    if name == "try_cast":
        target = node.arguments[1]
        return f"TRY_CAST({plain[0]} AS {target.value if isinstance(target, Literal) else plain[1]})"
    if name == "case":
        pairs = "".join(f" WHEN {when} THEN {then}" for when, then in zip(plain[0:-1:2], plain[1::2], strict=True))
        return f"CASE{pairs} ELSE {plain[-1]} END"
    return f"{name.upper()}({', '.join(plain)})"


def _nested(node: Node) -> str:
    """As part of an operator: in parentheses if it is an operator itself."""
    return f"({write(node)})" if isinstance(node, Operation) and node.name in _OPERATORS else write(node)
