"""Tests of rules: none hits more than it may, in these data or against a stored version."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from curator.checks.places import Places
from curator.checks.test import SKIPPED, Test, verdict
from curator.errors import RecipeError
from curator.registry import closest
from curator.versions import DatasetVersion

SEVERITIES = ("low", "medium", "high")
UNREADABLE = "unreadable"
FIRST = 5


@dataclass(frozen=True)
class Tolerance:
    """The share of records that a rule may hit: `every` of those from severity `fail_on` on, `by_rule` for some."""

    fail_on: str = "high"
    every: float = 0.0
    by_rule: Mapping[str, float] = field(default_factory=dict)

    def of(self, rule_id: str, severity: str) -> float | None:
        """The share; null for a rule that is not tested."""
        if rule_id in self.by_rule:
            return self.by_rule[rule_id]
        return self.every if SEVERITIES.index(severity) >= SEVERITIES.index(self.fail_on) else None

    def check(self, rules: Collection[str]) -> None:
        """Make sure that every name in `by_rule` is that of one of these rules.

        Raises:
            RecipeError: a name that is none, and the rule that was most likely meant.
        """
        known = {*rules, UNREADABLE}
        for name in self.by_rule:
            if name not in known:
                raise RecipeError(f"--max-share names no rule of this run: {name!r}", hint=closest(name, known))


def rule_tests(rules: Sequence[Mapping[str, Any]], unreadable: int, allowed: Tolerance, places: Places) -> list[Test]:
    """A test for each rule, and one for what could not be read, which is of severity high.

    Args:
        rules: as a run's summary describes them, with hits.
        unreadable: how many records could not be read.
        allowed: what rules may hit.
        places: where the records are.

    Raises:
        RecipeError: a tolerance names no rule of the run.
    """
    allowed.check([rule["id"] for rule in rules])
    tests = [_test(rule, allowed, places) for rule in rules]
    about = "Records that cannot be read."
    tests.append(_judged(UNREADABLE, "high", unreadable, about, allowed, places, pl.col("verdict") == "quarantined"))
    return tests


def version_tests(
    rules: Sequence[Mapping[str, Any]], version: DatasetVersion, tolerance: float, places: Places
) -> Iterator[Test]:
    """A test for each rule: its share is at most `tolerance` above that in a stored version.

    A rule that judges otherwise there, or not at all, is skipped.
    """
    theirs = {rule["id"]: rule for rule in version.manifest["rules"]}
    of = max(version.manifest["counts"]["input"], 1)
    for rule in rules:
        name, group = rule["id"], f"above {version.id}"
        before = theirs.get(name)
        share = rule["hits"] / max(places.records, 1)
        if before is None or any(before.get(key) != rule[key] for key in ("when", "on_null", "scope")):
            about = f"Version {version.id} was not judged by this rule."
            yield Test(group, name, SKIPPED, "share", share, None, None, about, rule["severity"], rule["hits"])
            continue
        bound = before["hits"] / of + tolerance
        found = verdict(share, None, bound)
        first = places.first(name, FIRST) if found != "passed" else ()
        yield Test(group, name, found, "share", share, None, bound, _about(rule), rule["severity"], rule["hits"], first)


def _test(rule: Mapping[str, Any], allowed: Tolerance, places: Places) -> Test:
    return _judged(rule["id"], rule["severity"], rule["hits"], _about(rule), allowed, places, pl.col(rule["id"]))


def _judged(
    name: str, severity: str, hits: int, about: str, allowed: Tolerance, places: Places, condition: pl.Expr
) -> Test:
    share, bound = hits / max(places.records, 1), allowed.of(name, severity)
    found = SKIPPED if bound is None else verdict(share, None, bound)
    first = places.where(condition, FIRST) if found == "failed" else ()
    return Test("rules", name, found, "share", share, None, bound, about, severity, hits, first)


def _about(rule: Mapping[str, Any]) -> str:
    return str(rule.get("message") or rule["why"])
