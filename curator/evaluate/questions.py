"""Everything that a model is measured on: a held-out file, tasks, or both, as one set."""

from collections.abc import Sequence
from pathlib import Path

from curator.errors import RecipeError
from curator.evaluate.tasks import Heldout, load_heldout


def load_questions(
    heldout: str | Path | None, tasks: Sequence[str | Path] = (), *, allow_code: bool = False
) -> Heldout:
    """The items of a held-out file and of task files, in this order; see `load_task` for `allow_code`.

    Raises:
        CuratorError: a file that cannot be read, nothing in it, or one name in two of them.
    """
    from curator.evaluate.task_file import load_task

    if heldout is None and not tasks:
        raise RecipeError("there is nothing to measure on", hint="name a held-out file or a task")
    files = [load_heldout(heldout)] if heldout is not None else []
    return Heldout.merged([*files, *(load_task(each, allow_code=allow_code) for each in tasks)])
