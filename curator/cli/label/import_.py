"""`curator label import`: what people answered, from a file of Label Studio."""

from pathlib import Path

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.tables import plain_table

SHOWN = 10  # annotations without effect


@click.command("import", short_help="Bring verdicts from Label Studio back.")
@click.argument("annotations", type=click.Path(path_type=Path))
@click.option("--version", "version_name", default="latest", show_default=True, help="The version that was exported.")
@common
def import_annotations(session: Session, annotations: Path, version_name: str) -> None:
    """Bring the verdicts in ANNOTATIONS (a Label Studio JSON export) back as a new version."""
    from curator.governance.recorder import recorded
    from curator.label import read
    from curator.label.version import import_annotations as store_verdicts

    parent = session.store.get(version_name)
    given = read(annotations)
    with recorded(session.store.root, "label import", warn=session.note, parents=[parent]) as run:
        child, applied = store_verdicts(session.store, parent, given)
        if child.id != parent.id:
            run.makes(child)
    problems = [str(problem) for problem in applied.problems]
    result = {
        "version": child.id,
        "parent": parent.id,
        "new": child.id != parent.id,
        "counts": child.manifest["counts"],
        "decided": dict(applied.decided),
        "skipped": len(applied.skipped),
        "problems": problems,
    }

    def view() -> RenderableType:
        if child.id == parent.id:
            return Text(f"nothing new: {parent.id} remembers all of these annotations")
        before, after = parent.manifest["counts"], child.manifest["counts"]
        rows = [(name, f"{before[name]:,}", f"{after[name]:,}") for name in after]
        decided = ", ".join(f"{count:,} {action}" for action, count in sorted(applied.decided.items())) or "none"
        notes = [f"{len(applied.skipped):,} skipped by everyone"] if applied.skipped else []
        notes += [f"without effect: {problem}" for problem in problems[:SHOWN]]
        notes += [f"… and {len(problems) - SHOWN:,} more without effect: --json lists them"] * (len(problems) > SHOWN)
        return Group(
            Text(f"{child.id} (parent {parent.id})  verdicts: {decided}\n"),
            plain_table({"records": "left", "before": "right", "after": "right"}, rows),
            *(Text(note) for note in notes),
            Text(f"\ncurator versions diff {parent.id} {child.id}"),
        )

    session.show(result, view)
