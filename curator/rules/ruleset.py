"""The rules of a run, in order, and where in which file each of them stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from curator.config import Document, Loc
from curator.errors import RecipeError
from curator.registry import closest
from curator.rules.mistakes import PredicateError
from curator.rules.pack import Rule
from curator.rules.parser import parse
from curator.rules.syntax import columns_of, write

DUPLICATE_COLUMNS = frozenset({"duplicate_kind", "duplicate_similarity", "prompt_answers"})
SENTENCE_COLUMNS = frozenset(
    {
        *(f"response_{place}_{measure}" for place in ("opening", "closing") for measure in ("records", "share")),
        "response_prompts",
    }
)
MODEL_COLUMNS = frozenset(
    {
        *(f"{view}_{measure}" for view in ("prompt", "response") for measure in ("tokens", "tokens_read")),
        *(f"response_{measure}" for measure in ("log_likelihood", "mean_token_probability", "min_token_probability")),
        *(f"response_ifd_{measure}" for measure in ("loss_ratio", "perplexity_ratio")),
    }
)
MEANING_COLUMNS = frozenset(
    {*(f"{view}_novelty" for view in ("prompt", "response", "full")), "full_domain_similarity", "full_domain_rank"}
)
DATASET_COLUMNS = DUPLICATE_COLUMNS | SENTENCE_COLUMNS | MODEL_COLUMNS | MEANING_COLUMNS
"""What no record tells by itself: it is measured over all of the data, or by something that the user names."""


@dataclass(frozen=True)
class Place:
    """Where a rule stands."""

    document: Document
    loc: Loc

    def of(self, *below: str | int) -> str:
        """`file:line:column` of the rule, or of something below it."""
        return self.document.at((*self.loc, *below))

    def in_predicate(self, predicate: str, at: int) -> str:
        """`file:line:column` of a character of `when`; where quotes or folding hide it, of the start of `when`."""
        start = self.of("when")
        name, line, column = start.rsplit(":", 2)
        found = _find(self.document.text.splitlines(), predicate, at, int(line) - 1, int(column) - 1)
        return f"{name}:{found[0] + 1}:{found[1] + 1}" if found else start


@dataclass(frozen=True)
class LoadedPack:
    """A pack that was read."""

    name: str
    about: str
    path: str
    rule_ids: tuple[str, ...]


@dataclass(frozen=True)
class RuleSet:
    """Rules in the order of their packs; ids are unique."""

    rules: tuple[Rule, ...]
    packs: tuple[LoadedPack, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    @property
    def text(self) -> str:
        """What decides verdicts, in one fixed spelling: no reasons, sources, examples or limits."""
        return orjson.dumps([_decisive(rule) for rule in self.rules]).decode()

    def get(self, rule_id: str) -> Rule:
        """The rule with this id.

        Raises:
            RecipeError: there is none.
        """
        known = {rule.id: rule for rule in self.rules}
        if rule_id not in known:
            raise RecipeError(f"unknown rule {rule_id!r}", hint=closest(rule_id, known))
        return known[rule_id]

    def described(self) -> list[dict[str, Any]]:
        """What manifests say of each rule: `Rule.to_dict`, and the name of its `pack`, null if it comes from none."""
        packs = {rule_id: pack.name for pack in self.packs for rule_id in pack.rule_ids}
        return [{**rule.to_dict(), "pack": packs.get(rule.id)} for rule in self.rules]

    def place(self, rule_id: str) -> str:
        """Where a rule stands, as `file:line:column`; its id if it comes from no file."""
        return self.places[rule_id].of() if rule_id in self.places else rule_id


def columns_used(rule: Rule) -> set[str]:
    """The columns that a rule's predicate reads.

    Raises:
        PredicateError: it is not in the rule language.
    """
    return columns_of(parse(rule.when))


def uses_duplicates(rule: Rule) -> bool:
    """Whether a rule can only be judged after the duplicates are found."""
    return bool(columns_used(rule) & DUPLICATE_COLUMNS)


def hit_alike(first: Rule, second: Rule) -> bool:
    """Whether two rules hit the same records by what is written in them, whatever they make of their hits."""
    return _condition(first) == _condition(second)


def _decisive(rule: Rule) -> dict[str, object]:
    condition = _condition(rule)
    return {"id": rule.id, "when": condition["when"], "then": str(rule.then), "severity": rule.severity, **condition}


def _condition(rule: Rule) -> dict[str, object]:
    try:
        when = write(parse(rule.when))
    except PredicateError:
        when = rule.when
    return {
        "when": when,
        "kind": sorted(set(rule.scope.kind)),
        "source": sorted(set(rule.scope.source)),
        "on_null": rule.on_null,
    }


def _find(lines: list[str], predicate: str, at: int, line: int, column: int) -> tuple[int, int] | None:
    """The line and column, both from 0, of character `at` of a scalar that starts at `line` and `column`."""
    text = predicate.splitlines()
    row = predicate.count("\n", 0, at)
    offset = at - (predicate.rfind("\n", 0, at) + 1)
    if lines[line][column : column + 1] == "|":  # a block keeps its lines, each further in
        row_text = text[row] if row < len(text) else ""
        indent = lines[line + 1 + row].find(row_text) if line + 1 + row < len(lines) else -1
        return (line + 1 + row, indent + offset) if indent >= 0 else None
    for quote in (0, 1):
        if lines[line].startswith(predicate, column + quote):
            return line, column + quote + at
    return None
