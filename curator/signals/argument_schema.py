"""Whether a value keeps to a declared JSON schema, said in words; schemas and values come from data and may be hostile.

Read are `type`, `enum`, `const`, `required`, `properties`, `additionalProperties`, `items`, the bounds of sizes and
numbers, `anyOf`, `oneOf` (as `anyOf`), `allOf` and references inside the schema. Everything else claims nothing:
patterns can take for ever, and nothing is ever fetched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from curator.signals.schema_keywords import bound_breaks, enum_breaks, listed, type_breaks

_Obj: TypeAlias = dict[str, object]

MAX_DEPTH = 60


@dataclass
class Budget:
    """How many schemas (or ten times as many listed names) may still be looked at; with none left, a value is good."""

    steps: int = 50_000


class _GaveUpError(Exception):
    """The schema is too large or too deep to tell."""


def first_break(value: object, schema: object, budget: Budget) -> str | None:
    """What is the first thing in `value` that the schema forbids, such as "days: text given, a whole number expected".

    Null when there is none. An absent value is often stored as null: null for a property that is not required counts
    as absent, and so does a keyword of the schema that is null.
    """
    try:
        return next(_Check(schema, budget).breaks(value, schema, "", 0), None)
    except _GaveUpError:
        return None


class _Check:
    def __init__(self, root: object, budget: Budget) -> None:
        self._root = root
        self._budget = budget

    def breaks(self, value: object, schema: object, path: str, depth: int) -> Iterator[str]:
        names = [listed(schema.get(key)) for key in ("enum", "required")] if isinstance(schema, dict) else []
        self._budget.steps -= 1 + sum(map(len, names)) // 10
        if self._budget.steps < 0 or depth > MAX_DEPTH:
            raise _GaveUpError
        if schema is False:
            yield f"{path or 'it'} is not allowed"
        if not isinstance(schema, dict) or (value is None and schema.get("nullable") is True):
            return
        yield from type_breaks(value, schema, path)
        yield from enum_breaks(value, schema, path)
        yield from bound_breaks(value, schema, path)
        if isinstance(value, dict):
            yield from self._object_breaks(value, schema, path, depth)
        elif isinstance(value, list):
            yield from self._list_breaks(value, schema, path, depth)
        yield from self._joined_breaks(value, schema, path, depth)

    def _object_breaks(self, value: dict[str, object], schema: _Obj, path: str, depth: int) -> Iterator[str]:
        required = dict.fromkeys(name for name in listed(schema.get("required")) if isinstance(name, str))
        for name in required:
            if name not in value:
                yield f"{_joined(path, name)} is missing"
        properties = schema.get("properties")
        declared: Mapping[str, object] = properties if isinstance(properties, dict) else {}
        others = schema.get("additionalProperties")
        if "patternProperties" in schema:
            others = None
        for name, each in value.items():
            if each is None and name not in required:
                continue
            if name in declared:
                yield from self.breaks(each, declared[name], _joined(path, name), depth + 1)
            elif others is False:
                yield f"{_joined(path, name)} is not declared"
            elif others is not None:
                yield from self.breaks(each, others, _joined(path, name), depth + 1)

    def _list_breaks(self, value: list[object], schema: _Obj, path: str, depth: int) -> Iterator[str]:
        items = schema.get("items")
        first = listed(schema.get("prefixItems")) or listed(items)
        rest = items if isinstance(items, dict | bool) else None
        for place, each in enumerate(value):
            wanted = first[place] if place < len(first) else rest
            if wanted is not None:
                yield from self.breaks(each, wanted, f"{path}[{place}]", depth + 1)

    def _joined_breaks(self, value: object, schema: _Obj, path: str, depth: int) -> Iterator[str]:
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield from self.breaks(value, self._referred(reference), path, depth + 1)
        for each in listed(schema.get("allOf")):
            yield from self.breaks(value, each, path, depth + 1)
        for choices in (listed(schema.get("anyOf")), listed(schema.get("oneOf"))):
            found = [next(self.breaks(value, each, path, depth + 1), None) for each in choices]
            if found and None not in found:
                yield found[0] or "" if len(found) == 1 else f"{path or 'it'} fits none of the declared forms"

    def _referred(self, reference: str) -> object:
        """The part of the schema that `#/a/b` names; one that is elsewhere or nowhere claims nothing."""
        if not reference.startswith("#") or len(reference) > 500:
            return None
        found = self._root
        for key in reference[1:].split("/")[1:]:
            name = key.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, dict) else None
        return found


def _joined(path: str, name: str) -> str:
    short = f"{name[:40]}…" if len(name) > 40 else name
    return f"{path}.{short}" if path else short
