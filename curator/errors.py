"""What the user did or met that curator cannot go on with: what it is, where, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Problem:
    """One mistake: what is wrong, where (`file:line:column`, a path, an id), and what to do about it."""

    what: str
    where: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"; {self.hint}" if self.hint else ""
        return f"{place}{self.what}{advice}"


class CuratorError(Exception):
    """Something a user can put right. Shown without a traceback; any other exception is our own mistake."""

    exit_code = 2

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        others: Sequence[Problem] = (),
    ) -> None:
        self.problems: tuple[Problem, ...] = (Problem(what, where, hint), *others)
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> Self:
        """Raise several mistakes as one error, so that all of them can be mended in one go."""
        first, *rest = problems
        return cls(first.what, where=first.where, hint=first.hint, others=rest)


class RecipeError(CuratorError):
    """A recipe, a rule pack or a command line asks for something impossible."""


class DataError(CuratorError):
    """The data, a stored version or an annotation file cannot be used as it is."""


class SignalError(CuratorError):
    """A signal could not be measured."""


class ServiceError(CuratorError):
    """An outside service (a package index, a model hub, Label Studio) failed."""

    exit_code = 3


class MissingExtra(CuratorError):
    """An optional package is not installed."""


class LeftOut(UserWarning):
    """Something of an installed package cannot be used; all else can."""
