"""A result as a page beside what the terminal shows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from curator.cli.common import Session
from curator.errors import DataError
from curator.files import whole_file

Command = TypeVar("Command", bound=Callable[..., Any])

page_option: Callable[[Command], Command] = click.option(
    "--html", type=click.Path(path_type=Path), help="Also write the report as one page."
)


def check_page(file: Path | None) -> None:
    """Make sure, before hours of work, that a page can be put there.

    Raises:
        DataError: there is no such folder, or a folder has that name.
    """
    if file is None:
        return
    if not file.absolute().parent.is_dir():
        raise DataError("no such folder", where=str(file.parent), hint="make it, or name another: --html FILE")
    if file.is_dir():
        raise DataError("is a folder", where=str(file), hint="name a file: --html FILE")


def write_page(session: Session, file: Path | None, page: Callable[[], str]) -> None:
    """Write the page where one is wanted, and say so.

    Raises:
        DataError: it cannot be written.
    """
    if file is not None:
        with whole_file(file) as part:
            part.write_text(page(), encoding="utf-8")
        session.note(f"page: {file}")
