"""Records as a table that loses nothing: what no column type can hold stays as JSON text, and the table says where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import orjson
import polars as pl

from curator.formats import Obj
from curator.formats.cells import finite
from curator.writers.declared import Columns, Declared

_EXACT = 2**53  # integers up to here are themselves as floats
_WIDE = 2**63
_DEEPEST = 2  # lists within lists; more is no table
_MOMENTS = (date, datetime, time)


@dataclass(frozen=True)
class Table:
    """A frame, and the columns (`tools`) and members of lists (`messages.tool_calls`) whose text is JSON."""

    frame: pl.DataFrame
    json_text: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    """What whoever reads the table should know: JSON as text, columns of another type than they had."""


def as_table(
    objects: Iterable[Obj], *, sources: Sequence[str] = (), columns: Columns | None = None, flat: bool = False
) -> Table:
    """One row an object.

    A column that was read from tables has the type that it had there, or one that holds all the types it had. Any other
    holds scalars, lists of them, objects of the same keys, or lists of objects. Objects of any keys, and values whose
    type changes from record to record, become JSON text. A key that an object lacks is null.

    Args:
        objects: what to write.
        sources: where each of them came from; may be left out with `columns`.
        columns: the types of the columns of each source that is a table.
        flat: no objects within the objects of a list; they become JSON text too.
    """
    held = list(objects)
    declared = Declared(columns or {}, sources if columns else [])
    names = list(dict.fromkeys(key for obj in held for key in obj))
    series: list[pl.Series] = []
    json_text: list[str] = []
    remarks: list[str] = []
    for name in names:
        values = [obj.get(name) for obj in held]
        column = declared.column(name, values)
        if column is None:
            column, as_json = _column(name, values, flat)
            json_text += as_json
            remarks += filter(None, [declared.remark(name, column.dtype)])
        series.append(column)
    if json_text:
        remarks.append(f"JSON as text, because its keys or types differ from record to record: {', '.join(json_text)}")
    return Table(pl.DataFrame({each.name: each for each in series}), tuple(json_text), tuple(remarks))


def _column(name: str, values: Sequence[Any], flat: bool) -> tuple[pl.Series, list[str]]:
    if (dtype := _plain(values)) is not None:
        return pl.Series(name, values, dtype=dtype), []
    present = [value for value in values if value is not None]
    if all(isinstance(value, list) for value in present):
        items = [item for value in present for item in value]
        if items and all(map(_is_object, items)):
            return _objects(name, values, items, flat)
    elif all(map(_is_object, present)) and len({frozenset(value) for value in present}) == 1:
        column, as_json = _objects(name, [None if value is None else [value] for value in values], present, flat)
        if as_json != [name]:
            return column.alias("x").list.first().alias(name), as_json
    return _as_json(name, values), [name]


def _nested(values: Sequence[Any]) -> pl.DataType | None:
    """The type of values of which all have the same keys at every depth; none for anything else."""
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, list) for value in present):
        inner = _nested([item for value in present for item in value])
        return pl.List(inner) if inner is not None else None
    if not present or not all(map(_is_object, present)):
        return _scalar(present)
    keys = list(present[0])
    if any(value.keys() != present[0].keys() for value in present):
        return None
    members = {key: _nested([value[key] for value in present]) for key in keys}
    held = {key: dtype for key, dtype in members.items() if dtype is not None}
    return pl.Struct(held) if len(held) == len(keys) else None


def _plain(values: Sequence[Any], depth: int = _DEEPEST) -> pl.DataType | None:
    """The column type of scalars, of lists of them and of lists of lists; none for anything else."""
    present = [value for value in values if value is not None]
    if depth and present and all(isinstance(value, list) for value in present):
        inner = _plain([item for value in present for item in value], depth - 1)
        return pl.List(inner) if inner is not None else None
    return _scalar(present)


def _is_object(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(map(str.isidentifier, value))


def _objects(
    name: str, values: Sequence[Any], items: Sequence[Mapping[str, Any]], flat: bool
) -> tuple[pl.Series, list[str]]:
    """A list of objects with a member a key, as JSON text where its values have no one type."""
    keys = list(dict.fromkeys(key for item in items for key in item))
    dtypes = {key: (_scalar if flat else _nested)([item.get(key) for item in items]) for key in keys}
    odd = [key for key, dtype in dtypes.items() if dtype is None]
    if 2 * len(odd) >= len(keys):  # half of a tool's declaration as text would serve nobody
        return _as_json(name, values), [name]
    rows = [
        value if value is None else [{key: _cell(item.get(key), key in odd) for key in keys} for item in value]
        for value in values
    ]
    members = [pl.Field(key, dtype or pl.String()) for key, dtype in dtypes.items()]
    return pl.Series(name, rows, dtype=pl.List(pl.Struct(members))), [f"{name}.{key}" for key in odd]


def _scalar(values: Iterable[Any]) -> pl.DataType | None:
    """The one column type of these values, null allowed; none when they have no such type."""
    present = [value for value in values if value is not None]
    kinds = {type(value) for value in present}
    if not kinds:
        return pl.String()
    if kinds == {str}:
        return pl.String()
    if kinds == {bool}:
        return pl.Boolean()
    if kinds == {int}:
        return pl.Int64() if all(-_WIDE <= value < _WIDE for value in present) else None
    if kinds <= {int, float}:
        return pl.Float64() if all(abs(value) <= _EXACT for value in present if type(value) is int) else None
    if len(kinds) == 1 and kinds <= set(_MOMENTS):  # of a version stored before its manifest had the types
        return pl.Series(present).dtype if len({getattr(each, "tzinfo", None) for each in present}) == 1 else None
    return None


def _as_json(name: str, values: Sequence[Any]) -> pl.Series:
    return pl.Series(name, [_cell(value, True) for value in values], dtype=pl.String())


def _cell(value: object, as_json: bool) -> object:
    if not as_json or value is None:
        return value
    return orjson.dumps(finite(value) if isinstance(value, float) else value).decode()
