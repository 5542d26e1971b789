"""`curator dedup`: the duplicates of a source, each with its kept twin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
import polars as pl

from curator.cli.common import Session, common
from curator.cli.dedup_found import Found
from curator.cli.dedup_index import index
from curator.cli.kept import write_kept
from curator.cli.places import PLACE
from curator.cli.wishes import column_map, files_only, formatted, named_version, note_unreadable
from curator.cli.words import WithCommands
from curator.dedup import VIEWS, check_policy, check_threshold
from curator.errors import DataError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from curator.dedup.comparison import Comparison
    from curator.readers import Scan

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
@click.option("--semantic", is_flag=True, help="List records that mean the same in other words too.")
@click.option("--drop-semantic", is_flag=True, help="Take them for duplicates; many only share a template.")
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
@formatted
@common
def dedup(
    session: Session,
    sources: tuple[str, ...],
    views: tuple[str, ...],
    threshold: float | None,
    keep: str | None,
    against: str | None,
    semantic: bool,
    drop_semantic: bool,
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
    from curator.readers import scan

    if threshold is not None:
        check_threshold(threshold)
    if saved:
        chosen = (sources, views, keep, against, semantic, drop_semantic, output, save, record_format, columns)
        if any(chosen):
            raise click.UsageError("--from judges pairs that are known: with it goes --threshold, nothing else")
        _show(session, Found.of(_saved(saved, threshold)), None)
        return
    if not sources:
        raise click.UsageError("Missing argument 'SOURCE…'")
    check_policy(keep or "longest")
    _check_places(session, sources, against, output, save)
    how = {
        "views": tuple(dict.fromkeys(views)) or ("full",),
        "threshold": threshold or THRESHOLD,
        "keep": keep or "longest",
        "store": session.store_if_there,
    }
    if semantic or drop_semantic:
        how["semantic"] = "drop" if drop_semantic else "list"
    read = scan(list(sources), format=record_format, columns=column_map(columns))
    note_unreadable(session, read.quarantine)
    how["against"] = _others(session, against)
    with _compared(read, how, save) as (found, kept):
        if output:
            if found.removed == found.settings.records:
                raise DataError("every record repeats another set; nothing was written", where=str(output))
            write_kept(session, read, kept, output)
        if str(output) == "-":
            session.note(f"{found.settings.records - found.removed:,} of {found.settings.records:,} records written")
            return
        _show(session, found, str(output) if output else None)


dedup.add_command(index)


def _saved(path: Path, threshold: float | None) -> "Comparison":
    from curator.dedup.comparison import load

    found = load(path)
    return found if threshold is None else found.at(threshold)


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


def _others(session: Session, against: str | None) -> tuple[str, pl.DataFrame] | None:
    """The set that records are compared against, and what it is called."""
    from curator.readers import scan

    if against is None:
        return None
    version = named_version(session, [against])
    records = version.kept() if version else scan([against]).records
    return version.id if version else against, records.collect()


@contextmanager
def _compared(
    read: "Scan", how: Mapping[str, Any], save: Path | None
) -> Iterator[tuple[Found, Iterable[pl.DataFrame]]]:
    """What was found, and the records that stay, in portions."""
    from curator.pipeline import duplicates
    from curator.pipeline.streamed import duplicates_on_disk

    if not read.is_on_disk:
        records = read.records.collect()
        compared = duplicates(records, **how)
        if save:
            compared.save(save)
        found = Found.of(compared)
        yield found, [records.join(found.removals.collect(), on="record_id", how="anti", maintain_order="left")]
        return
    if save or "semantic" in how:
        what = "--save" if save else "--semantic"
        hint = f"leave out {what}, or look at a part of the records"
        raise DataError(f"{what} is for records that fit into memory, and these do not", hint=hint)
    with TemporaryDirectory() as folder:
        apart = duplicates_on_disk(read.portions, folder=Path(folder), **how)
        narrow = (pl.col("similarity") - apart.settings.threshold).abs()
        yield (
            Found(apart.settings, apart.removals, apart.evidence.sort(narrow, "a", "b", "view")),
            apart.kept(read.portions),
        )


def _show(session: Session, found: "Found", output: str | None) -> None:
    from curator.dedup.minhash import recall_in_words

    recall = recall_in_words(found.settings.threshold)

    def rendered() -> "RenderableType":
        from curator.cli.dedup_shown import dedup_view
        from curator.cli.screen import stdout

        return dedup_view(found, recall, output, width=stdout().width)

    session.show(found.to_dict(recall, output) if session.json else {}, rendered)
