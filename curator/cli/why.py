"""`curator why`: everything the ledger knows about one record."""

import click

from curator.cli.common import Session, common


@click.command()
@click.argument("record_id")
@click.option("--version", "version_name", help="Look in this version; by default the latest that knows the record.")
@common
def why(session: Session, record_id: str, version_name: str | None) -> None:
    """Tell what became of RECORD_ID, and why: rules with measured values, its duplicate twin, its repairs.

    Its beginning is enough. Versions in which its fate differs get a line each.
    """
    from curator.report.story import tell
    from curator.report.story_terminal import renderable

    story = tell(session.store, record_id, version_name)
    session.show(story.to_dict(), lambda: renderable(story))
