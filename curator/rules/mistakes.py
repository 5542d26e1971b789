"""What is wrong with a predicate, and at which of its characters."""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.errors import Problem, RecipeError


@dataclass(frozen=True)
class Mistake:
    """One thing wrong (or doubtful) in a predicate; `at` counts its characters from 0."""

    what: str
    at: int
    hint: str | None = None


class PredicateError(RecipeError):
    """A predicate that the gate refuses."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        problems = [Problem(each.what, f"character {each.at + 1}", each.hint) for each in self.mistakes]
        first, *rest = problems
        super().__init__(first.what, where=first.where, hint=first.hint, others=rest)


def refuse(what: str, at: int, hint: str | None = None) -> PredicateError:
    """An error with one mistake."""
    return PredicateError([Mistake(what, at, hint)])
