"""`curator dedup`: the duplicates of a source, each with its kept twin."""

from typing import TYPE_CHECKING, Any

import click
import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.tables import plain_table
from curator.cli.wishes import files_only, note_unreadable

if TYPE_CHECKING:
    from curator.dedup import View

SHOWN = 20


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option(
    "--view",
    type=click.Choice(["prompt", "response", "full"]),
    default="full",
    show_default=True,
    help="Which text of a record is compared.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.8,
    show_default=True,
    help="Exact Jaccard similarity from which on two records are near-duplicates.",
)
@click.option(
    "--keep",
    type=click.Choice(["longest", "shortest"]),
    default="longest",
    show_default=True,
    help="Which record of several is the twin that is kept.",
)
@click.option("--format", "record_format", help="Record format; by default it is recognised.")
@common
def dedup(
    session: Session, sources: tuple[str, ...], view: "View", threshold: float, keep: str, record_format: str | None
) -> None:
    """List the records of SOURCE that repeat another, each with the kept twin and their verified similarity.

    Removes nothing: curator curate does.
    """
    from curator.pipeline import duplicates
    from curator.readers import scan

    files_only(session, sources)
    read = scan(list(sources), format=record_format)
    records = read.records.collect()
    note_unreadable(session, read.quarantine)
    removals = duplicates(records, view=view, threshold=threshold, keep=keep)
    counts = dict(removals.group_by("kind").len().iter_rows())
    result = {
        "records": records.height,
        "exact": counts.get("exact", 0),
        "near": counts.get("near", 0),
        "removals": removals.to_dicts(),
    }
    session.show(result, lambda: _view(removals, records.height))


def _view(removals: pl.DataFrame, records: int) -> RenderableType:
    if removals.is_empty():
        return Text(f"{records:,} record{'' if records == 1 else 's'}, no duplicates")
    columns: Any = {
        "record": "left", "row": "right", "twin": "left", "twin row": "right", "similarity": "right", "kind": "left",
    }  # fmt: skip
    rows = [
        (
            row["record_id"],
            f"{row['source_row']:,}",
            row["twin_id"],
            f"{row['twin_row']:,}",
            f"{row['similarity']:.3f}",
            row["kind"],
        )
        for row in removals.head(SHOWN).iter_rows(named=True)
    ]
    more = removals.height - len(rows)
    return Group(
        Text(f"{removals.height:,} of {records:,} records repeat another\n"),
        plain_table(columns, rows),
        *([Text(f"… and {more:,} more: --json lists them all")] if more else []),
    )
