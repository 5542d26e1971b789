"""Names and the objects behind them, imported on first use; and what a mistyped name may have meant."""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
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
    """A table of names; a value may be the object or `"module:attribute"`, imported when asked for.

    Installed packages add to it by entry points, looked up when a name is not there or all names are wanted.
    """

    def __init__(
        self, what: str, entries: Mapping[str, T | str], *, group: str | None = None, kind: type[T] | None = None
    ) -> None:
        """The table; `group` names the entry points that add to it, `kind` the class that they must be of."""
        self._what = what
        self._entries: dict[str, T | str | EntryPoint] = dict(entries)
        self._group = group
        self._kind = kind
        self.own = frozenset(entries)

    def __iter__(self) -> Iterator[str]:
        self._look_up()
        return iter(self._entries)

    def __contains__(self, name: object) -> bool:
        if name not in self._entries:
            self._look_up()
        return name in self._entries

    def add(self, name: str, entry: T) -> None:
        """Register `entry`.

        Raises:
            RecipeError: the name is taken.
        """
        if name in self:
            raise RecipeError(f"{self._what} {name!r} exists already", hint="give it another name")
        self._entries[name] = entry

    def get(self, name: str) -> T:
        """The object called `name`.

        Raises:
            RecipeError: there is none.
        """
        if name not in self:
            raise RecipeError(f"unknown {self._what} {name!r}", hint=closest(name, self._entries))
        entry = self._entries[name]
        if isinstance(entry, EntryPoint):
            entry = self._loaded(entry)
            self._entries[name] = entry
        if isinstance(entry, str):
            module, attribute = entry.split(":")
            entry = getattr(import_module(module), attribute)
            self._entries[name] = entry
        return entry

    def _look_up(self) -> None:
        """Take in the names of entry points, once; nothing is imported."""
        if self._group is None:
            return
        found = list(entry_points(group=self._group))
        self._group = None
        counts = Counter(each.name for each in found)
        for each in found:
            if each.name in self._entries or counts[each.name] > 1:
                raise RecipeError(
                    f"{self._what} {each.name!r} exists already",
                    where=_package(each),
                    hint="give it another name there, or uninstall the package",
                )
        self._entries.update({each.name: each for each in found})

    def _loaded(self, entry: EntryPoint) -> T:
        try:
            found = entry.load()
        except Exception as error:
            what = f"{self._what} {entry.name!r} cannot be loaded: {type(error).__name__}: {error}"
            raise RecipeError(what, where=_package(entry), hint="mend or uninstall the package") from error
        if (self._kind and not isinstance(found, self._kind)) or getattr(found, "name", entry.name) != entry.name:
            what = f"entry point {entry.name!r} is no {self._what} of that name"
            raise RecipeError(what, where=_package(entry), hint="mend or uninstall the package")
        return found  # type: ignore[no-any-return]  # what a package gives has no type before it is looked at


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name if entry.dist else 'an installed package'} ({entry.value})"
