"""`curator versions export`: the records, the ledger or the unreadable lines of a version, as files."""

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from curator.cli.common import Session, common
from curator.files import whole_file


@click.command("export")
@click.argument("version")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the kept records here.")
@click.option(
    "--ledger", "ledger_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the ledger here (Parquet)."
)
@click.option(
    "--quarantine",
    "quarantine_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the unreadable lines here (JSON Lines): file, line, byte offset, reason, excerpt.",
)
@click.option("--format", "record_format", help="Record format of OUTPUT; by default the one that was read.")
@click.option("--keep-review", is_flag=True, help="Write records that wait for review too.")
@common
def export_version(
    session: Session,
    version: str,
    output: Path | None,
    ledger_file: Path | None,
    quarantine_file: Path | None,
    record_format: str | None,
    keep_review: bool,
) -> None:
    """Write the records or the ledger of VERSION to a file."""
    if not output and not ledger_file and not quarantine_file:
        raise click.UsageError("nothing to write: give -o FILE, --ledger FILE or --quarantine FILE")
    found = session.store.get(version)
    written: dict[str, Any] = {"version": found.id}
    if output:
        from curator.export import check_writable, export

        check_writable(output, [], record_format)
        written["records"] = export(found, output, format=record_format, keep_review=keep_review)
        written["output"] = str(output)
    if ledger_file:
        ledger = found.frame("ledger").collect()
        with whole_file(ledger_file) as file:
            ledger.write_parquet(file)
        written["ledger"] = str(ledger_file)
        written["ledger_rows"] = ledger.height
    if quarantine_file:
        unread = found.frame("quarantine").collect()
        with whole_file(quarantine_file) as file:
            unread.write_ndjson(file)
        written["quarantine"] = str(quarantine_file)
        written["unreadable"] = unread.height
    session.show(written, lambda: Text("\n".join(f"{key}: {value}" for key, value in written.items())))
