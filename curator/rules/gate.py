"""The gate: a predicate becomes an expression only if its words, types, patterns and size are all in order."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from curator.rules import operations
from curator.rules.checker import Checker, Schema
from curator.rules.mistakes import Mistake, PredicateError
from curator.rules.operations import OPERATIONS, Given, Type
from curator.rules.parser import parse
from curator.rules.syntax import Column, Literal, Node, Operation, columns_of, is_call, walk, write

MAX_JOINED_TEXTS = 16
MAX_NESTED_CALLS = 10  # Polars plans nested calls in time that doubles with each of them
MAX_EXPRESSION_SIZE = 2_000  # at which Polars plans for about a second
MAX_SPARED_SIZE = 60  # what decides whether to look for a pattern is repeated for each pattern

_PATTERNS = frozenset(("like", "ilike", "~", "~*"))
_DECIDING = {"and": False, "or": True}
"""What one part has to be, for the others not to matter."""


@dataclass(frozen=True)
class Predicate:
    """A predicate that passed the gate."""

    text: str
    """In its one fixed spelling."""
    tree: Node
    expression: pl.Expr
    """Boolean, or null where a value is missing."""
    columns: frozenset[str]
    warnings: tuple[Mistake, ...]


def compile_predicate(predicate: str, schema: Schema) -> Predicate:
    """Let `predicate` through the gate.

    Args:
        predicate: as it stands in a rule's `when`.
        schema: the columns that it may compare, with their types.

    Raises:
        PredicateError: with everything that is wrong with it.
    """
    tree = parse(predicate)
    checker = Checker(schema)
    found = checker.type_of(tree)
    if found is not None and found is not Type.BOOLEAN and not checker.mistakes:
        checker.mistakes.append(
            Mistake(f"a predicate must be a Boolean, this is {found.value}", tree.at, "compare it: … > 0.5")
        )
    if not checker.mistakes:
        checker.mistakes.extend(_growth(tree))
    if checker.mistakes:
        raise PredicateError(sorted(checker.mistakes, key=lambda each: each.at))
    expression = build(tree, schema)
    columns = frozenset(columns_of(tree))
    _try_on_nothing(expression, {name: schema[name] for name in sorted(columns)})
    return Predicate(write(tree), tree, expression, columns, tuple(_warnings(tree)))


def build(node: Node, schema: Schema) -> pl.Expr:
    """The expression of a tree that has been checked.

    Texts are looked through for patterns only in rows where the answer matters: that takes far longer than all else.
    """
    return _build(node, schema, None, is_sparing=_size(node) <= MAX_SPARED_SIZE)


def _build(node: Node, schema: Schema, needed: pl.Expr | None, *, is_sparing: bool) -> pl.Expr:
    """Where `needed` is given and false, a pattern is looked for in nothing instead of its text."""
    if isinstance(node, Literal):
        return pl.lit(node.value)
    if isinstance(node, Column):
        return operations.column(node.name, schema[node.name])
    parameters = operations.parameters_of(node.name, len(node.arguments))
    quick: list[pl.Expr] = []
    if is_sparing and node.name in _DECIDING:
        quick = [_build(each, schema, needed, is_sparing=True) for each in node.arguments if not _has_pattern(each)]
    inner = needed
    if quick:
        is_open = OPERATIONS[node.name].build(*quick).ne_missing(_DECIDING[node.name])
        inner = is_open if needed is None else needed & is_open
    slow = (
        each.value if isinstance(parameter, Given) and isinstance(each, Literal)
        else _build(each, schema, inner, is_sparing=is_sparing)
        for each, parameter in zip(node.arguments, parameters, strict=True)
        if not quick or _has_pattern(each)
    )  # fmt: skip
    arguments = [*quick, *slow]
    if node.name in _PATTERNS and needed is not None:
        arguments[0] = pl.when(needed).then(arguments[0]).otherwise(pl.lit(""))  # null would be looked through
    return OPERATIONS[node.name].build(*arguments)


def _has_pattern(node: Node) -> bool:
    return any(isinstance(each, Operation) and each.name in _PATTERNS for each in walk(node))


def _growth(tree: Node) -> Iterator[Mistake]:
    """What would make expressions or texts longer and longer."""
    if _nested_calls(tree) > MAX_NESTED_CALLS:
        yield Mistake(f"more than {MAX_NESTED_CALLS} calls inside each other", tree.at, "compute a signal instead")
    if _size(tree) > MAX_EXPRESSION_SIZE:
        yield Mistake("too many operations inside each other", tree.at, "write several rules, or compute a signal")
    joined = 0
    for node in walk(tree):
        if not isinstance(node, Operation):
            continue
        if node.name in ("concat", "||"):
            joined += len(node.arguments)
            if joined > MAX_JOINED_TEXTS:
                yield Mistake(f"more than {MAX_JOINED_TEXTS} texts are joined", node.at, "compute a signal instead")
                return
        texts = [each.value for each in node.arguments[1:3] if isinstance(each, Literal)]
        if node.name == "replace" and len(texts) == 2 and len(str(texts[1]).encode()) > len(str(texts[0]).encode()):
            hint = "the new text must not be longer than the old one"
            yield Mistake("REPLACE would make the text longer", node.at, hint)


def _nested_calls(node: Node) -> int:
    if not isinstance(node, Operation):
        return 0
    return is_call(node) + max(map(_nested_calls, node.arguments), default=0)


def _size(node: Node) -> int:
    """How many parts the expression has, those counted again that an operation needs more than once."""
    if not isinstance(node, Operation):
        return 1
    return 1 + OPERATIONS[node.name].copies * sum(map(_size, node.arguments))


def _warnings(tree: Node) -> Iterator[Mistake]:
    """What is allowed but hardly meant."""
    if not columns_of(tree):
        yield Mistake("the predicate is the same for every record", tree.at, "compare a column")
    for node in walk(tree):
        if isinstance(node, Operation) and node.name in ("/", "%") and not _is_safe_divisor(node.arguments[1]):
            hint = "say what is meant: NULLIF(…, 0), or COALESCE the quotient"
            yield Mistake("a division by 0 gives null, which on_null decides", node.arguments[1].at, hint)


def _is_safe_divisor(node: Node) -> bool:
    if isinstance(node, Literal):
        return node.value != 0
    return isinstance(node, Operation) and node.name in ("nullif", "greatest")


def _try_on_nothing(expression: pl.Expr, schema: Schema) -> None:
    """Run on a frame without rows; a failure here is a hole in the gate, not a user's mistake."""
    frame = pl.LazyFrame(schema=dict(schema))
    found = frame.select(pl.lit(0).alias("_"), hit=expression).collect().schema["hit"]
    assert found == pl.Boolean, f"the gate let through an expression of type {found}"
