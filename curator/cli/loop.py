"""`curator loop`: the whole run from files to a verdict, resumable."""

from pathlib import Path

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.tables import plain_table

ADVICE = {
    "promote": "the curated data are better than the raw data and than a random subset of the same size: use them",
    "refuse": "the curated data are worse: keep the old ones, and look at the rules that removed most",
    "cannot tell": "this trial cannot tell: more held-out questions or more seeds would narrow the intervals",
}


@click.group()
def loop() -> None:
    """Curate, label, train and compare in one resumable run."""


@loop.command("run", short_help="Run RECIPE, or go on where it stopped.")
@click.argument("recipe", type=click.Path(path_type=Path))
@common
def run_loop(session: Session, recipe: Path) -> None:
    """Run RECIPE from files to a verdict; after a stop, go on where it stopped."""
    run_and_show(session, recipe)


@loop.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@common
def status(session: Session, recipe: Path) -> None:
    """Show which steps of RECIPE are finished."""
    from curator.loop.run import Loop

    found = Loop(recipe, session.store)
    steps = found.journal.steps()
    report = found.folder / "report.html"
    result = {"folder": str(found.folder), "finished": steps, "report": str(report) if report.is_file() else None}

    def view() -> RenderableType:
        if not steps:
            return Text(f"nothing is finished yet: curator loop run {recipe}")
        done = plain_table({"finished step": "left"}, [(step,) for step in steps])
        return Group(done, Text(f"\nreport: {report}" if report.is_file() else f"\ngo on: curator loop run {recipe}"))

    session.show(result, view)


def run_and_show(session: Session, recipe: Path) -> None:
    """Run a loop and show its verdict."""
    from curator.loop.run import Loop
    from curator.report.comparison_table import comparison_renderable

    outcome = Loop(recipe, session.store).run()
    result = outcome.to_dict()

    def view() -> RenderableType:
        counts = result["counts"]
        return Group(
            Text(f"{outcome.curated.id}  {counts['input']:,} → {counts['kept']:,} records", style="bold"),
            Text(),
            comparison_renderable(result),
            Text(f"\n{outcome.decision}: {ADVICE[outcome.decision]}"),
            Text(f"report: {outcome.report}"),
        )

    session.show(result, view)
