"""`curator label pull`: people's verdicts back."""

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.label.connection import connected, project_option, server_option
from curator.cli.tables import plain_table

SHOWN = 10  # annotations without effect


@click.command("pull", short_help="Bring people's verdicts back as a new version.")
@click.argument("version", default="latest")
@project_option
@click.option("--all", "everything", is_flag=True, help="Read again what was read before.")
@server_option
@common
def pull(session: Session, version: str, name: str, everything: bool, url: str | None) -> None:
    """Bring what people have answered since the last pull into a child of VERSION.

    Every annotator's verdicts, skips and edits are kept; agreement and calibration read them from the version.
    """
    from curator.governance.recorder import recorded
    from curator.label.round_trip import pull_annotations

    parent = session.store_that_is_there.get(version)
    client = connected(session, url)
    with recorded(session.store.root, "label pull", warn=session.note, parents=[parent]) as run:
        brought = pull_annotations(client, session.store, parent, name, everything=everything)
        if brought.version.id != parent.id:
            run.makes(brought.version)
    child, applied = brought.version, brought.applied
    told = [problem for each in brought.pulled for problem in each.annotations.problems]
    problems = [str(problem) for problem in (applied.problems if applied else told)]
    decided = dict(applied.decided) if applied else {}
    skipped = len(applied.skipped) if applied else 0
    result = {
        "version": child.id,
        "parent": parent.id,
        "new": child.id != parent.id,
        "counts": child.manifest["counts"],
        "annotations": {each.project.title: len(each.annotations.verdicts) for each in brought.pulled},
        "decided": decided,
        "skipped": skipped,
        "problems": problems,
    }

    def view() -> RenderableType:
        notes = [f"{skipped:,} skipped by everyone"] if skipped else []
        notes += [f"without effect: {problem}" for problem in problems[:SHOWN]]
        notes += [f"… and {len(problems) - SHOWN:,} more: --json lists them"] * (len(problems) > SHOWN)
        if child.id == parent.id:
            return Group(Text(f"nothing new for {parent.id}"), *(Text(note) for note in notes))
        before, after = parent.manifest["counts"], child.manifest["counts"]
        rows = [(state, f"{before[state]:,}", f"{after[state]:,}") for state in after]
        verdicts = ", ".join(f"{count:,} {action}" for action, count in sorted(decided.items())) or "none"
        return Group(
            Text(f"{child.id} (parent {parent.id})  verdicts: {verdicts}\n"),
            plain_table({"records": "left", "before": "right", "after": "right"}, rows),
            *(Text(note) for note in notes),
            Text(f"\ncurator label agreement {child.id}\ncurator versions diff {parent.id} {child.id}"),
        )

    session.show(result, view)
