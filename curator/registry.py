"""Names and the objects behind them, imported on first use; and what a mistyped name may have meant."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Generic, TypeVar

from curator.errors import RecipeError

T = TypeVar("T")


def closest(name: str, options: Iterable[str]) -> str:
    """A hint for a name that does not exist: the nearest option, or what there is."""
    known = sorted(options)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    if near:
        return f"did you mean {near[0]}?"
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return f"there are: {shown}" if known else "there are none"


class Registry(Generic[T]):
    """A table of names; a value may be the object or `"module:attribute"`, imported when asked for."""

    def __init__(self, what: str, entries: Mapping[str, T | str]) -> None:
        self._what = what
        self._entries: dict[str, T | str] = dict(entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def add(self, name: str, entry: T) -> None:
        """Register `entry`.

        Raises:
            RecipeError: the name is taken.
        """
        if name in self._entries:
            raise RecipeError(f"{self._what} {name!r} exists already", hint="give it another name")
        self._entries[name] = entry

    def get(self, name: str) -> T:
        """The object called `name`.

        Raises:
            RecipeError: there is none.
        """
        if name not in self._entries:
            raise RecipeError(f"unknown {self._what} {name!r}", hint=closest(name, self._entries))
        entry = self._entries[name]
        if isinstance(entry, str):
            module, attribute = entry.split(":")
            entry = getattr(import_module(module), attribute)
            self._entries[name] = entry
        return entry
