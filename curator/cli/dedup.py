"""`curator dedup`: the duplicates of a source, each with its kept twin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import polars as pl

from curator.cli.common import Session, common
from curator.cli.dedup_found import Found
from curator.cli.dedup_index import index
from curator.cli.places import PLACE
from curator.cli.wishes import column_map, files_only, named_version, note_unreadable
from curator.cli.words import WithCommands
from curator.dedup import VIEWS, check_policy, check_threshold
from curator.errors import DataError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from curator.dedup.comparison import Comparison
    from curator.writers import Columns

THRESHOLD = 0.8


@click.command(cls=WithCommands)
@click.argument("sources", nargs=-1, metavar="SOURCE…")
@click.option(
    "--view",
    "views",
    type=click.Choice(list(VIEWS)),
    multiple=True,
    help="Which text of a record is compared; records alike in one of several repeat each other. Repeatable."
    "  [default: full]",
)
@click.option(
    "--threshold",
    type=float,
    help=f"Exact Jaccard similarity from which on two records are near-duplicates.  [default: {THRESHOLD}]",
)
@click.option(
    "--keep",
    metavar="POLICY",
    help="Who of several stays: longest, shortest, first, annotated, score:COLUMN (a signal or a field of the data) or"
    " source:A,B (best first).  [default: longest]",
)
@click.option(
    "--against",
    metavar="FILE|VERSION",
    help="Look for what repeats a record of this set too, such as test data; the set itself stays.",
)
@click.option("-o", "--output", type=PLACE, help="Write the records that repeat none here; - is stdout.")
@click.option(
    "--save", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Keep the pairs for --from."
)
@click.option(
    "--from",
    "saved",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Judge saved pairs at another --threshold; no SOURCE is read.",
)
@click.option("--format", "record_format", help="Record format; by default it is recognised.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column holds a field, such as instruction=question. Repeatable.",
)
@common
def dedup(
    session: Session,
    sources: tuple[str, ...],
    views: tuple[str, ...],
    threshold: float | None,
    keep: str | None,
    against: str | None,
    output: Path | str | None,
    save: Path | None,
    saved: Path | None,
    record_format: str | None,
    columns: tuple[str, ...],
) -> None:
    """List the records of SOURCE that repeat another, each with the kept twin and their verified similarity.

    Pairs that look alike and are no duplicates, because they have other numbers, names or answers, are listed with the
    reason; --json lists everything. Nothing is removed from SOURCE; -o writes what stays.
    """
    if threshold is not None:
        check_threshold(threshold)
    if saved:
        if sources or views or keep or against or output or save or record_format or columns:
            raise click.UsageError("--from judges pairs that are known: with it goes --threshold, nothing else")
        found = Found.of(_saved(saved, threshold))
    elif sources:
        check_policy(keep or "longest")
        _check_places(session, sources, against, output, save)
        given = {"views": tuple(dict.fromkeys(views)) or ("full",), "threshold": threshold or THRESHOLD}
        read = _read(session, sources, record_format, columns)
        compared = _compared(session, read, against, {**given, "keep": keep or "longest"})
        found = Found.of(compared)
        if save:
            compared.save(save)
        if output:
            read.write(output, found.removals.collect(), session)
    else:
        raise click.UsageError("Missing argument 'SOURCE…'")
    if str(output) == "-":
        session.note(f"{found.settings.records - found.removed:,} of {found.settings.records:,} records written")
        return
    _show(session, found, str(output) if output else None)


dedup.add_command(index)


def _saved(path: Path, threshold: float | None) -> "Comparison":
    from curator.dedup.comparison import load

    found = load(path)
    return found if threshold is None else found.at(threshold)


@dataclass(frozen=True)
class _Read:
    """Canonical records, and what is needed to write them as they were."""

    records: pl.DataFrame
    formats: Mapping[str, str]
    columns: "Columns"

    def write(self, output: Path | str, removals: pl.DataFrame, session: Session) -> None:
        """Write the records that stay."""
        from curator import writers

        kept = self.records.join(removals, on="record_id", how="anti", maintain_order="left")
        if kept.is_empty():
            raise DataError("every record repeats another set; nothing was written", where=str(output))
        for remark in writers.write(kept, output, formats=self.formats, columns=self.columns):
            session.note(remark)


def _check_places(
    session: Session, sources: Sequence[str], against: str | None, output: Path | str | None, save: Path | None
) -> None:
    """Make sure, before anything is read, that it can be compared and written."""
    from curator.export import check_writable

    files_only(session, sources)
    if against in sources:
        raise click.UsageError(f"{against} is what is looked at; name another set to compare it --against")
    if save and save.suffix != ".parquet":
        raise click.UsageError(f"--save writes Parquet: name the file {save.with_suffix('.parquet')}")
    read = [*sources, *([against] if against and Path(against).exists() else [])]
    for place in (output, save):
        if place:
            check_writable(place, read)


def _read(session: Session, sources: Sequence[str], record_format: str | None, columns: Sequence[str]) -> _Read:
    from curator.readers import scan

    read = scan(list(sources), format=record_format, columns=column_map(columns))
    note_unreadable(session, read.quarantine)
    formats = {source.name: source.format for source in read.sources}
    return _Read(read.records.collect(), formats, {source.name: source.columns for source in read.sources})


def _compared(session: Session, read: _Read, against: str | None, how: Mapping[str, Any]) -> "Comparison":
    from curator.pipeline import duplicates
    from curator.readers import scan

    if against is None:
        return duplicates(read.records, **how, store=session.store_if_there)
    version = named_version(session, [against])
    others = version.kept() if version else scan([against]).records
    named = (version.id if version else against, others.collect())
    return duplicates(read.records, **how, against=named, store=session.store_if_there)


def _show(session: Session, found: "Found", output: str | None) -> None:
    from curator.dedup.minhash import recall_in_words

    recall = recall_in_words(found.settings.threshold)

    def rendered() -> "RenderableType":
        from curator.cli.dedup_shown import dedup_view
        from curator.cli.screen import stdout

        return dedup_view(found, recall, output, width=stdout().width)

    session.show(found.to_dict(recall, output) if session.json else {}, rendered)
