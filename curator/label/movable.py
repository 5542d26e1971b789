"""The thresholds of a version's rules, each with its rule loosened so far that only the rest of it decides."""

from collections.abc import Iterator
from dataclasses import dataclass

from curator import rules
from curator.rules.checker import Schema
from curator.versions import DatasetVersion
from curator.whatif import rules_of

_LOOSEST = {"<": 1e15, "<=": 1e15, ">": -1e15, ">=": -1e15}  # the largest numbers that a predicate takes


@dataclass(frozen=True)
class Movable:
    """`loose` hits every record whose fate `threshold` of `rule` decides alone, and has an id of its own."""

    rule: rules.Rule
    threshold: rules.Threshold
    loose: rules.Rule

    @property
    def wants_more(self) -> bool:
        """Whether the rule hits from the threshold up, not down."""
        return self.threshold.operator in (">", ">=")


def movable(version: DatasetVersion, columns: Schema) -> Iterator[Movable]:
    """Every threshold, of a rule that judges, on a column that the version stored.

    Args:
        version: whose rules.
        columns: every column that rules may compare, with its type.
    """
    stored = set(version.frame("signals").collect_schema().names())
    for rule in rules_of(version).rules:
        if rule.fix:
            continue
        for nth, threshold in enumerate(rules.thresholds(rule)):
            if threshold.column in columns and threshold.column in stored and threshold.operator in _LOOSEST:
                loose = rules.moved(rule, threshold, _LOOSEST[threshold.operator])
                yield Movable(rule, threshold, loose.model_copy(update={"id": f"loose-{nth}-{rule.id}"}))
