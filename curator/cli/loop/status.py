"""`curator loop status`: how far a loop is, who is champion, and what comes next."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.loop.run import loop_of
from curator.cli.tables import plain_table

KEPT_OUT = ("turn", "told")
"""Entries of the journal that are no steps of work."""


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@common
def status(session: Session, recipe: Path) -> None:
    """Show which steps of RECIPE are finished, its champion, the last decision, and when the next turn begins."""
    from curator.loop import watch
    from curator.loop.holding import holder

    loop = loop_of(session, recipe)
    steps = [step for step in loop.journal.steps() if step not in KEPT_OUT]
    report = loop.folder / "report.html"
    champion, last = loop.champions.current(), loop.last()
    running, watching = holder(loop.folder), holder(loop.folder / watch.FOLDER)
    due = watch.remembered(loop.folder / watch.FOLDER) if watching else {}
    result: dict[str, Any] = {
        "folder": str(loop.folder),
        "finished": steps,
        "report": str(report) if report.is_file() else None,
        "champion": champion.to_dict() if champion else None,
        "last": {**last, "at": loop.decided_at()} if last else None,
        "running": asdict(running) if running else None,
        "watching": {**asdict(watching), **due} if watching else None,
    }

    def view() -> RenderableType:
        if not steps and not last:
            return Text(f"nothing is finished yet: curator loop run {recipe}")
        return Group(*_lines(result, recipe))

    session.show(result, view)


def _lines(result: dict[str, Any], recipe: Path) -> list[RenderableType]:
    from curator.cli.loop.shown import decision_line

    champion, last = result["champion"], result["last"]
    lines: list[RenderableType] = [plain_table({"finished step": "left"}, [(step,) for step in result["finished"]])]
    lines.append(Text())
    if champion:
        lines.append(Text(f"champion: {champion['version']} since {_minute(champion['at'])} (by {champion['by']})"))
    elif last:
        lines.append(Text(f"champion: none yet; the raw data ({last['raw']}) hold the place"))
    if last:
        lines.append(Text("last decision: ").append(decision_line(last)))
        lines.append(Text(f"decided {_minute(last['at'])}" if last["at"] else ""))
    if result["running"]:
        lines.append(Text(f"running: {_who(result['running'])}"))
    if result["watching"]:
        due = result["watching"].get("next")
        then = f"next turn {_minute(due)}" if due else "next turn when a file changes"
        lines.append(Text(f"{then}; watched by {_who(result['watching'])}"))
    after = f"report: {result['report']}" if result["report"] else f"go on: curator loop run {recipe}"
    return [*lines, Text(f"\n{after}")]


def _minute(moment: str) -> str:
    return f"{moment[:16].replace('T', ' ')} UTC"


def _who(holder: dict[str, Any]) -> str:
    return f"process {holder['pid']} on {holder['host']} since {_minute(holder['since'])}"
