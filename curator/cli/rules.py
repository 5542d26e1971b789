"""`curator rules`: what is judged, by which rule, and whether the rules do what their examples say."""

from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common, stop_with
from curator.cli.tables import plain_table


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
        facts = [(name, str(value)) for name, value in details.items() if name != "examples" and value is not None]
        shown = [(side, str(example)) for side, listed in examples.items() for example in listed]
        return Group(
            plain_table({"rule": "left", "": "left"}, facts),
            Text(),
            plain_table({"example": "left", "record": "left"}, shown),
        )

    session.show(details, view)


@rules.command()
@click.argument("packs", nargs=-1, metavar="[PRESET|PACK|FILE]…")
@common
def test(session: Session, packs: tuple[str, ...]) -> None:
    """Run the examples of the shipped rules, or of the named packs; exit 1 when a rule gets one wrong."""
    from curator.pipeline import try_examples

    results = try_examples(packs or ("default",))
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
        summary = f"{tested:,} rules, {len(results) - len(wrong):,} examples right, {len(wrong):,} wrong"
        return Text("\n".join([*lines, summary]))

    session.show({"rules": tested, "examples": len(results), "wrong": listed}, view)
    if wrong:
        stop_with(1)
