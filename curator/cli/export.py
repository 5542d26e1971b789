"""`curator versions export`: the records, the ledger or the unreadable lines of a version, as files."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.places import PLACE
from curator.cli.tables import plain_table
from curator.files import whole_file

if TYPE_CHECKING:
    import polars as pl

    from curator.export import Exported, Run
    from curator.versions import DatasetVersion

TRAINER_NAMES = ("trl", "axolotl", "llama-factory", "openai", "parquet")
CONFIGURED = ("trl", "axolotl", "llama-factory")
"""Trainers that a run is configured for."""


@click.command("export", short_help="Write a version to a file, or for a trainer to a folder.")
@click.argument("version")
@click.option("-o", "--output", type=PLACE, help="Write the kept records here: a file; with --for a new folder.")
@click.option(
    "--for",
    "trainer",
    type=click.Choice(TRAINER_NAMES),
    help="Lay the records out for this trainer; parquet: as on the Hugging Face hub.",
)
@click.option("--split", metavar="NAME=SHARE,…", help="With --for: parts such as train=0.9,test=0.1.")
@click.option("--seed", type=int, help="With --split: another seed, another division.  [default: 0]")
@click.option("--skip-unfit", is_flag=True, help="With --for: leave out records that the trainer cannot read.")
@click.option(
    "--recipe",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --for: write the trainer's configuration of this recipe's train section beside the data.",
)
@click.option("--format", "record_format", help="Record format of OUTPUT; by default the one that was read.")
@click.option("--keep-review", is_flag=True, help="Write records that wait for review too.")
@click.option(
    "--ledger",
    "ledger_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the ledger, its times and scores here (Parquet).",
)
@click.option(
    "--quarantine",
    "quarantine_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the unreadable lines here (JSON Lines): file, line, byte offset, reason, excerpt.",
)
@common
def export_version(
    session: Session,
    version: str,
    output: Path | str | None,
    trainer: str | None,
    split: str | None,
    seed: int | None,
    skip_unfit: bool,
    recipe: Path | None,
    record_format: str | None,
    keep_review: bool,
    ledger_file: Path | None,
    quarantine_file: Path | None,
) -> None:
    """Write the records or the ledger of VERSION to a file, or to a folder that a trainer reads."""
    if not output and not ledger_file and not quarantine_file:
        place = "-o FOLDER" if trainer else "-o FILE, --ledger FILE or --quarantine FILE"
        raise click.UsageError(f"nothing to write: give {place}")
    if trainer is None and (split is not None or seed is not None or skip_unfit or recipe):
        raise click.UsageError("--split, --seed, --skip-unfit and --recipe go with --for")
    if recipe and trainer not in CONFIGURED:
        raise click.UsageError(f"--recipe goes with --for {' or '.join(CONFIGURED)}; {trainer} takes no configuration")
    if trainer and (record_format or not isinstance(output, Path) or str(output) == "-"):
        raise click.UsageError("--for wants -o FOLDER, and no --format")
    found = session.store.get(version)
    written: dict[str, Any] = {"version": found.id}
    done = None
    if trainer:
        run = _run(found, recipe, keep_review) if recipe else None
        done = _for_trainer(session, found, Path(str(output)), trainer, split, seed or 0, keep_review, skip_unfit, run)
        written |= {**done.to_dict(), "output": str(output)}
    elif output:
        from curator.export import check_writable, export

        check_writable(output, [], record_format)
        written["records"] = export(found, output, format=record_format, keep_review=keep_review, remark=session.note)
        written["output"] = str(output)
    if ledger_file:
        ledger = _ledger(found)
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
    if str(output) == "-":
        session.note(f"{found.id}: {written['records']:,} records")
        return
    session.show(written, lambda: _view(done) if done else _lines(written))


def _ledger(version: "DatasetVersion") -> "pl.DataFrame":
    """A line a record, with when people decided it and with its scores."""
    from curator.label.frame import decided_at
    from curator.scores import record_scores, scored_rules

    ledger = version.frame("ledger").collect()
    scores = record_scores(ledger, scored_rules(version.manifest["rules"]))
    more = scores.with_columns(decided_at(version, ledger))
    return ledger.hstack(more.drop(ledger.columns, strict=False))  # a rule may be called score


def _for_trainer(
    session: Session,
    version: "DatasetVersion",
    folder: Path,
    trainer: str,
    split: str | None,
    seed: int,
    keep_review: bool,
    skip_unfit: bool,
    run: "Run | None",
) -> "Exported":
    from curator.export import WHOLE, export_for, parse_shares

    shares = WHOLE if split is None else parse_shares(split)
    done = export_for(
        version, folder, trainer, shares=shares, seed=seed, keep_review=keep_review, skip_unfit=skip_unfit, run=run
    )
    for warning in done.warnings:
        session.note(f"warning: {warning}")
    return done


def _run(version: "DatasetVersion", recipe: Path, keep_review: bool) -> "Run":
    from curator.recipe import load
    from curator.trial.elsewhere import run_elsewhere

    return run_elsewhere(version, load(recipe).train, keep_review=keep_review)


def _view(done: "Exported") -> RenderableType:
    splits = done.splits()
    total = sum(splits.values())
    head = f"{done.version} → {done.folder}  {total:,} records for {done.trainer}"
    shares = [
        (name, f"{count:,}", f"{count / total:.1%}", f"{done.wanted[name]:.1%}") for name, count in splits.items()
    ]
    files = [(f"{task}/{name}", f"{count:,}") for task, each in done.records.items() for name, count in each.items()]
    # One of them by its id, which is what `curator why` takes.
    left_out = [(example, f"{count:,}", why) for why, (count, example) in done.unfit.items()]
    parts: list[RenderableType] = [Text(head, style="bold"), Text()]
    parts += [plain_table({"split": "left", "records": "right", "share": "right", "wanted": "right"}, shares), Text()]
    parts += [plain_table({"file": "left", "records": "right"}, files), Text()]
    if left_out:
        parts += [plain_table({"left out": "left", "records": "right", "why": "left"}, left_out), Text()]
    return Group(*parts, Text(done.next_step, no_wrap=True, overflow="ignore"))


def _lines(written: dict[str, Any]) -> Text:
    return Text("\n".join(f"{key}: {value}" for key, value in written.items()))
