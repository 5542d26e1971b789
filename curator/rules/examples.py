"""Run the examples that rules carry: each rule must hit its hits and miss its misses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from curator import schema as records
from curator.errors import Problem, RecipeError
from curator.rules import example_records
from curator.rules.apply import hits
from curator.rules.checker import Schema
from curator.rules.compile import CompiledRule, CompiledRules, compile
from curator.rules.pack import Rule
from curator.rules.ruleset import DATASET_COLUMNS, RuleSet
from curator.rules.thresholds import Measured, explain

Measure = Callable[[pl.DataFrame, set[str]], pl.DataFrame]
"""Takes canonical records with the views in place and the names of signals; gives the same rows with the signals."""

Expected = Literal["hit", "miss"]


@dataclass(frozen=True)
class ExampleResult:
    """What a rule made of one of its examples."""

    rule: str
    expected: Expected
    index: int
    """Position among the rule's hits, or among its misses, from 0."""
    got: Expected
    where: str
    """`file:line:column` of the example."""
    measured: tuple[Measured, ...]
    """Every comparison with its measured value, when the rule got it wrong; else empty."""

    @property
    def passed(self) -> bool:
        """Whether the rule did what the example says."""
        return self.got == self.expected


@dataclass(frozen=True)
class _Example:
    rule: Rule
    expected: Expected
    index: int
    where: str
    given: Mapping[str, object]

    @property
    def record_id(self) -> str:
        return f"{self.rule.id}/{self.expected}/{self.index}"


def run(ruleset: RuleSet, measure: Measure, schema: Schema) -> list[ExampleResult]:
    """Try every example of every rule, in order.

    An example is a record in short: `{instruction, input, response}`, `{messages}`, `{instruction, chosen, rejected}`
    or `{text}`. Any other column that rules compare may stand in it too and wins over what is measured.

    Args:
        ruleset: the rules.
        measure: measures signals.
        schema: the columns that rules can compare, with their types.

    Raises:
        RecipeError: a rule or an example that makes no sense, with its place.
    """
    compiled = compile(ruleset, schema)
    found = list(_examples(ruleset))
    problems = [
        Problem(f"rule {each.rule.id}, {each.expected} {each.index}: {what}", each.where, hint)
        for each in found
        for what, hint in example_records.mistakes(each.given, schema)
    ]
    if problems:
        raise RecipeError.of(problems)
    if not found:
        return []
    frame = _frame(found, measure, schema, compiled.columns)
    compiled_by_id = {each.rule.id: each for each in compiled.rules}
    return [
        _result(each, row, schema)
        for rule in ruleset.rules
        for each, row in _hits_of(compiled_by_id[rule.id], [each for each in found if each.rule is rule], frame)
    ]


def _hits_of(
    rule: CompiledRule, examples: list[_Example], frame: pl.DataFrame
) -> Iterator[tuple[_Example, dict[str, object]]]:
    """Each example with its row, the hit column included."""
    rows = frame.filter(pl.col("record_id").is_in([each.record_id for each in examples]))
    judged = hits(rows.lazy(), CompiledRules((rule,))).collect()
    return zip(examples, judged.iter_rows(named=True), strict=True)


def _result(example: _Example, row: dict[str, object], schema: Schema) -> ExampleResult:
    got: Expected = "hit" if row[example.rule.id] else "miss"
    return ExampleResult(
        rule=example.rule.id,
        expected=example.expected,
        index=example.index,
        got=got,
        where=example.where,
        measured=() if got == example.expected else tuple(explain(example.rule, row, schema)),
    )


def _examples(ruleset: RuleSet) -> Iterator[_Example]:
    for rule in ruleset.rules:
        place = ruleset.places.get(rule.id)
        for expected, listed in _sides(rule):
            for index, given in enumerate(listed):
                where = place.of("examples", expected, index) if place else f"rule {rule.id}"
                yield _Example(rule, expected, index, where, given)


def _sides(rule: Rule) -> Iterator[tuple[Expected, Sequence[Mapping[str, object]]]]:
    yield "hit", rule.examples.hit
    yield "miss", rule.examples.miss


def _frame(examples: list[_Example], measure: Measure, schema: Schema, columns: frozenset[str]) -> pl.DataFrame:
    """The examples as the rules see records."""
    canonical = pl.DataFrame(
        [example_records.canonical(each.given, each.record_id) for each in examples], schema=records.CANONICAL
    )
    seen = canonical.with_columns(**records.views())
    measured = seen.select("record_id").join(
        measure(seen, set(columns) - set(seen.columns) - DATASET_COLUMNS),
        on="record_id",
        how="left",
        maintain_order="left",
    )
    given = {
        name
        for each in examples
        for name in each.given
        if name not in records.CONTENT and name not in ("kind", "source")
    }
    overlaid = {
        name: _overlaid(name, examples, measured, schema) for name in sorted(given | (DATASET_COLUMNS & set(schema)))
    }
    return measured.with_columns(**overlaid)


def _overlaid(name: str, examples: list[_Example], measured: pl.DataFrame, schema: Schema) -> pl.Series:
    """Column `name` with the values that examples give in place of the measured ones."""
    values = measured[name].to_list() if name in measured.columns else [None] * len(examples)
    chosen = [each.given.get(name, value) for each, value in zip(examples, values, strict=True)]
    try:
        return pl.Series(name, chosen, dtype=schema[name])
    except (TypeError, pl.exceptions.PolarsError):
        culprits = [each for each in examples if name in each.given]
        raise RecipeError(
            f"an example gives {name} as {culprits[0].given[name]!r}, which is not {schema[name]}",
            where=culprits[0].where,
        ) from None
