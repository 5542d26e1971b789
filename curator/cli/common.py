"""What every command shares: its options, its store, and how results and progress reach the user."""

import functools
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import orjson

from curator import progress
from curator.cli.ending import stoppable
from curator.errors import DataError
from curator.files import writing
from curator.versions import VersionStore

if TYPE_CHECKING:
    from rich.console import RenderableType

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Session:
    """The common options of one call."""

    store: VersionStore
    json: bool
    quiet: bool
    verbose: bool

    @property
    def store_if_there(self) -> VersionStore | None:
        """The store, for commands that read it but must not make one."""
        return self.store if self.store.root.is_dir() else None

    @property
    def store_that_is_there(self) -> VersionStore:
        """The store, for commands that mean nothing without one.

        Raises:
            DataError: there is none.
        """
        if not self.store.root.is_dir():
            hint = "make it: curator curate FILE; or name another: --store DIR"
            raise DataError("no such store", where=str(self.store.root), hint=hint)
        return self.store

    def show(self, result: Mapping[str, Any], render: "Callable[[], RenderableType]") -> None:
        """The result, once, on standard output: as one JSON object, or rendered for people."""
        if self.json:
            shown = orjson.dumps(result, option=orjson.OPT_NON_STR_KEYS).decode()
            with writing(Path("standard output")):
                click.echo(shown)
            return
        from curator.cli.screen import stdout

        rendered = render()
        with writing(Path("standard output")):
            stdout().print(rendered)

    def note(self, message: str) -> None:
        """A remark for people, on standard error; silent with `-q`."""
        if not self.quiet:
            click.echo(message, err=True)

    def detail(self, message: str) -> None:
        """A remark for those who asked for more with `-v`."""
        if self.verbose:
            click.echo(message, err=True)

    def watching(self) -> AbstractContextManager[None]:
        """Progress bars on standard error while the block runs."""
        if self.quiet:
            return nullcontext()
        from curator.cli.screen import watcher

        return progress.watched_by(watcher())


def common(command: Command) -> Command:
    """Give a command `--store`, `--json`, `-q`, `-v` and `--plugin`, and hand it a `Session` first."""

    @click.option(
        "--store",
        type=click.Path(path_type=Path),
        metavar="DIRECTORY",
        default=Path(".curator"),
        envvar="CURATOR_STORE",
        show_default=True,
        show_envvar=True,
        help="Folder of the versions.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    @click.option("-q", "--quiet", is_flag=True, help="No progress, no remarks.")
    @click.option("-v", "--verbose", is_flag=True, help="More remarks.")
    @click.option(
        "--plugin",
        "plugins",
        type=click.Path(path_type=Path, dir_okay=False),
        multiple=True,
        help="Python file that adds signals; it is executed.",
    )
    @functools.wraps(command)
    def wrapped(
        *args: object,
        store: Path,
        as_json: bool,
        quiet: bool,
        verbose: bool,
        plugins: tuple[Path, ...],
        **kwargs: object,
    ) -> object:
        _check_place(store)
        for plugin in plugins:
            from curator.plugins import load

            load(plugin)
        session = Session(VersionStore(store), as_json, quiet, verbose)
        with stoppable(), session.watching():
            return command(session, *args, **kwargs)

    return wrapped  # type: ignore[return-value]  # click's decorators keep the callable's shape


def _check_place(store: Path) -> None:
    """Make sure that a store is, or may be made, in this place."""
    found = next((place for place in (store, *store.parents) if place.exists()), store)
    if found.is_file():
        raise DataError("is a file, and a store is a folder", where=str(found), hint="name another: --store DIR")


def stop_with(code: int) -> None:
    """End the command with this exit code."""
    click.get_current_context().exit(code)
