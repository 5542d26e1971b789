"""What the arms of a study are measured on: a held-out file, task files, or both."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from curator.cli.common import Session

if TYPE_CHECKING:
    from curator.evaluate import Heldout
    from curator.recipe import Evaluate

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Asked:
    """The files that were named, and whether programs that a model writes may be run."""

    heldout: Path | None
    tasks: tuple[Path, ...]
    allow_code: bool

    def load(self, session: Session) -> "Heldout":
        """The questions; what of them cannot be measured is told.

        Raises:
            CuratorError: a file cannot be used, or none was named.
        """
        from curator.evaluate import load_questions, remarks

        questions = load_questions(self.heldout, self.tasks, allow_code=self.allow_code)
        for remark in remarks(questions):
            session.note(remark)
        return questions

    def settings(self, **more: object) -> "Evaluate":
        """The same for a trial, with more of its settings.

        Raises:
            RecipeError: a setting is wrong.
        """
        from curator.recipe import Evaluate

        named = {"heldout": str(self.heldout) if self.heldout else None, "tasks": [str(task) for task in self.tasks]}
        return Evaluate.of(**named, **more)


def question_options(command: Command) -> Command:
    """The options that name questions; they arrive as one, `asked`."""

    @click.option(
        "--heldout",
        type=click.Path(path_type=Path),
        help="JSON Lines with gold answers: instruction, input, output, and perhaps options and task.",
    )
    @click.option(
        "--task", "tasks", type=click.Path(path_type=Path), multiple=True, help="A task file; may be repeated."
    )
    @click.option(
        "--allow-code", is_flag=True, help="Let programs that a model writes run, where a task measures that."
    )
    @functools.wraps(command)
    def wrapped(
        *args: object, heldout: Path | None, tasks: tuple[Path, ...], allow_code: bool, **kwargs: object
    ) -> object:
        return command(*args, asked=Asked(heldout, tasks, allow_code), **kwargs)

    return wrapped  # type: ignore[return-value]  # click's decorators keep the callable's shape
