"""Names and the objects behind them, imported on first use; and what a mistyped name may have meant."""

import difflib
import warnings
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, TypeVar

from curator.errors import LeftOut, RecipeError

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

    Installed packages add to it by entry points, loaded when a name is not there or all names are wanted. One that
    cannot be loaded, or whose name is taken, is left out with a warning: it stops only who asks for it.
    """

    def __init__(
        self, what: str, entries: Mapping[str, T | str], *, group: str | None = None, kind: type[T] | None = None
    ) -> None:
        """The table; `group` names the entry points that add to it, `kind` the class that they must be of."""
        self._what = what
        self._entries: dict[str, T | str] = dict(entries)
        self._left_out: dict[str, RecipeError] = {}
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
            RecipeError: there is none, or it was left out.
        """
        if name not in self:
            if name in self._left_out:
                raise self._left_out[name]
            raise RecipeError(f"unknown {self._what} {name!r}", hint=closest(name, self._entries))
        entry = self._entries[name]
        if isinstance(entry, str):
            module, attribute = entry.split(":")
            entry = getattr(import_module(module), attribute)
            self._entries[name] = entry
        return entry

    def _look_up(self) -> None:
        """Take in what entry points give, once."""
        if self._group is None:
            return
        found = list(entry_points(group=self._group))
        self._group = None
        counts = Counter(each.name for each in found)
        taken = {name for name, count in counts.items() if count > 1} | set(self._entries)
        for each in found:
            try:
                self._entries[each.name] = self._loaded(each, taken)
            except RecipeError as error:
                self._left_out[each.name] = error
                warnings.warn(f"left out: {error}", LeftOut, stacklevel=2)

    def _loaded(self, entry: EntryPoint, taken: Container[str]) -> T:
        if entry.name in taken:
            hint = "give it another name there, or uninstall the package"
            raise RecipeError(f"{self._what} {entry.name!r} exists already", where=_package(entry), hint=hint)
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
