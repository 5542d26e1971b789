"""`curator loop watch`: turn after turn."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Group
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.loop.run import hooks_of, loop_of, telling
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.loop.hooks import Hooks

WHAT = "curator loop watch"


@click.command(short_help="Run RECIPE again and again: at set times, or when files change.")
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--every", metavar="TIME", help="Begin a turn so often (30m, 1h, 1d12h); else whenever a file changes.")
@click.option("--turns", type=click.IntRange(min=1), help="End after so many turns.")
@telling
@common
def watch(
    session: Session,
    recipe: Path,
    every: str | None,
    turns: int | None,
    commands: tuple[str, ...],
    urls: tuple[str, ...],
    allow_code: bool,
) -> None:
    """Run RECIPE now, and again when its data, rules, questions or people's answers have changed.

    A turn that fails is told and the watch goes on. With --json, each turn prints one line.
    """
    from curator.loop.holding import holding
    from curator.loop.watch import FOLDER

    hooks = hooks_of(commands, urls)
    folder = loop_of(session, recipe).folder / FOLDER
    with holding(folder, WHAT):
        watcher = _Watcher(session, recipe, hooks, allow_code=allow_code)
        for _ in islice(_moments(session, recipe, every, folder), turns):
            watcher.turn()


def _moments(session: Session, recipe: Path, every: str | None, folder: Path) -> Iterator[None]:
    """When turns begin."""
    from curator.loop import watch as watching
    from curator.recipe import load

    wanted = load(recipe)
    often = every or wanted.loop.every
    every_s = watching.seconds_of(often) if often else None
    if every_s is None:
        watching.check_watchable(wanted)

    def announce(due: datetime | None) -> None:
        watching.remember(folder, due, every_s)
        session.note(f"next turn {due:%Y-%m-%d %H:%M:%S} UTC" if due else f"watching what {recipe} reads")

    if every_s is not None:
        return watching.at_times(every_s, watching.Clock(), announce)
    return watching.on_changes(lambda: watching.watched(recipe, session.store.root), watching.Clock(), announce)


class _Watcher:
    """Makes turns, and tells the same error once."""

    def __init__(self, session: Session, recipe: Path, hooks: "Hooks", *, allow_code: bool) -> None:
        self._session = session
        self._recipe = recipe
        self._hooks = hooks
        self._allow_code = allow_code
        self._error: str | None = None

    def turn(self) -> None:
        """Make one turn; what a user can put right is told, and ends nothing."""
        from curator.loop.watch import PATIENCE_S

        try:
            loop = loop_of(self._session, self._recipe, allow_code=self._allow_code)
            ended = loop.run(self._hooks, what=WHAT, patience_s=PATIENCE_S)
        except CuratorError as error:
            self._failed(error)
            return
        self._error = None
        self._session.show(ended.to_dict(), lambda: _brief(ended))

    def _failed(self, error: CuratorError) -> None:
        from curator.loop.decision import FAILED

        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        if self._session.json:
            self._session.show({"decision": FAILED, "error": str(error)}, lambda: Text())
        if str(error) != self._error:
            self._hooks.tell_error(self._recipe.stem, error, self._session.note)
        self._error = str(error)


def _brief(ended: Any) -> Group | Text:  # noqa: ANN401 - a turn
    """A turn in a few lines."""
    from curator.cli.loop.shown import champion_line, decision_line, headline

    now = f"{datetime.now():%H:%M:%S}  "
    if not ended.is_new:
        return Text(f"{now}nothing has changed: {ended.decision}")
    outcome = ended.outcome
    reasons = [Text(f"  {reason}") for reason in outcome["reasons"]]
    return Group(Text(now + headline(outcome)), decision_line(outcome), *reasons, Text(champion_line(outcome)), Text())
