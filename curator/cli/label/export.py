"""`curator label export`: files for Label Studio."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.label.push import STRATEGIES
from curator.cli.tables import plain_table

if TYPE_CHECKING:
    from curator.label.sampling import Strategy


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
@click.option("--strategy", type=click.Choice(STRATEGIES), help="Other records that are worth a look; see label push.")
@click.option(
    "--control",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    help="With --strategy: share drawn at random from everything.",
)
@common
def export_tasks(
    session: Session,
    version: str,
    output: Path,
    budget: int,
    seed: int,
    strategy: "Strategy | None",
    control: float,
) -> None:
    """Write the records of VERSION that wait for review, or others worth a look, as Label Studio tasks."""
    from curator.label.version import export_tasks as write_tasks

    found = session.store.get(version)
    written = write_tasks(found, output, budget=budget, seed=seed, strategy=strategy, control=control)
    waiting = found.manifest["counts"]["review"]

    def view() -> RenderableType:
        if not written:
            left = "waits for review" if strategy is None else "is left to look at"
            return Text(f"no record of {found.id} {left}; nothing was written")
        share = f"of {waiting:,} records that wait for review" if strategy is None else f"records ({strategy})"
        rows = [(kind, f"{count:,}", str(output / f"{kind}.json")) for kind, count in written.items()]
        return Group(
            Text(f"{sum(written.values()):,} {share}\n"),
            plain_table({"kind": "left", "tasks": "right", "import this file into Label Studio": "left"}, rows),
            Text(
                f"\nPaste {output}/<kind>.xml as the labelling interface. When done, export as JSON and run:\n"
                f"curator label import EXPORT.json --version {found.id}"
            ),
        )

    session.show({"version": found.id, "waiting": waiting, "tasks": written, "folder": str(output)}, view)
