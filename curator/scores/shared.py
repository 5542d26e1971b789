"""One yardstick for two versions: the rules by which both were judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from curator.scores.index import Quality, quality
from curator.scores.records import scored_rules

_DECISIVE = ("when", "on_null", "scope", "severity")


@dataclass(frozen=True)
class Change:
    """The quality of what was kept before and after, by the same rules.

    `rules` counts these; `left_out` the rules that only one side has, or that mean something else there.
    """

    before: Quality
    after: Quality
    rules: int
    left_out: int

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        sides = {"before": self.before.to_dict(), "after": self.after.to_dict()}
        return {**sides, "rules": self.rules, "left_out": self.left_out}


def change(
    before: tuple[pl.DataFrame, Iterable[Mapping[str, Any]]], after: tuple[pl.DataFrame, Iterable[Mapping[str, Any]]]
) -> Change:
    """Compare what two versions keep.

    Args:
        before: a version's ledger, and its rules as its manifest describes them.
        after: the other version's.
    """
    ours, theirs = ({rule["id"]: rule for rule in listed} for _, listed in (before, after))
    alike = [rule for name, rule in theirs.items() if name in ours and _decisive(ours[name]) == _decisive(rule)]
    rules = scored_rules(alike)
    kept = [ledger.filter(pl.col("verdict") == "keep") for ledger in (before[0], after[0])]
    return Change(
        before=quality(kept[0], rules),
        after=quality(kept[1], rules),
        rules=len(rules),
        left_out=len(ours.keys() | theirs.keys()) - len(rules),
    )


def _decisive(rule: Mapping[str, Any]) -> list[Any]:
    """What a hit of the rule means; of a repair also what it repairs."""
    return [*(rule.get(key) for key in _DECISIVE), str(rule["then"]).startswith("fix")]
