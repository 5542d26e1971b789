"""What a rule saw in one record: every comparison of its predicate, with the measured value beside its threshold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from curator.rules.checker import Schema
from curator.rules.gate import build
from curator.rules.pack import Rule
from curator.rules.parser import parse
from curator.rules.syntax import Column, Literal, Node, Operation, columns_of, write

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>", "is distinct": "is distinct"}
_TESTS = ("like", "ilike", "~", "~*", "starts_with", "ends_with", "array_contains")
_COMPARISONS = frozenset((*_FLIPPED, "in", "is null", *_TESTS))
_SHOWN_CHARS = 60  # of a text, so that what it is compared with stays in sight
_JOINTS = frozenset(("and", "or", "not"))


@dataclass(frozen=True)
class Measured:
    """One comparison: `value` was measured for `column` and held against `threshold`."""

    column: str
    """A column, or the expression that is compared."""
    value: object
    operator: str
    threshold: object
    holds: bool | None
    """Null when a value is missing."""

    def __str__(self) -> str:
        """In words of the rule language: `response_chars = 0 (< 1)`, `language = missing (IS NULL)`."""
        if self.operator.endswith("NULL"):
            asked = self.operator
        else:
            asked = f"{self.operator.replace('DISTINCT', 'DISTINCT FROM')} {_shown(self.threshold)}"
        return f"{self.column} = {_shown(self.value)} ({asked})"


def explain(rule: Rule, row: Mapping[str, object], schema: Schema | None = None) -> list[Measured]:
    """Every comparison in the rule's predicate, in reading order.

    Args:
        rule: its predicate must have passed the gate.
        row: at least the columns that the rule compares, of one record.
        schema: their types. Without it, an expression over a missing value of unknown type is given as missing.
    """
    tree = parse(rule.when)
    names = sorted(columns_of(tree))
    types = {name: (schema or {}).get(name) for name in names}
    frame = pl.DataFrame([pl.Series(name, [row.get(name)], dtype=types[name]) for name in names])
    return [_measured(comparison, is_negated, frame) for comparison, is_negated in _comparisons(tree)]


def _comparisons(node: Node, is_negated: bool = False) -> Iterator[tuple[Node, bool]]:
    """The parts that are true or false by themselves; a BETWEEN counts as its two bounds."""
    if isinstance(node, Operation) and node.name == "between":
        value, low, high = node.arguments
        yield Operation(">=", (value, low)), is_negated
        yield Operation("<=", (value, high)), is_negated
    elif isinstance(node, Column) or (isinstance(node, Operation) and node.name in _COMPARISONS):
        yield node, is_negated
    elif isinstance(node, Operation) and node.name in _JOINTS:
        for argument in node.arguments:
            yield from _comparisons(argument, is_negated != (node.name == "not"))
    elif isinstance(node, Operation):
        for argument in node.arguments:
            yield from (found for found in _comparisons(argument) if not isinstance(found[0], Column))


def _measured(node: Node, is_negated: bool, frame: pl.DataFrame) -> Measured:
    holds = _value(node, frame)
    if not isinstance(node, Operation):
        return Measured(write(node), holds, "IS", not is_negated, None if holds is None else holds is not is_negated)
    operator, compared, *thresholds = node.name, *node.arguments
    if operator in _FLIPPED and not columns_of(compared) and columns_of(thresholds[0]):
        operator, compared, thresholds = _FLIPPED[operator], thresholds[0], [compared]
    values = [_value(each, frame) for each in thresholds]
    return Measured(
        column=write(compared),
        value=_value(compared, frame),
        operator=_negated(operator.upper()) if is_negated else operator.upper(),
        threshold=tuple(values) if operator == "in" else values[0] if values else None,
        holds=None if holds is None else bool(holds) is not is_negated,
    )


def _negated(operator: str) -> str:
    return operator.replace("IS ", "IS NOT ") if operator.startswith("IS ") else f"NOT {operator}"


def _value(node: Node, frame: pl.DataFrame) -> object:
    if isinstance(node, Literal):
        return node.value
    is_null_test = isinstance(node, Operation) and node.name == "is null"  # which needs no type
    if not is_null_test and any(frame.schema[name] == pl.Null for name in columns_of(node)):
        return None
    found = frame.select(build(node, frame.schema)).item()
    return found.to_list() if isinstance(found, pl.Series) else found


def _shown(value: object) -> str:
    match value:
        case None:
            return "missing"
        case bool():
            return str(value).upper()
        case float():
            return f"{value:.3g}"
        case str() if len(value) > _SHOWN_CHARS:
            return f"{value[:_SHOWN_CHARS]!r}…"
        case tuple():
            return f"({', '.join(map(_shown, value))})"
    return repr(value)
