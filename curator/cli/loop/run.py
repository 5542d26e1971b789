"""`curator loop run`: one turn, resumable."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from curator.cli.common import Session, common, stop_with

if TYPE_CHECKING:
    from curator.loop.hooks import Hooks
    from curator.loop.run import Loop

Command = TypeVar("Command", bound=Callable[..., Any])


def telling(command: Command) -> Command:
    """The options that say who is told how a turn ended, and what a turn may do beside what its recipe says."""
    for option in reversed(  # the one added last is listed first
        (
            click.option(
                "--notify",
                "commands",
                multiple=True,
                metavar="COMMAND",
                help="Shell command that is told how it ended: JSON on standard input, CURATOR_DECISION. Repeatable.",
            ),
            click.option("--notify-url", "urls", multiple=True, metavar="URL", help="Post the same JSON. Repeatable."),
            click.option("--allow-code", is_flag=True, help="Run programs that a model writes, where a task wants it."),
        )
    ):
        command = option(command)
    return command


@click.command("run", short_help="Run RECIPE, or go on where it stopped.")
@click.argument("recipe", type=click.Path(path_type=Path))
@telling
@click.option("--fail-unless-promoted", is_flag=True, help="End with code 1 unless the curated data are champion.")
@common
def run_loop(
    session: Session,
    recipe: Path,
    commands: tuple[str, ...],
    urls: tuple[str, ...],
    allow_code: bool,
    fail_unless_promoted: bool,
) -> None:
    """Run RECIPE from files to a decision; after a stop, go on where it stopped.

    The curated version challenges the champion: the version that was promoted last, or the raw data. Ends with code 1
    when the data do not pass the gate (`expect:`), before anything is trained.
    """
    run_and_show(
        session,
        recipe,
        hooks=hooks_of(commands, urls),
        allow_code=allow_code,
        must_promote=fail_unless_promoted,
    )


def run_and_show(
    session: Session,
    recipe: Path,
    *,
    hooks: "Hooks | None" = None,
    allow_code: bool = False,
    must_promote: bool = False,
) -> None:
    """Run a loop and show its decision."""
    from curator.cli.loop.shown import turn_view
    from curator.errors import CuratorError
    from curator.loop.decision import GATE_FAILED

    loop = loop_of(session, recipe, allow_code=allow_code)
    try:
        turn = loop.run(hooks)
    except CuratorError as error:
        if hooks:
            hooks.tell_error(loop.recipe.name, error, session.note)
        raise
    session.show(turn.to_dict(), lambda: turn_view(turn))
    if turn.decision == GATE_FAILED or (must_promote and not turn.promoted):
        stop_with(1)


def hooks_of(commands: tuple[str, ...], urls: tuple[str, ...]) -> "Hooks":
    """Who is told.

    Raises:
        RecipeError: an address is none.
    """
    from curator.loop.hooks import Hooks

    return Hooks(commands, urls)


def loop_of(session: Session, recipe: Path, *, allow_code: bool = False) -> "Loop":
    """The loop of a recipe, as this session runs it.

    Raises:
        RecipeError: a mistake in the recipe.
    """
    from curator.cli.label.connection import connected
    from curator.loop.run import Loop

    return Loop(
        recipe,
        session.store,
        warn=session.note,
        connect=lambda: connected(session, None),
        allow_code=allow_code,
    )
