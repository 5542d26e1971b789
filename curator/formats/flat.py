"""Tell the fields of an object that curator knows from the rest, and put both back in their old order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from curator.formats.format import Obj


@dataclass(frozen=True)
class Names:
    """Which keys may hold which field: per field its spellings, the preferred one first.

    Of several spellings in one object the first that is not null is the field; the others count as unknown fields.
    """

    spellings: tuple[tuple[str, tuple[str, ...]], ...]

    def usual(self, field: str) -> str:
        """The key that `field` is written as when nothing else is known."""
        return next((keys[0] for name, keys in self.spellings if name == field), field)

    def keys(self, field: str) -> tuple[str, ...]:
        """Every spelling of `field`."""
        return next((keys for name, keys in self.spellings if name == field), ())


@dataclass(frozen=True)
class _Plan:
    key_of: tuple[tuple[str, str], ...]  # field, key
    extra: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]  # field, key, where that is not the usual key
    first: tuple[str, ...]


def take(obj: Obj, names: Names) -> tuple[Obj, Obj, Obj]:
    """Split `obj` into its known fields (never null), its other keys, and the layout that `build` needs.

    The layout is empty when the known keys come first, in the order of `names`, with their usual spelling.
    """
    filled = tuple(key for key, value in obj.items() if value is not None)
    plan = _plan(names, tuple(obj), filled)
    layout: Obj = {}
    if plan.renamed:
        layout["names"] = dict(plan.renamed)
    if plan.first:
        layout["first"] = list(plan.first)
    return {field: obj[key] for field, key in plan.key_of}, {key: obj[key] for key in plan.extra}, layout


def build(values: Obj, extra: Obj, layout: Obj, names: Names) -> Obj:
    """The object that `take` split; a field that has become null is left out, a new one gets its usual key."""
    renamed = layout.get("names")
    key_of = {field: names.usual(field) for field, _ in names.spellings}
    if isinstance(renamed, Mapping):
        key_of |= renamed
    known = {key_of[field]: values[field] for field in key_of if values.get(field) is not None}
    whole = known | {key: value for key, value in extra.items() if key not in known}
    first = layout.get("first")
    if not isinstance(first, list):
        return whole
    start = {key: whole[key] for key in first if key in whole}
    return start | whole


@lru_cache(maxsize=1024)
def _plan(names: Names, keys: tuple[str, ...], filled: tuple[str, ...]) -> _Plan:
    """How objects with these keys are split; a file has few different ones."""
    key_of: dict[str, str] = {}
    for field, spellings in names.spellings:
        found = next((key for key in spellings if key in filled and key not in key_of.values()), None)
        if found is not None:
            key_of[field] = found
    extra = tuple(key for key in keys if key not in key_of.values())
    return _Plan(
        key_of=tuple(key_of.items()),
        extra=extra,
        renamed=tuple((field, key) for field, key in key_of.items() if key != names.usual(field)),
        first=_shortest_start(keys, [*key_of.values(), *extra]),
    )


def _shortest_start(actual: Sequence[str], usual: Sequence[str]) -> tuple[str, ...]:
    """The fewest leading keys that fix the order: after them, the usual order is the actual one."""
    for length in range(len(actual)):
        start = actual[:length]
        if [key for key in usual if key not in start] == list(actual[length:]):
            return tuple(start)
    return tuple(actual)
