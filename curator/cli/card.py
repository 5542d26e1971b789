"""`curator versions card`: what others need to know about a version, and a folder ready to publish."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from curator.cli.common import Session, common

if TYPE_CHECKING:
    from curator.governance.datafiles import DataFile


@click.command(short_help="Show the dataset card of a version, or publish its data.")
@click.argument("version")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the kept records (Parquet), README.md and croissant.json into this new folder.",
)
@click.option(
    "--license",
    "licenses",
    multiple=True,
    metavar="SOURCE=ID",
    help="The licence a source came under; SOURCE may be a pattern. Repeatable.",
)
@click.option("--format", "record_format", help="Record format of the data; by default the one that was read.")
@click.option("--split", "shares", metavar="NAME=SHARE,…", help="With -o: parts such as train=0.9,test=0.1.")
@click.option("--seed", type=int, help="With --split: another seed, another division.  [default: 0]")
@common
def card(
    session: Session,
    version: str,
    output: Path | None,
    licenses: Sequence[str],
    record_format: str | None,
    shares: str | None,
    seed: int | None,
) -> None:
    """Show the dataset card of VERSION, or write a folder with data, card and Croissant metadata."""
    from curator.export.splits import WHOLE, parse_shares
    from curator.governance import card as cards
    from curator.governance.facts import of_version
    from curator.governance.publish import CARD, METADATA, publish

    if not output and (shares or record_format):
        raise click.UsageError("--split and --format go with -o FOLDER")
    if seed is not None and not shares:
        raise click.UsageError("--seed goes with --split")
    found = session.store.get(version)
    stated = _licenses(licenses)
    files: tuple[DataFile, ...] = ()
    if output:
        wanted = parse_shares(shares) if shares else WHOLE
        facts, files = publish(found, output, licenses=stated, format=record_format, shares=wanted, seed=seed or 0)
    else:
        facts = of_version(found, stated)
    for problem in facts.mix.problems:
        session.note(f"warning: {problem}")
    result = {
        "version": found.id,
        "output": str(output) if output else None,
        "records": facts.counts["kept"],
        "licence": facts.mix.to_dict(),
        "files": [
            {"path": file.path, "split": file.split, "records": file.records, "sha256": file.sha256} for file in files
        ],
        "card": cards.text(facts, files),
    }
    if output is None and not session.json:
        click.echo(result["card"], nl=False)  # as it is: a terminal's line breaks would break its tables
        return
    written = [f"{file.path}: {file.records:,} records" for file in files]
    session.show(result, lambda: Text("\n".join(f"{output}/{each}" for each in (*written, CARD, METADATA))))


def _licenses(pairs: Sequence[str]) -> dict[str, str]:
    split = [pair.rpartition("=") for pair in pairs]
    for (source, _, license), pair in zip(split, pairs, strict=True):
        if not source or not license:
            raise click.UsageError(f"--license wants SOURCE=ID, got {pair!r}")
    return {source: license for source, _, license in split}
