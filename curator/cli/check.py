"""`curator check`: a gate that fails when the data break rules or are not what is expected of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common, stop_with
from curator.cli.tables import plain_table
from curator.cli.wishes import Wishes, files_only, note_findings, reading, recipe_of
from curator.errors import DataError
from curator.files import whole_file
from curator.report.figures import number_of

if TYPE_CHECKING:
    from curator.checks import Checked, Test

SEVERITIES = ("low", "medium", "high")
ABOUT_CHARS = 300


class MaxShare(click.ParamType):  # type: ignore[type-arg]  # older clicks take no argument here
    """`X`, or `RULE=X`."""

    name = "share"

    def convert(
        self, value: str | tuple[str, float], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        """The rule, empty for all, and its share."""
        if isinstance(value, tuple):
            return value
        rule, _, number = value.rpartition("=")
        try:
            share = float(number)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.fail(f"wants a share from 0 to 1, such as 0.01 or refusal=0.05; got {value!r}", param, ctx)
        return rule, share


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="RECIPE|SOURCE…")
@reading
@click.option("--fail-on", type=click.Choice(SEVERITIES), default="high", show_default=True, help="Least severity.")
@click.option(
    "--max-share",
    "max_shares",
    type=MaxShare(),
    multiple=True,
    metavar="[RULE=]X",
    help="Share of records a rule may hit; with RULE=, that rule, of whatever severity. Repeatable.  [default: 0]",
)
@click.option(
    "--expect",
    "expect_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="YAML of what is expected; a recipe may say it too.",
)
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write JUnit XML here.")
@click.option("--github", is_flag=True, help="Print failures as annotations of GitHub Actions.")
@common
def check(
    session: Session,
    sources: tuple[str, ...],
    fail_on: str,
    max_shares: tuple[tuple[str, float], ...],
    expect_file: Path | None,
    junit: Path | None,
    github: bool,
    **wishes: Unpack[Wishes],
) -> None:
    """Fail (exit 1) when a rule of severity --fail-on or above hits more than --max-share of SOURCE.

    Records that cannot be read count like hits of a rule of severity high. Further tests, such as how many records
    there are or how long answers are, stand under `expect:` in a recipe or in a FILE of their own.
    """
    from curator import expectations, rules
    from curator.checks import Tolerance, gate
    from curator.pipeline import judge

    files_only(session, sources)
    if junit and not junit.parent.is_dir():
        raise DataError("no such folder", where=str(junit.parent), hint="make it, or write somewhere else")
    recipe = recipe_of(sources, **wishes)
    wanted = [*([recipe.expect] if recipe.expect else []), *([expectations.load(expect_file)] if expect_file else [])]
    ruleset = rules.load(recipe.rules)
    shares = dict(max_shares)
    tolerance = Tolerance(fail_on, shares.pop("", 0.0), shares)
    tolerance.check([rule.id for rule in ruleset.rules])
    judged = judge(recipe, store=session.store_if_there, ruleset=ruleset)
    note_findings(session, judged)
    checked = gate(judged, wanted, tolerance, lambda name: session.store_that_is_there.get(name))
    if junit:
        from curator.checks.junit import xml

        with whole_file(junit) as file:
            file.write_bytes(xml(checked, judged.seconds))
        session.note(f"wrote {junit}")
    if github:
        from curator.checks.github import annotations

        for line in annotations(checked):
            click.echo(line, err=session.json)  # runners read both
    session.show(_told(checked), lambda: _view(checked, fail_on, f"curator report {' '.join(sources)}"))
    if not checked.passed:
        stop_with(1)


def _told(checked: "Checked") -> dict[str, Any]:
    from curator.checks import FAILED

    broken = [
        {"id": test.name, "severity": test.severity, "hits": test.hits, "share": test.measured}
        for test in checked.of(FAILED)
        if test.group == "rules"
    ]
    tests = [test.to_dict() for test in checked.tests]
    return {"records": checked.records, "passed": checked.passed, "broken": broken, "tests": tests}


def _view(checked: "Checked", fail_on: str, following: str) -> RenderableType:
    from curator.checks import FAILED, PASSED, SKIPPED

    failed = checked.of(FAILED)
    milder = sum(test.group == "rules" for test in checked.of(SKIPPED))
    others = len(checked.of(SKIPPED)) - milder
    summary = f"{checked.records:,} records; {len(checked.of(PASSED)):,} tests passed, {len(failed):,} failed"
    summary += f", {number_of(milder, 'rule')} below severity {fail_on} not tested" if milder else ""
    summary += f", {others:,} skipped" if others else ""
    if not failed:
        return Text(summary)
    columns: Any = {"failed": "left", "of": "left", "measured": "right", "allowed": "right", "hits": "right"}
    return Group(
        Text(summary + "\n"),
        plain_table(columns, [_row(test) for test in failed]),
        *(line for test in failed for line in _details(test)),
        Text(f"\n{following}"),
    )


def _row(test: "Test") -> tuple[str, ...]:
    from curator.checks.test import shown

    of = f"rules, {test.severity}" if test.group == "rules" else test.group
    hits = f"{test.hits:,}" if test.hits is not None else ""
    return test.name, of, shown(test.measured, test.unit), test.allowed, hits


def _details(test: "Test") -> list[Text]:
    from curator.text import printable

    head = Text(f"\n{test.name}: ", style="bold").append(printable(test.about, ABOUT_CHARS), style="not bold")
    return [head, *(Text(f"  {place}") for place in test.first)]
