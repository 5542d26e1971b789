"""`curator loop champion`: who is champion, who was, and a person's word on it."""

from pathlib import Path

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.loop.run import loop_of
from curator.cli.tables import plain_table
from curator.text import printable


@click.command(short_help="Show the champions of RECIPE, or make a version champion.")
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--promote", "version", metavar="VERSION", help="Make this version champion, whatever trials say.")
@click.option("--reason", help="Why; needed with --promote and kept.")
@common
def champion(session: Session, recipe: Path, version: str | None, reason: str | None) -> None:
    """Show the champion of RECIPE and all before it, or make VERSION champion by hand.

    The next turn challenges the version that was promoted by hand as it would any other champion.
    """
    if bool(version) != bool(reason and reason.strip()):
        raise click.UsageError("--promote VERSION and --reason TEXT go together")
    loop = loop_of(session, recipe)
    note = None
    if version and reason:
        found = session.store_that_is_there.get(version)
        changed = loop.promote(found, reason.strip())
        note = f"{found.id} is champion now" if changed else f"{found.id} is champion already"
    history = loop.champions.history()
    result = {
        "champion": history[-1].to_dict() if history else None,
        "history": [each.to_dict() for each in history],
    }

    def view() -> RenderableType:
        from curator.loop.champion import SHOWN

        if not history:
            return Text("nobody has been promoted yet; the raw data hold the place")
        columns = {"champion": "left", "since (UTC)": "left", "by": "left", "why": "left"}
        rows = [
            (each.version, each.at[:16].replace("T", " "), each.by, printable(each.reason, SHOWN)) for each in history
        ]
        table = plain_table(columns, reversed(rows))  # type: ignore[arg-type]
        return Group(table, *([Text(f"\n{note}")] if note else []))

    session.show(result, view)
