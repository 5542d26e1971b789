"""`curator restore`: bring dropped records back, in a new version and in every later one."""

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common


@click.command()
@click.argument("record_ids", nargs=-1, required=True, metavar="RECORD_ID...")
@click.option("--version", "version_name", help="Start from this version; by default the latest that knows the record.")
@click.option("--reason", help="Why, for those who ask later.")
@click.option("--undo", is_flag=True, help="Let the rules decide about them again.")
@common
def restore(
    session: Session, record_ids: tuple[str, ...], version_name: str | None, reason: str | None, undo: bool
) -> None:
    """Keep records that were dropped or wait for review: in a new version, and in every later run on this store.

    RECORD_ID is an id, or the beginning of one, as `curator why` and the ledger name it.
    """
    from curator.versions import restore as restoring

    work = restoring.take_back if undo else restoring.restore
    done = work(session.store, record_ids, version_name=version_name, reason=reason)
    counts = done.version.manifest["counts"]
    result = {
        "version": done.version.id,
        "parent": done.parent.id,
        "undone": undo,
        "records": [each.to_dict() for each in done.fates],
        "counts": counts,
    }

    def view() -> RenderableType:
        fates = [f"{each.record_id}  {each.verdict} by {each.decided_by or 'the rules'}" for each in done.fates]
        head = "without being restored" if undo else "restored; before"
        made = f"{done.parent.id} → {done.version.id}: {counts['kept']:,} records kept"
        if done.version == done.parent:
            made = f"{done.version.id} stays as it is: nothing in it was kept only because it was restored"
        undoing = f"curator restore --undo {done.fates[0].record_id}"
        later = f"later runs on this store keep what was restored; to undo: {undoing}"
        return Group(Text(f"{head}:"), *map(Text, fates), Text(f"\n{made}"), *([] if undo else [Text(later)]))

    session.show(result, view)
