"""What curator says of rows: the rules that hit each of them, and its verdict."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What was found out about rows, one entry a row, in their order."""

    rules: list[frozenset[str]]
    verdicts: list[str]
    responses: list[str | None]
    """After the repairs."""
    reasons: list[str | None]
    """The rule that decided the verdict, where one did."""
    twins: list[int | None]
    """The row that each repeats, where its verdict is because of that."""

    def followed_by(self, other: "Found") -> "Found":
        """What was found out about these rows and about others behind them; twins are known within each part."""
        return Found(
            rules=self.rules + other.rules,
            verdicts=self.verdicts + other.verdicts,
            responses=self.responses + other.responses,
            reasons=self.reasons + other.reasons,
            twins=self.twins + [None if each is None else each + len(self.rules) for each in other.twins],
        )

    def hit(self, rule: str, places: Sequence[int]) -> list[bool]:
        """Whether the rule hits each of the rows at these places."""
        return [rule in self.rules[place] for place in places]


def of_rows(rows: Sequence[Row], presets: Sequence[str] = ("default",), *, compares: bool = False) -> Found:
    """Judge rows of one format as a file of them would be.

    Args:
        rows: as a line of JSON each.
        presets: rules, as a recipe names them.
        compares: whether rows are compared with each other.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        with path.open("w") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        found = of_file(path, presets, compares=compares)
    assert len(found.rules) == len(rows), (len(found.rules), len(rows))
    return found


def of_file(
    path: Path,
    presets: Sequence[str] = ("default",),
    columns: Mapping[str, str] | None = None,
    *,
    compares: bool = False,
) -> Found:
    """Judge a file.

    Args:
        path: of any format that curator reads.
        presets: rules, as a recipe names them.
        columns: canonical field to the column that holds it, for a file of no known format.
        compares: whether its records are compared with each other.
    """
    from curator.pipeline import judge
    from curator.recipe import Data, Dedup, Recipe

    data = Data(sources=[str(path)], columns=dict(columns) if columns else None)
    run = judge(Recipe(data=data, rules=list(presets), dedup=Dedup(enabled=compares)))
    answers = run.records.select("record_id", response=pl.coalesce("response", "chosen"))
    told = run.ledger.join(answers, on="record_id", how="left", maintain_order="left")
    place = {record: nth for nth, record in enumerate(told["record_id"])}
    return Found(
        rules=[frozenset(each) for each in told["rules"]],
        verdicts=told["verdict"].to_list(),
        responses=told["response"].to_list(),
        reasons=told["decided_by"].to_list(),
        twins=[place.get(each) for each in told["twin_id"]],
    )


def by_rule(found: Found, presets: Sequence[str] = ("default",)) -> Iterator[tuple[str, str, list[int]]]:
    """Each rule that hits something, what it does, and the places of the rows that it hits."""
    for rule, then in known_rules(presets).items():
        places = [place for place, rules in enumerate(found.rules) if rule in rules]
        if places:
            yield rule, then, places


def known_rules(presets: Sequence[str] = ("default",)) -> dict[str, str]:
    """Each rule's id and what it does, in order."""
    from curator import rules

    return {rule.id: str(rule.then) for rule in rules.load(list(presets)).rules}
