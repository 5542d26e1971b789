"""`curator label export`: files for Label Studio."""

from pathlib import Path

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.tables import plain_table


@click.command("export", short_help="Write what waits for review as Label Studio tasks.")
@click.argument("version", default="latest")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("label-studio"),
    show_default=True,
    help="Folder for the task files and labelling configurations.",
)
@click.option("--budget", type=click.IntRange(min=1), default=200, show_default=True, help="Tasks at the most.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draw when more records wait.")
@common
def export_tasks(session: Session, version: str, output: Path, budget: int, seed: int) -> None:
    """Write the records of VERSION that wait for review as Label Studio tasks."""
    from curator.label.version import export_tasks as write_tasks

    found = session.store.get(version)
    written = write_tasks(found, output, budget=budget, seed=seed)
    waiting = found.manifest["counts"]["review"]

    def view() -> RenderableType:
        if not written:
            return Text(f"no record of {found.id} waits for review; nothing was written")
        rows = [(kind, f"{count:,}", str(output / f"{kind}.json")) for kind, count in written.items()]
        return Group(
            Text(f"{sum(written.values()):,} of {waiting:,} records that wait for review\n"),
            plain_table({"kind": "left", "tasks": "right", "import this file into Label Studio": "left"}, rows),
            Text(
                f"\nPaste {output}/<kind>.xml as the labelling interface. When done, export as JSON and run:\n"
                f"curator label import EXPORT.json --version {found.id}"
            ),
        )

    session.show({"version": found.id, "waiting": waiting, "tasks": written, "folder": str(output)}, view)
