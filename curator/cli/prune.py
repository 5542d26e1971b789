"""`curator versions prune`: remove versions that nothing needs."""

import click
from rich.console import Group, RenderableType
from rich.filesize import decimal
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.tables import plain_table
from curator.versions.prune import KEEP, plan, prune


@click.command("prune", short_help="Remove old versions that nothing needs.")
@click.option("--keep", type=click.IntRange(min=1), default=KEEP, show_default=True, help="Newest versions to keep.")
@click.option("--yes", is_flag=True, help="Remove them; without it only say what would go.")
@common
def prune_versions(session: Session, keep: int, yes: bool) -> None:
    """Remove old versions that nothing needs; without --yes, only list them.

    What stays in any case: the latest, what loops, trained runs or label tasks name, and the ancestors of all these.
    """
    store = session.store_that_is_there
    found = prune(store, keep) if yes else plan(store, keep)
    size_bytes = sum(found.going.values())
    result = {"removed": yes, "versions": found.going, "size_bytes": size_bytes, "staying": found.staying}

    def view() -> RenderableType:
        if not found.going:
            return Text(f"nothing to remove: {len(found.staying):,} versions, each of them needed")
        verb = "removed" if yes else "would go"
        rows = [(name, verb, decimal(size)) for name, size in found.going.items()]
        rows += [(name, f"stays: {why}", "") for name, why in sorted(found.staying.items())]
        again = "" if yes else "\nto remove them: the same command with --yes"
        return Group(
            Text(f"{len(found.going):,} versions {verb}, {decimal(size_bytes)}\n"),
            plain_table({"version": "left", "": "left", "size": "right"}, rows),
            *([Text(again)] if again else []),
        )

    session.show(result, view)
