"""`curator dedup index`: a set of records that grows, and what new records repeat of it."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

import click
import polars as pl

from curator.cli.common import Session, common
from curator.cli.places import PLACE
from curator.cli.wishes import column_map, formatted, named_version, note_unreadable
from curator.dedup import REMOVING, VIEWS, check_threshold
from curator.errors import DataError

if TYPE_CHECKING:
    from curator.dedup.index import Index, Manifest

CHUNK = 4096
FOLDER = click.Path(path_type=Path, file_okay=False)

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group("index", short_help="Keep an index that grows, and look new records up in it.")
def index() -> None:
    """Keep an index of records that repeat none of each other, and tell what new records repeat.

    \b
    curator dedup index build DIR SOURCE…   make it
    curator dedup index query DIR SOURCE…   tell for each new record the kept one that it repeats
    curator dedup index add DIR SOURCE…     the same, and keep those that repeat none
    curator dedup index share DIR ADDRESS   put the signatures into Redis, for programs that use datasketch

    A record is kept if it repeats none that was kept before it; that never changes later, and it makes no difference
    in how many portions records are added.
    """


class _Reading(TypedDict):
    """How sources are read."""

    record_format: str | None
    columns: Sequence[str]


def _sources(command: Command) -> Command:
    """The folder, the sources, and how both are read."""

    @click.argument("folder", type=FOLDER, metavar="DIR")
    @click.argument("sources", nargs=-1, required=True, metavar="SOURCE…|VERSION")
    @click.option("--view", type=click.Choice(list(VIEWS)), help="Which text of a record is compared.")
    @click.option(
        "--threshold", type=float, help="Exact Jaccard similarity from which on two records are near-duplicates."
    )
    @formatted
    @common
    @wraps(command)
    def wrapped(*args: object, threshold: float | None, **kwargs: object) -> object:
        if threshold is not None:
            check_threshold(threshold)
        return command(*args, threshold=threshold, **kwargs)

    return wrapped  # type: ignore[return-value]  # click's decorators keep the callable's shape


@index.command(short_help="Make an index.")
@_sources
def build(
    session: Session,
    folder: Path,
    sources: tuple[str, ...],
    view: str | None,
    threshold: float | None,
    **how: Unpack[_Reading],
) -> None:
    """Make an index in the new folder DIR of the records of SOURCE that repeat none before them.

    By default the whole record is compared (--view full), and two repeat each other from similarity 0.8 on.
    """
    from curator.dedup import index as indexes

    wanted: dict[str, Any] = {"view": view or "full", "threshold": threshold or 0.8}
    manifest, answers = indexes.build(folder, _frames(session, sources, **how), **wanted)
    _show(session, folder, manifest, answers, None, is_query=False)


@index.command(short_help="Add records to an index.")
@_sources
def add(
    session: Session,
    folder: Path,
    sources: tuple[str, ...],
    view: str | None,
    threshold: float | None,
    **how: Unpack[_Reading],
) -> None:
    """Add to the index in DIR those records of SOURCE that repeat none in it, and none before them.

    --view and --threshold are those of the index; named, they must be the same. Several may add at once: one waits for
    the other.
    """
    from curator.dedup import index as indexes
    from curator.versions.lock import PATIENCE_S, locked

    indexes.check(indexes.read(folder), folder, view=view, threshold=threshold)
    with locked(folder, PATIENCE_S, what="index", hint="wait for it, and add the records again"):
        manifest, answers = indexes.add(folder, _frames(session, sources, **how))
    _show(session, folder, manifest, answers, None, is_query=False)


@index.command(short_help="Tell which kept record each new one repeats.")
@click.option("-o", "--output", type=PLACE, help="Write the records that repeat none here; - is stdout.")
@_sources
def query(
    session: Session,
    folder: Path,
    sources: tuple[str, ...],
    view: str | None,
    threshold: float | None,
    output: Path | str | None,
    **how: Unpack[_Reading],
) -> None:
    """Tell for each record of SOURCE which record of the index in DIR it repeats, and how alike they are.

    Nothing is added, and the records of SOURCE are not compared with each other.
    """
    from curator.dedup import index as indexes

    indexes.check(indexes.read(folder), folder, view=view, threshold=threshold)
    manifest, loaded = indexes.load(folder)
    nothing = pl.DataFrame(schema=indexes.ANSWERS)
    if output is None:
        answers = pl.concat([nothing, *map(loaded.query, _frames(session, sources, **how))])
    else:
        answers = _written(session, loaded, sources, output, **how)
    if str(output) == "-":
        new = answers.height - int(answers["kind"].is_in(REMOVING).sum())
        session.note(f"{new:,} of {answers.height:,} records repeat no kept one")
        return
    _show(session, folder, manifest, answers, str(output) if output else None, is_query=True)


def _written(
    session: Session, loaded: "Index", sources: Sequence[str], output: Path | str, **how: Unpack[_Reading]
) -> pl.DataFrame:
    """The answers, when the records that repeat none are written."""
    from curator.cli.kept import write_kept
    from curator.export import check_writable
    from curator.pipeline.frames import measure
    from curator.readers import Scan, scan

    version = named_version(session, sources)
    check_writable(output, [] if version else list(sources))
    came_from = version or scan(list(sources), format=how["record_format"], columns=column_map(how["columns"]))
    if isinstance(came_from, Scan):
        note_unreadable(session, came_from.quarantine)
        portions = came_from.portions
    else:
        portions = partial(came_from.kept().collect_batches, chunk_size=CHUNK)
    answers = pl.concat([loaded.query(measure(each, ())) for each in portions()])
    repeats = answers.filter(pl.col("kind").is_in(REMOVING)).select("record_id")
    if repeats.height == answers.height:
        raise DataError("every record repeats a kept one; nothing was written", where=str(output))
    kept = (each.join(repeats, on="record_id", how="anti") for each in portions())
    write_kept(session, came_from, kept, output)
    return answers


@index.command(short_help="Put the signatures of an index into Redis.")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("address", metavar="redis://HOST:PORT/NAME")
@common
def share(session: Session, folder: Path, address: str) -> None:
    """Put the signatures of the index in DIR into Redis, for programs that use datasketch.

    They find NAME:words, for texts of 16 words or more, and NAME:characters, for shorter ones, each a MinHashLSH with
    128 permutations of the scheme affine32; keys are record ids. Records that are there already stay. What is found
    with signatures alone is unverified.
    """
    from curator.dedup import index as indexes
    from curator.dedup.index.sketches import share as put

    manifest, loaded = indexes.load(folder)
    found = put(loaded, address)
    bands = {"bands": next(iter(found.values())).b, "rows": next(iter(found.values())).r}
    result = {"index": str(folder), "kept": manifest.kept, **bands, "names": list(found)}

    def view() -> Any:  # noqa: ANN401 - rich's own type is imported late
        from rich.text import Text

        names = " and ".join(found)
        return Text(
            f"signatures of {manifest.kept:,} records are in Redis as {names}, "
            f"params=({bands['bands']}, {bands['rows']})"
        )

    session.show(result, view)


def _frames(session: Session, sources: Sequence[str], **how: Unpack[_Reading]) -> Iterator[pl.DataFrame]:
    """The records of files or of a version, with their views, some at a time."""
    from curator import readers
    from curator.pipeline.frames import measure

    version = named_version(session, sources)
    if version:
        for records in version.kept().collect_batches(chunk_size=CHUNK):
            yield measure(records, ())
        return
    quarantine = pl.DataFrame(schema=readers.QUARANTINE)
    for batch in readers.batches(sources, format=how["record_format"], columns=column_map(how["columns"])):
        quarantine = pl.concat([quarantine, batch.quarantine])
        yield measure(batch.records, ())
    note_unreadable(session, quarantine)


def _show(
    session: Session, folder: Path, manifest: "Manifest", answers: pl.DataFrame, output: str | None, *, is_query: bool
) -> None:
    from curator.dedup.minhash import recall_in_words

    counts = {kind: int((answers["kind"] == kind).sum()) for kind in REMOVING}
    blank = int((~answers["is_compared"]).sum())
    told = answers if is_query else answers.filter(pl.col("kind").is_in(REMOVING))
    result = {
        "index": str(folder),
        "view": manifest.view,
        "threshold": manifest.threshold,
        "recall": recall_in_words(manifest.threshold),
        "records": answers.height,
        **counts,
        "not_compared": blank,
        "new": answers.height - sum(counts.values()) - blank,
        "kept": manifest.kept,
        "output": output,
        "answers": told.drop("is_compared").to_dicts(),
    }

    def view() -> Any:  # noqa: ANN401 - rich's own type is imported late
        from curator.cli.dedup_index_shown import index_view

        return index_view(result, told, is_query=is_query)

    session.show(result, view)
