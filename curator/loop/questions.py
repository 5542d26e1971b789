"""What the arms of a loop are measured on: files of questions, a share of the data, or both."""

from functools import cached_property
from typing import Any

from curator.evaluate import Heldout, load_questions, remarks
from curator.loop.curating import stamps
from curator.recipe import Evaluate, Recipe
from curator.trial.journal import Journal, Result
from curator.trial.split import Split, split_off


class Questions:
    """The held-out set of a recipe; data that were split before need not be read again to know it."""

    def __init__(self, recipe: Recipe, evaluate: Evaluate, *, allow_code: bool) -> None:
        """Read the files.

        Raises:
            DataError: they cannot be used.
        """
        self._recipe = recipe
        self._evaluate = evaluate
        self._read: Heldout | None = None
        if evaluate.heldout or evaluate.tasks:
            self._read = load_questions(evaluate.heldout, evaluate.tasks, allow_code=allow_code)
        self.remarks = tuple(remarks(self._read)) if self._read else ()
        """What is odd about them and stops nothing, a line each."""

    def known(self, journal: Journal) -> Result:
        """The hash `sha256` of all questions, and the report of the `split`, null without one.

        Raises:
            CuratorError: the data cannot be read, or not be split.
        """
        if self._evaluate.split is None:
            return {"sha256": self.heldout.sha256, "split": None}
        inputs = {
            "data": stamps(self._recipe.data.sources),
            "format": self._recipe.data.model_dump(include={"format", "columns"}),
            "share": self._evaluate.split,
            "files": self._read.sha256 if self._read else None,
        }
        return journal.once("split", inputs, self._described)

    @cached_property
    def heldout(self) -> Heldout:
        """All questions."""
        return Heldout.merged([*([self._read] if self._read else []), *([self._split.heldout] if self._split else [])])

    def held_out(self) -> frozenset[str]:
        """The records that were taken out of the data."""
        return self._split.record_ids if self._split else frozenset()

    @cached_property
    def _split(self) -> Split | None:
        return split_off(self._recipe, self._evaluate.split) if self._evaluate.split is not None else None

    def _described(self) -> dict[str, Any]:
        assert self._split, "there is one when it is described"
        return {"sha256": self.heldout.sha256, "split": self._split.report}
