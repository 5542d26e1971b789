"""`curator decontaminate`: the records that give held-out items away."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click
import polars as pl

from curator.cli.common import Session, common
from curator.cli.contamination_view import contamination_view
from curator.cli.packs import add, list_packs, pack_folder
from curator.cli.places import PLACE
from curator.cli.wishes import column_map, formatted, named_version, note_unreadable
from curator.cli.words import WithCommands
from curator.errors import DataError
from curator.files import whole_file
from curator.versions import DatasetVersion

if TYPE_CHECKING:
    from curator.pipeline.contaminated import Contamination
    from curator.writers import Columns

CHUNK = 4096


@click.command(cls=WithCommands)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…|VERSION")
@click.option("--pack", "packs", multiple=True, metavar="NAME", help="Pack to look for. Repeatable.  [default: all]")
@click.option("--heldout", multiple=True, metavar="FILE", help="Look for the questions of a file. Repeatable.")
@click.option("--with-answers", is_flag=True, help="Look in answers too, and for the items' answers too.")
@click.option(
    "--drop",
    type=click.Choice(["exact", "ngram", "passage"]),
    default="ngram",
    show_default=True,
    help="The least sure tier that is taken out.",
)
@formatted
@click.option("-o", "--output", type=PLACE, help="Write the records that give nothing away here; - is stdout.")
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write every finding here, a line of JSON each.",
)
@common
def decontaminate(
    session: Session,
    sources: tuple[str, ...],
    packs: tuple[str, ...],
    heldout: tuple[str, ...],
    with_answers: bool,
    drop: str,
    record_format: str | None,
    columns: tuple[str, ...],
    output: Path | str | None,
    evidence: Path | None,
) -> None:
    """Find the records of SOURCE that give held-out items away, such as the questions of a benchmark.

    \b
    exact    the record asks the same, but for case and white space
    ngram    more than half of the item's words stand in one record, in runs of 8
    passage  13 words in a row: told, and taken out only with --drop passage

    Words that many items share, the wording of a task, count for nothing.
    """
    from curator.export import check_writable
    from curator.pipeline.contaminated import contaminated

    version = named_version(session, sources)
    if output and evidence and str(output) == str(evidence):
        raise click.UsageError(f"-o and --evidence both name {output}")
    for place in (output, evidence):
        if place:
            check_writable(place, [] if version else list(sources))
    wanted = _wanted(session, packs, heldout)
    if with_answers:
        _note_unanswered(session, wanted)
    given = _of_version(version) if version else _of_files(session, sources, record_format, columns, bool(output))
    found = contaminated(given.frames, wanted, with_answers=with_answers)
    dropped = found.record_ids(drop)
    _note(session, found, with_answers=with_answers)
    if output:
        if len(dropped) == found.records:
            raise DataError("every record gives a held-out item away; nothing was written", where=str(output))
        given.write(output, dropped, session)
    findings = found.findings.with_columns(removes=pl.col("record_id").is_in(dropped.implode()))
    if evidence:
        with whole_file(evidence) as file:
            findings.write_ndjson(file)
    result = {
        "records": found.records,
        "compared": found.compared,
        "removed": len(dropped),
        "drop": drop,
        "packs": [each.to_dict() for each in found.packs],
        "findings": findings.to_dicts(),
        "output": str(output) if output else None,
        "evidence": str(evidence) if evidence else None,
    }
    if str(output) == "-":
        session.note(f"{found.records - len(dropped):,} of {found.records:,} records give nothing away")
        return
    session.show(
        result,
        lambda: contamination_view(found, len(dropped), str(output) if output else None, with_answers=with_answers),
    )


decontaminate.add_command(add)
decontaminate.add_command(list_packs)


@dataclass(frozen=True)
class _Given:
    """The records to look through, and what is needed to write them again."""

    frames: Iterable[pl.DataFrame]
    records: pl.LazyFrame | None = None
    portions: Callable[[], Iterable[pl.DataFrame]] = tuple
    """The records, some at a time."""
    formats: Mapping[str, str] = field(default_factory=dict)
    columns: "Columns | None" = None

    def write(self, output: Path | str, dropped: pl.Series, session: Session) -> None:
        """Write the records that are not dropped."""
        from curator import writers
        from curator.writers.containers import TABLE_WRITERS

        assert self.records is not None
        kept = self.records.filter(~pl.col("record_id").is_in(dropped.implode()))
        if writers.container_for(PurePath(output)) in TABLE_WRITERS:
            remarks = writers.write(kept.collect(), output, formats=self.formats, columns=self.columns)
        else:
            is_kept = ~pl.col("record_id").is_in(dropped.implode())
            parts = (each.filter(is_kept) for each in self.portions())
            remarks = writers.write_parts(parts, output, formats=self.formats)
        for remark in remarks:
            session.note(remark)


def _of_version(version: DatasetVersion) -> _Given:
    from curator.export.files import columns_of

    kept = version.kept()
    formats = {source["name"]: source["format"] for source in version.manifest["sources"]}
    portions = partial(kept.collect_batches, chunk_size=CHUNK, maintain_order=True)
    return _Given(portions(), kept, portions, formats, columns_of(version))


def _of_files(
    session: Session, sources: Sequence[str], record_format: str | None, columns: Sequence[str], is_written: bool
) -> _Given:
    from curator import readers

    if not is_written:  # then nothing needs to be held
        return _Given(_streamed(session, sources, record_format, column_map(columns)))
    read = readers.scan(sources, format=record_format, columns=column_map(columns))
    note_unreadable(session, read.quarantine)
    formats = {source.name: source.format for source in read.sources}
    types = {source.name: source.columns for source in read.sources}
    return _Given(read.portions(), read.records, read.portions, formats, types)


def _streamed(
    session: Session, sources: Sequence[str], record_format: str | None, columns: Mapping[str, str] | None
) -> Iterator[pl.DataFrame]:
    from curator import readers

    quarantine = pl.DataFrame(schema=readers.QUARANTINE)
    for batch in readers.batches(sources, format=record_format, columns=columns):
        quarantine = pl.concat([quarantine, batch.quarantine])
        yield batch.records
    note_unreadable(session, quarantine)


def _wanted(session: Session, names: Sequence[str], files: Sequence[str]) -> dict[str, pl.DataFrame]:
    """The items to look for, by the name of their pack or file."""
    from curator.pipeline import packs

    folder = pack_folder(session)
    chosen = list(names) or ([] if files else [each.name for each in packs.known(folder)])
    if not chosen and not files:
        raise click.UsageError(
            f"nothing to look for, {session.store.root} has no packs; name a file, --heldout FILE, "
            "or keep a pack: curator decontaminate add NAME FILE"
        )
    wanted = {name: packs.load(folder, name)[1] for name in chosen}
    for file in files:
        short = PurePath(file).name
        name = file if short in wanted else short
        if name in wanted:
            raise click.UsageError(f"{file} is named twice")
        wanted[name], left_out = packs.read(file)
        if left_out:
            session.note(f"{file}: {left_out:,} records left out, unreadable or without a prompt")
    return wanted


def _note_unanswered(session: Session, wanted: Mapping[str, pl.DataFrame]) -> None:
    for name, items in wanted.items():
        if items["answer"].null_count() == items.height:
            session.note(f"{name} has no answers to look for; its questions are looked for in answers too")


def _note(session: Session, found: "Contamination", *, with_answers: bool) -> None:
    """Tell what makes a result on a pack, or the search itself, doubtful."""
    from curator.pipeline.contaminated import TOLERATED_SHARE

    for pack in found.packs:
        if pack.is_contaminated:
            given_away = f"{pack.exact + pack.ngram:,} of {pack.items:,} items given away"
            doubt = f"above {TOLERATED_SHARE:.0%} a result on them says little about what a model learned"
            session.note(f"warning: {pack.name}: {given_away}; {doubt}")
    unasked = found.records - found.compared
    if unasked:
        hint = "" if with_answers else "; --with-answers looks in their answers"
        session.note(f"warning: {unasked:,} of {found.records:,} records have no prompt to look in{hint}")
