"""Turn a rule set into Polars expressions, or list every mistake in it with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from curator import schema as records
from curator.errors import Problem, RecipeError
from curator.rules.checker import Schema
from curator.rules.gate import Predicate, compile_predicate
from curator.rules.mistakes import Mistake, PredicateError
from curator.rules.pack import Rule
from curator.rules.ruleset import DATASET_COLUMNS, RuleSet

LEDGER_COLUMNS = frozenset(
    ("record_id", "source", "source_row", "verdict", "decided_by", "rules", "twin_id", "similarity", "fixes")
)
OTHER_DECIDERS = frozenset(("selection", "reader", "annotator", "restored"))
RESERVED_IDS = LEDGER_COLUMNS | OTHER_DECIDERS | frozenset((*records.CANONICAL, *records.VIEWS))


@dataclass(frozen=True)
class CompiledRule:
    """A rule with its predicate as an expression."""

    rule: Rule
    predicate: Predicate


@dataclass(frozen=True)
class CompiledRules:
    """Rules that are ready to meet records."""

    rules: tuple[CompiledRule, ...]
    warnings: tuple[Problem, ...] = ()
    """What is allowed but hardly meant."""

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the frame must have, `kind`, `source` and `record_id` aside."""
        return frozenset().union(*(each.predicate.columns for each in self.rules))


def compile(ruleset: RuleSet, schema: Schema) -> CompiledRules:
    """Compile every rule against the columns that there will be.

    Args:
        ruleset: the rules.
        schema: column to type; rules see no data, only this.

    Raises:
        RecipeError: every mistake, each as `file:line:column: what; hint`.
    """
    compiled: list[CompiledRule] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for rule in ruleset.rules:
        problems.extend(_id_problems(rule, ruleset, schema))
        try:
            predicate = compile_predicate(rule.when, schema)
        except PredicateError as error:
            problems.extend(_problem(each, rule, ruleset) for each in error.mistakes)
            continue
        problems.extend(_order_problems(rule, predicate, ruleset))
        warnings.extend(_problem(each, rule, ruleset) for each in predicate.warnings)
        compiled.append(CompiledRule(rule, predicate))
    if problems:
        raise RecipeError.of(problems)
    return CompiledRules(tuple(compiled), tuple(warnings))


def in_scope(rule: Rule) -> pl.Expr:
    """Whether a record is one that the rule looks at; never null."""
    is_kind = pl.col("kind").is_in(rule.scope.kind)
    if "*" in rule.scope.source:
        return is_kind.fill_null(False)
    globs = "|".join(map(_glob_pattern, rule.scope.source))
    return (is_kind & pl.col("source").str.contains(f"(?s)^(?:{globs})$")).fill_null(False)


def _glob_pattern(glob: str) -> str:
    parts = {"*": ".*", "?": "."}
    return "".join(parts.get(char) or pl.escape_regex(char) for char in glob)


def _problem(mistake: Mistake, rule: Rule, ruleset: RuleSet) -> Problem:
    place = ruleset.places.get(rule.id)
    where = place.in_predicate(rule.when, mistake.at) if place else f"character {mistake.at + 1}"
    return Problem(f"rule {rule.id}: {mistake.what}", where, mistake.hint)


def _id_problems(rule: Rule, ruleset: RuleSet, schema: Schema) -> Iterator[Problem]:
    if rule.id in RESERVED_IDS or rule.id in schema:
        place = ruleset.places.get(rule.id)
        where = place.of("id") if place else rule.id
        yield Problem(f"{rule.id!r} is the name of a column, not free for a rule", where, "give the rule another id")


def _order_problems(rule: Rule, predicate: Predicate, ruleset: RuleSet) -> Iterator[Problem]:
    """Records are repaired before they are compared with each other."""
    late = sorted(predicate.columns & DATASET_COLUMNS)
    if rule.fix and late:
        place = ruleset.places.get(rule.id)
        where = place.of("when") if place else rule.id
        what = f"rule {rule.id} repairs, and {late[0]} is not known before everything is repaired"
        yield Problem(what, where, "let it review or flag: then: review")
