"""`curator decontaminate add` and `list`: the held-out sets kept in the store."""

from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.tables import plain_table
from curator.cli.wishes import column_map, formatted


def pack_folder(session: Session) -> Path:
    """Where the packs of a store lie."""
    from curator.pipeline.packs import FOLDER

    return session.store.root / FOLDER


@click.command("add", short_help="Keep a held-out set under a name.")
@click.argument("name")
@click.argument("file")
@formatted
@click.option("--license", "license_", metavar="TEXT", help="The license of the set, to be kept with it.")
@click.option("--replace", is_flag=True, help="Take the place of a pack of that name with other items.")
@common
def add(
    session: Session,
    name: str,
    file: str,
    record_format: str | None,
    columns: tuple[str, ...],
    license_: str | None,
    replace: bool,
) -> None:
    """Keep the questions of FILE, and their answers if it has them, as pack NAME in the store.

    FILE is anything curator reads. It is copied: nothing is fetched when the pack is looked for.
    """
    from curator.pipeline import packs

    packs.check_name(name)
    with session.store.lock():
        pack = packs.add(
            pack_folder(session),
            name,
            file,
            license=license_,
            replace=replace,
            format=record_format,
            columns=column_map(columns),
        )

    def view() -> RenderableType:
        answers = f"{pack.answers:,} with answers" if pack.answers else "no answers"
        left_out = f"; {pack.left_out:,} records left out, unreadable or without a prompt" if pack.left_out else ""
        told = f"{name}: {pack.items:,} item{'s' * (pack.items != 1)}, {answers}{left_out}"
        return Group(Text(told), Text(f"\nlook for them: curator decontaminate SOURCE… --pack {name}"))

    session.show(pack.to_dict(), view)


@click.command("list", short_help="List the packs.")
@common
def list_packs(session: Session) -> None:
    """List the packs of the store."""
    from curator.pipeline import packs

    found = packs.known(pack_folder(session))

    def view() -> RenderableType:
        if not found:
            return Text(f"no packs in {session.store.root}; keep one: curator decontaminate add NAME FILE")
        columns: Any = {
            "pack": "left", "items": "right", "answers": "right", "source": "left", "license": "left", "sha256": "left",
        }  # fmt: skip
        rows = [
            (each.name, f"{each.items:,}", f"{each.answers:,}", each.source, each.license or "", each.sha256[:12])
            for each in found
        ]
        return plain_table(columns, rows)

    session.show({"packs": [each.to_dict() for each in found]}, view)
