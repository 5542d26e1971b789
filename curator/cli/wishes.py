"""What a command line asks for, as a recipe."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

import click

from curator.cli.common import Session
from curator.errors import DataError
from curator.versions import LATEST, DatasetVersion

if TYPE_CHECKING:
    import polars as pl

    from curator.pipeline import Judged
    from curator.recipe import Recipe

Command = TypeVar("Command", bound=Callable[..., Any])

RECIPE_SUFFIXES = (".yaml", ".yml")
UNREADABLE_SHOWN = 3


def formatted(command: Command) -> Command:
    """The options that say in which format sources are."""
    return _with_options(
        command,
        click.option("--format", "record_format", help="Record format; by default it is recognised."),
        click.option(
            "--column",
            "columns",
            multiple=True,
            metavar="FIELD=COLUMN",
            help="Which column holds a field, such as instruction=question. Repeatable.",
        ),
    )


def reading(command: Command) -> Command:
    """The options that say how sources are read and judged."""
    judged = _with_options(
        command,
        click.option(
            "--rules",
            "rules",
            multiple=True,
            metavar="PRESET|PACK|FILE",
            help="Rules to judge by. Repeatable.  [default: default]",
        ),
        click.option(
            "--model",
            metavar="NAME|FOLDER",
            help="Language model for signals such as response_ifd_loss_ratio, e.g. smollm2-135m-instruct.",
        ),
        click.option(
            "--domain", metavar="TEXT|FILE", help="What the records should be about, or a file of such records."
        ),
        click.option("--no-dedup", is_flag=True, help="Do not look for duplicates."),
        click.option("--no-fixes", is_flag=True, help="Repair nothing."),
    )
    return formatted(judged)


def _with_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):  # the one added last is listed first
        command = option(command)
    return command


class Wishes(TypedDict):
    """The values of the options that `reading` adds."""

    record_format: str | None
    columns: Sequence[str]
    rules: Sequence[str]
    model: str | None
    domain: str | None
    no_dedup: bool
    no_fixes: bool


def recipe_of(sources: Sequence[str], **wishes: Unpack[Wishes]) -> "Recipe":
    """The recipe for these sources, or the one that is named instead of sources.

    Raises:
        RecipeError: the recipe is wrong.
    """
    from curator.recipe import Data, Dedup, Recipe, Signals, load

    recipes = [source for source in sources if Path(source).suffix in RECIPE_SUFFIXES]
    if recipes and len(sources) > 1:
        raise click.UsageError(f"{recipes[0]} is a recipe and stands alone; name further sources in it")
    if recipes:
        return _changed(load(Path(recipes[0])), wishes)
    return Recipe(
        data=Data(sources=list(sources), format=wishes["record_format"], columns=column_map(wishes["columns"])),
        rules=list(wishes["rules"]) or ["default"],
        fixes=not wishes["no_fixes"],
        signals=Signals(model=wishes["model"], domain=wishes["domain"]),
        dedup=Dedup(enabled=not wishes["no_dedup"]),
    )


def _changed(recipe: "Recipe", wishes: Wishes) -> "Recipe":
    if wishes["record_format"] or wishes["columns"]:
        raise click.UsageError("--format and --column go with sources; a recipe says so itself, under data")
    update: dict[str, Any] = {"rules": list(wishes["rules"])} if wishes["rules"] else {}
    chosen = {name: value for name, value in (("model", wishes["model"]), ("domain", wishes["domain"])) if value}
    if chosen:
        update["signals"] = recipe.signals.model_copy(update=chosen)
    if wishes["no_fixes"]:
        update["fixes"] = False
    if wishes["no_dedup"]:
        update["dedup"] = recipe.dedup.model_copy(update={"enabled": False})
    return recipe.model_copy(update=update)


def note_findings(session: Session, judged: "Judged") -> None:
    """Tell what was odd about the rules and the sources, and where the first unreadable lines are."""
    for warning in judged.warnings:
        session.note(f"warning: {warning}")
    note_unreadable(session, judged.quarantine)


def note_unreadable(session: Session, quarantine: "pl.DataFrame") -> None:
    """Tell where the first unreadable lines are."""
    for row in quarantine.head(UNREADABLE_SHOWN).iter_rows(named=True):
        place = (
            f"{row['source']}:{row['line']}" if row["line"] is not None else f"{row['source']}, row {row['source_row']}"
        )
        offset = f" (byte {row['byte_offset']:,})" if row["byte_offset"] is not None else ""
        session.note(f"unreadable: {place}{offset}: {row['reason']}")
    more = quarantine.height - UNREADABLE_SHOWN
    if more > 0:
        session.note(f"… and {more:,} more unreadable: curator versions export VERSION --quarantine FILE")


def named_version(session: Session, sources: Sequence[str]) -> DatasetVersion | None:
    """The stored version that is meant by a single word which is no file.

    Raises:
        DataError: it is neither a file nor a version.
    """
    if len(sources) == 1:
        return _named_version(session, sources[0])
    files_only(session, sources)
    return None


def files_only(session: Session, sources: Sequence[str]) -> None:
    """Make sure that no stored version is among what should be files."""
    for name in sources:
        version = _named_version(session, name)
        if version:
            file = f"curator versions export {version.id} -o FILE"
            raise click.UsageError(f"{name} is a stored version where files are read; write it first: {file}")


def column_map(columns: Sequence[str]) -> dict[str, str] | None:
    """What `--column` says: canonical field to column; none when it was not given."""
    pairs = [each.partition("=") for each in columns]
    for field, equals, column in pairs:
        if not (field and equals and column):
            raise click.UsageError(f"--column wants FIELD=COLUMN, got {field + equals + column!r}")
    return {field: column for field, _, column in pairs} or None


def _named_version(session: Session, name: str) -> DatasetVersion | None:
    looks_like_id = name == LATEST or (len(name) >= 4 and set(name) <= set("0123456789abcdef"))
    if not looks_like_id or Path(name).exists():
        return None
    try:
        return session.store.get(name)
    except DataError as error:
        raise DataError(f"neither a file nor a version: {name}", hint=error.problems[0].hint) from None
