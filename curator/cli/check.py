"""`curator check`: a gate that fails when the data break rules."""

from typing import Any, Unpack

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common, stop_with
from curator.cli.tables import plain_table
from curator.cli.wishes import Wishes, files_only, note_findings, reading, recipe_of

SEVERITIES = ("low", "medium", "high")


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="RECIPE|SOURCE…")
@reading
@click.option("--fail-on", type=click.Choice(SEVERITIES), default="high", show_default=True, help="Least severity.")
@click.option(
    "--max-share", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Share of records a rule may hit."
)
@common
def check(session: Session, sources: tuple[str, ...], fail_on: str, max_share: float, **wishes: Unpack[Wishes]) -> None:
    """Fail (exit 1) when a rule of severity --fail-on or above hits more than --max-share of SOURCE.

    Records that cannot be read count like hits of a rule of severity high.
    """
    from curator.pipeline import judge

    files_only(session, sources)
    judged = judge(recipe_of(sources, **wishes), store=session.store_if_there)
    note_findings(session, judged)
    run = judged.summary()
    records = run["counts"]["input"]
    counted = [{key: rule[key] for key in ("id", "severity", "hits")} for rule in run["rules"]]
    counted.append({"id": "unreadable", "severity": "high", "hits": run["counts"]["quarantined"]})
    broken = [
        {**rule, "share": rule["hits"] / records}
        for rule in counted
        if SEVERITIES.index(rule["severity"]) >= SEVERITIES.index(fail_on) and rule["hits"] > max_share * records
    ]

    def view() -> RenderableType:
        if not broken:
            return Text(f"{records:,} records; no rule of severity {fail_on} or above hits more than {max_share:.1%}")
        columns: Any = {"rule": "left", "severity": "left", "hits": "right", "share": "right"}
        rows = [(rule["id"], rule["severity"], f"{rule['hits']:,}", f"{rule['share']:.2%}") for rule in broken]
        return Group(
            Text(f"{records:,} records; these rules hit more than {max_share:.1%}:\n"),
            plain_table(columns, rows),
            Text(f"\ncurator report {' '.join(sources)}"),
        )

    session.show({"records": records, "passed": not broken, "broken": broken}, view)
    if broken:
        stop_with(1)
