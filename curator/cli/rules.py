"""`curator rules`: what is judged, by which rule, and whether the rules do what their examples say."""

import math
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common, stop_with
from curator.cli.screen import stdout
from curator.cli.tables import explained_table
from curator.report.figures import number_of
from curator.text import printable_lines

DEFAULT_STEPS = 5
MOST_STEPS = 100


@click.group()
def rules() -> None:
    """List, show, test and sweep rules."""


@rules.command("list")
@click.argument("packs", nargs=-1, metavar="[PRESET|PACK|FILE]…")
@click.option("--severity", type=click.Choice(("low", "medium", "high")), help="Only rules of this severity.")
@click.option("--then", type=click.Choice(("drop", "review", "flag", "fix")), help="Only rules that do this.")
@common
def list_rules(session: Session, packs: tuple[str, ...], severity: str | None, then: str | None) -> None:
    """List the rules of the default preset, or of the named packs."""
    from curator.rules import load

    found = [
        rule
        for rule in load(packs or ("default",)).described()
        if severity in (None, rule["severity"]) and (then is None or rule["then"].startswith(then))
    ]
    columns: Any = {"rule": "left", "then": "left", "severity": "left", "why": "left"}
    rows = [(rule["id"], rule["then"], rule["severity"], rule["why"]) for rule in found]

    def view() -> RenderableType:
        table = explained_table(columns, rows, width=stdout().width)
        return Group(table, Text(f"\n{number_of(len(rows), 'rule')}; curator rules show RULE"))

    session.show({"rules": found}, view)


@rules.command()
@click.argument("rule_id")
@click.option("--rules", "packs", multiple=True, metavar="PRESET|PACK|FILE", help="Where to look; default: default.")
@common
def show(session: Session, rule_id: str, packs: tuple[str, ...]) -> None:
    """Show all of the rule RULE_ID, its examples included."""
    from curator.rules import load

    ruleset = load(packs or ("default",))
    rule = ruleset.get(rule_id)
    examples = rule.examples.model_dump()
    details = {**rule.to_dict(), "place": ruleset.place(rule_id), "examples": examples}

    def view() -> RenderableType:
        given = {name: value for name, value in details.items() if name != "place" and value is not None}
        text = yaml.safe_dump(given, sort_keys=False, allow_unicode=True, width=100)
        return Text(f"# {details['place']}\n{printable_lines(text)}")

    session.show(details, view)


@rules.command()
@click.argument("name")
@click.option("--when", default="response_chars < 2", show_default=True, help="The predicate of its rule.")
@click.option("--then", type=click.Choice(("drop", "review", "flag")), default="review", show_default=True)
@common
def new(session: Session, name: str, when: str, then: str) -> None:
    """Write a pack with one rule to NAME.yaml, to go on from."""
    from curator.pipeline import rule_schema
    from curator.rules import start_pack

    path = Path(f"{name}.yaml")
    start_pack(path, when=when, then=then, known=rule_schema())
    session.show({"file": str(path)}, lambda: Text(f"wrote {path}\n\ncurator curate FILE --what-if --rules ./{path}"))


@rules.command(short_help="Run the examples of rules; exit 1 when one is wrong.")
@click.argument("packs", nargs=-1, metavar="[PRESET|PACK|FILE]…")
@common
def test(session: Session, packs: tuple[str, ...]) -> None:
    """Run the examples of the shipped rules, or of the named packs; exit 1 when a rule gets one wrong."""
    from curator.pipeline import try_examples
    from curator.rules import load

    ruleset = load(packs or ("default",))
    results = try_examples(ruleset)
    wrong = [result for result in results if not result.passed]
    tested = len({result.rule for result in results})
    listed = [
        {
            "rule": each.rule,
            "example": f"{each.expected} {each.index}",
            "got": each.got,
            "where": each.where,
            "measured": [str(measured) for measured in each.measured],
        }
        for each in wrong
    ]

    def view() -> RenderableType:
        lines = [
            f"{each['where']}: rule {each['rule']}, {each['example']}: got a {each['got']}; "
            + ", ".join(each["measured"])
            for each in listed
        ]
        bare = f", {len(ruleset.rules) - tested:,} without examples" if tested < len(ruleset.rules) else ""
        summary = (
            f"rules: {len(ruleset.rules):,}{bare}; examples: {len(results) - len(wrong):,} right, {len(wrong):,} wrong"
        )
        return Text("\n".join([*lines, summary]))

    session.show({"rules": len(ruleset.rules), "examples": len(results), "wrong": listed}, view)
    if wrong:
        stop_with(1)


class Range(click.ParamType):  # type: ignore[type-arg]  # older clicks take no argument here
    """`A:B` or `A:B:STEPS`."""

    name = "range"

    def convert(
        self, value: str | list[float], param: click.Parameter | None, ctx: click.Context | None
    ) -> list[float]:
        """The values from A to B, both included."""
        if isinstance(value, list):
            return value
        first, last, *rest = [*value.split(":"), ""][:3] if value.count(":") in (1, 2) else ["", ""]
        try:
            low, high = sorted((float(first), float(last)))
            steps = int(rest[0]) if rest and rest[0] else DEFAULT_STEPS
        except ValueError:
            low, high, steps = math.nan, math.nan, 0
        if not (math.isfinite(low) and math.isfinite(high) and 1 <= steps <= MOST_STEPS):
            wanted = f"FROM:TO or FROM:TO:STEPS with {MOST_STEPS} steps at most, such as 0.1:0.5:9"
            self.fail(f"wants {wanted}; got {value!r}", param, ctx)
        return spread(low, high, steps)


def spread(low: float, high: float, steps: int) -> list[float]:
    """`steps` values from `low` to `high`, evenly apart: whole numbers where that many lie between whole ends."""
    if steps == 1 or low == high:
        return [low]
    is_whole = low == int(low) and high == int(high) and high - low >= steps - 1
    values = [low + (high - low) * step / (steps - 1) for step in range(steps)]
    # Twelve digits leave out the dust of binary fractions: 0.3, not 0.30000000000000004.
    return [round(value) if is_whole else float(f"{value:.12g}") for value in values]


@rules.command(short_help="Try other thresholds of a rule on a stored version.")
@click.argument("rule_id")
@click.option("--over", "values", type=Range(), required=True, metavar="FROM:TO[:STEPS]", help="Thresholds to try.")
@click.option("--column", "threshold", metavar="COLUMN", help="Which threshold, when the rule has several.")
@click.option("--version", "version_name", default="latest", show_default=True, help="The stored version to try it on.")
@click.option(
    "--rules", "packs", multiple=True, metavar="PRESET|PACK|FILE", help="Rules to judge by; default: the version's own."
)
@common
def sweep(
    session: Session,
    rule_id: str,
    values: list[float],
    threshold: str | None,
    version_name: str,
    packs: tuple[str, ...],
) -> None:
    """Try other thresholds of RULE_ID on a stored version: what each would remove, and which records tip over."""
    from curator import whatif
    from curator.cli.what_if import sweep_view
    from curator.pipeline import rule_schema
    from curator.rules import load

    version = session.store.get(version_name)
    found = whatif.sweep(
        version, rule_id, values, rule_schema(), threshold=threshold, ruleset=load(packs) if packs else None
    )
    session.show(found.to_dict(), lambda: sweep_view(found))
