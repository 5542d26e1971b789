"""`curator rules`: what is judged, by which rule, and whether the rules do what their examples say."""

from typing import Any

import click
import yaml
from rich.console import RenderableType
from rich.text import Text

from curator.cli.common import Session, common, stop_with
from curator.cli.tables import plain_table
from curator.text import printable_lines


@click.group()
def rules() -> None:
    """List, show and test rules."""


@rules.command("list")
@click.argument("packs", nargs=-1, metavar="[PRESET|PACK|FILE]…")
@common
def list_rules(session: Session, packs: tuple[str, ...]) -> None:
    """List the rules of the default preset, or of the named packs."""
    from curator.rules import load

    found = [rule.to_dict() for rule in load(packs or ("default",)).rules]
    columns: Any = {"rule": "left", "then": "left", "severity": "left", "why": "left"}
    rows = [(rule["id"], rule["then"], rule["severity"], rule["why"]) for rule in found]
    session.show({"rules": found}, lambda: plain_table(columns, rows))


@rules.command()
@click.argument("rule_id")
@click.option("--rules", "packs", multiple=True, metavar="PRESET|PACK|FILE", help="Where to look; default: default.")
@common
def show(session: Session, rule_id: str, packs: tuple[str, ...]) -> None:
    """Show all of the rule RULE_ID, its examples included."""
    from curator.registry import Registry
    from curator.rules import load

    ruleset = load(packs or ("default",))
    rule = Registry("rule", {each.id: each for each in ruleset.rules}).get(rule_id)
    examples = rule.examples.model_dump()
    details = {**rule.to_dict(), "place": ruleset.place(rule_id), "examples": examples}

    def view() -> RenderableType:
        given = {name: value for name, value in details.items() if name != "place" and value is not None}
        text = yaml.safe_dump(given, sort_keys=False, allow_unicode=True, width=100)
        return Text(f"# {details['place']}\n{printable_lines(text)}")

    session.show(details, view)


@rules.command()
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
