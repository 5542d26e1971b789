"""`curator dedup`: the duplicates of a source, each with its kept twin."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import polars as pl

from curator.cli.common import Session, common
from curator.cli.wishes import column_map, files_only, named_version, note_unreadable
from curator.dedup import VIEWS, check_policy, check_threshold

if TYPE_CHECKING:
    from curator.dedup.comparison import Comparison

THRESHOLD = 0.8


@click.command()
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
    help="Remove what repeats a record of this set too, such as test data; the set itself stays.",
)
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
    save: Path | None,
    saved: Path | None,
    record_format: str | None,
    columns: tuple[str, ...],
) -> None:
    """List the records of SOURCE that repeat another, each with the kept twin and their verified similarity.

    Removes nothing: curator curate does. Pairs that look alike and are no duplicates, because they have other numbers,
    names or answers, are listed with the reason; --json lists everything.
    """
    if threshold is not None:
        check_threshold(threshold)
    if saved:
        if sources or views or keep or against or record_format or columns:
            raise click.UsageError("--from judges pairs that are known: with it goes --threshold, nothing else")
        found = _saved(saved, threshold)
    elif sources:
        check_policy(keep or "longest")
        given = {"views": tuple(dict.fromkeys(views)) or ("full",), "threshold": threshold or THRESHOLD}
        reading = {"format": record_format, "columns": column_map(columns)}
        found = _compared(session, sources, against, reading, {**given, "keep": keep or "longest"})
    else:
        raise click.UsageError("Missing argument 'SOURCE…'")
    if save:
        found.save(save)
    _show(session, found)


def _saved(path: Path, threshold: float | None) -> "Comparison":
    from curator.dedup.comparison import load

    found = load(path)
    return found if threshold is None else found.at(threshold)


def _compared(
    session: Session, sources: tuple[str, ...], against: str | None, reading: Mapping[str, Any], how: Mapping[str, Any]
) -> "Comparison":
    from curator.pipeline import duplicates
    from curator.readers import scan

    files_only(session, sources)
    if against in sources:
        raise click.UsageError(f"{against} is what is looked at; name another set to compare it --against")
    version = named_version(session, [against]) if against else None
    others = version.kept().collect() if version else scan([against]).records.collect() if against else None
    read = scan(list(sources), **reading)
    records = read.records.collect()
    note_unreadable(session, read.quarantine)
    named = None if others is None else (version.id if version else str(against), others)
    return duplicates(records, **how, against=named, store=session.store_if_there)


def _show(session: Session, found: "Comparison") -> None:
    from curator.dedup.minhash import recall_in_words

    removals = found.removals()
    recall = recall_in_words(found.settings.threshold)

    def rendered() -> Any:  # noqa: ANN401 - rich's own type is imported late
        from curator.cli.dedup_shown import dedup_view
        from curator.cli.screen import stdout

        return dedup_view(found, removals, recall, width=stdout().width)

    session.show(_result(found, removals, recall), rendered)


def _result(found: "Comparison", removals: pl.DataFrame, recall: str) -> dict[str, Any]:
    """What `--json` prints."""
    from curator.dedup.comparison import OTHER

    settings = found.settings
    counts = dict(removals.group_by("kind").len().iter_rows())
    leaked = removals.filter("in_other")
    leak = {
        "against": settings.against,
        "records": settings.others,
        "repeated": leaked["twin_id"].n_unique(),
        "exact": int((leaked["kind"] == "exact").sum()),
        "near": int((leaked["kind"] == "near").sum()),
    }
    return {
        "records": settings.records,
        "exact": counts.get("exact", 0),
        "near": counts.get("near", 0),
        "conflicts": settings.conflicts,
        "views": settings.views,
        "threshold": settings.threshold,
        "keep": settings.keep,
        "recall": recall,
        "leak": leak if settings.against else None,
        "removals": removals.with_columns(pl.col("twin_id").str.strip_prefix(OTHER)).to_dicts(),
        "pairs": found.evidence().with_columns(pl.col("b").str.strip_prefix(OTHER)).to_dicts(),
    }
