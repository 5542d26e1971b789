"""Move one threshold of one rule over a range and tell what each step would remove from a stored version."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from curator import rules
from curator.errors import RecipeError
from curator.rules.checker import Schema
from curator.versions import DatasetVersion
from curator.whatif.changes import budget_notes
from curator.whatif.steps import Step, Trial
from curator.whatif.stored import judged_rows, quoted, rules_of


@dataclass(frozen=True)
class Sweep:
    """A rule at every step; `current` is the rule as it is."""

    version: str
    rule: str
    then: str
    column: str
    operator: str
    current: Step
    steps: tuple[Step, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return asdict(self)


def sweep(
    version: DatasetVersion,
    rule_id: str,
    values: Sequence[float],
    columns: Schema,
    *,
    threshold: str | None = None,
    ruleset: rules.RuleSet | None = None,
) -> Sweep:
    """Try other thresholds of a rule on a stored version, measuring and storing nothing.

    Args:
        version: whose records; their repairs and duplicates stay as they are.
        rule_id: the rule.
        values: thresholds to try.
        columns: every column that rules may compare, with its type.
        threshold: which of the rule's thresholds: a column, or a column and an operator; none: the only one.
        ruleset: the rules to judge by; none: the version's own.

    Raises:
        RecipeError: there is no such rule or threshold.
        DataError: the version did not store what the rule compares.
    """
    judging = ruleset or rules_of(version)
    rule = judging.get(rule_id)
    if rule.fix:
        raise RecipeError(f"rule {rule.id} repairs; only rules that judge can be swept")
    moving = rules.find_threshold(rule, threshold)
    used = rules.columns_used(rule) | {"kind"}
    trial = Trial(judged_rows(version, judging, columns, also=used - {"source"}), judging, rule, moving, columns)
    tried = {value: trial.verdicts(value) for value in dict.fromkeys([moving.value, *values])}
    flips = {value: trial.flips(tried, value) for value in tried}
    texts = quoted(version, [flip.record_id for each in flips.values() for flip in each])
    steps = {
        value: trial.step(
            value, tried, tuple(replace(flip, excerpt=texts.get(flip.record_id, "")) for flip in flips[value])
        )
        for value in tried
    }
    return Sweep(
        version=version.id,
        rule=rule.id,
        then=str(rule.then),
        column=moving.column,
        operator=moving.operator,
        current=steps[moving.value],
        steps=tuple(steps[value] for value in dict.fromkeys(values)),
        notes=tuple(_notes(version, judging, rule)),
    )


def _notes(version: DatasetVersion, judging: rules.RuleSet, rule: rules.Rule) -> Iterator[str]:
    yield from budget_notes(version)
    if any(map(rules.uses_duplicates, judging.rules)) and not rules.uses_duplicates(rule):
        yield "duplicates are those that the version found; a run chooses the kept copies anew"
