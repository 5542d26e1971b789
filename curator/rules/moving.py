"""The numbers that a rule compares with: find them, and move one."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from curator.errors import RecipeError
from curator.rules.checker import Schema
from curator.rules.gate import build
from curator.rules.pack import Rule
from curator.rules.parser import parse
from curator.rules.ruleset import DUPLICATE_COLUMNS, columns_used
from curator.rules.syntax import Literal, Node, Operation, columns_of, write

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}


@dataclass(frozen=True)
class Threshold:
    """A number in a predicate that something measured is compared with."""

    column: str
    """A column, or the expression that is compared."""
    operator: str
    value: float
    paths: tuple[tuple[int, ...], ...]
    """Where it stands, perhaps more than once: which argument of which argument of … the predicate it is."""

    def __str__(self) -> str:
        return f"{self.column} {self.operator} {self.value:g}"


def thresholds(rule: Rule) -> list[Threshold]:
    """Every number that the rule compares something with, in reading order; a BETWEEN has two.

    The same comparison with the same number counts once, wherever else it stands.

    Raises:
        PredicateError: its predicate is not in the rule language.
    """
    places: dict[tuple[str, str, float], list[tuple[int, ...]]] = {}
    for column, operator, value, path in _found(parse(rule.when), ()):
        places.setdefault((column, operator, value), []).append(path)
    return [Threshold(*comparison, tuple(paths)) for comparison, paths in places.items()]


def find_threshold(rule: Rule, named: str | None = None) -> Threshold:
    """The one threshold of `rule` that is meant.

    Args:
        rule: where to look.
        named: a column, or a column and an operator (`response_words >`); needed when there are several thresholds.

    Raises:
        RecipeError: there is none, or there are several and `named` does not tell them apart.
    """
    known = thresholds(rule)
    if not known:
        hint = "only a rule with a number in it can be swept"
        if columns_used(rule) & DUPLICATE_COLUMNS:
            hint = f"give it one, in a pack of your own: when: {rule.when} AND duplicate_similarity >= 0.8"
        raise RecipeError(f"rule {rule.id} compares nothing with a number: {rule.when}", hint=hint)
    wanted = " ".join((named or "").split())
    found = [each for each in known if not wanted or wanted in (each.column, f"{each.column} {each.operator}")]
    if len(found) == 1:
        return found[0]
    if not found:
        listed = ", ".join(map(str, known))
        raise RecipeError(f"rule {rule.id} has no threshold for {wanted!r}", hint=f"it has: {listed}")
    hint = f"choose one with --column, as in --column '{found[0].column} {found[0].operator}'"
    raise RecipeError(f"rule {rule.id} has {len(found)} thresholds: {', '.join(map(str, found))}", hint=hint)


def moved(rule: Rule, threshold: Threshold, value: float) -> Rule:
    """The rule with another number at `threshold`."""
    tree = parse(rule.when)
    for path in threshold.paths:
        tree = _replaced(tree, path, Literal(value))
    return rule.model_copy(update={"when": write(tree)})


def measured(threshold: Threshold, columns: Schema) -> pl.Expr:
    """What is held against `threshold`, of columns of these types."""
    return build(parse(threshold.column), columns)


def _found(node: Node, path: tuple[int, ...]) -> Iterator[tuple[str, str, float, tuple[int, ...]]]:
    if not isinstance(node, Operation):
        return
    for index, operator, compared in _sides(node):
        number = node.arguments[index]
        if isinstance(number, Literal) and isinstance(number.value, int | float) and not isinstance(number.value, bool):
            yield write(compared), operator, number.value, (*path, index)
    for index, argument in enumerate(node.arguments):
        yield from _found(argument, (*path, index))


def _sides(node: Operation) -> Iterator[tuple[int, str, Node]]:
    """The arguments of a comparison that may be thresholds: position, operator, and what stands on the other side."""
    if node.name == "between":
        yield 1, ">=", node.arguments[0]
        yield 2, "<=", node.arguments[0]
    elif node.name in _FLIPPED:
        left, right = node.arguments
        if columns_of(left):
            yield 1, node.name, left
        elif columns_of(right):
            yield 0, _FLIPPED[node.name], right


def _replaced(node: Node, path: tuple[int, ...], new: Node) -> Node:
    if not path:
        return new
    assert isinstance(node, Operation)
    first, *rest = path
    arguments = list(node.arguments)
    arguments[first] = _replaced(arguments[first], tuple(rest), new)
    return Operation(node.name, tuple(arguments), node.at)
