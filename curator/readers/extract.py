"""Columns of the values that a walk found, without a Python object a value."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import nanoarrow as arrow  # type: ignore[import-untyped]  # has no types
import numpy as np
import numpy.typing as npt
import polars as pl
from polars.datatypes import DataTypeClass

from curator.readers import taped
from curator.readers.walked import TAPED, Buffer, Walk, address

Places = npt.NDArray[np.int64]
DataType = pl.DataType | DataTypeClass
Schema = Mapping[str, DataType]


class _Column(NamedTuple):
    """Values as an Arrow array, its type, and where the tape goes on after each."""

    array: Any
    type: Any
    after: Places


def columns(data: Buffer, walk: Walk, rows: Places, schema: Schema) -> pl.DataFrame:
    """The objects of `rows`, all of one shape, a column a key; `schema` is what `formats.columns_of` gives for it.

    Raises:
        polars.exceptions.PolarsError: a text is not UTF-8.
    """
    whole = _objects(_Source(data, walk.tape), walk.found[rows, TAPED], schema)
    return pl.Series(whole.array).struct.unnest().cast(pl.Schema(schema))


class _Source(NamedTuple):
    data: Buffer
    tape: npt.NDArray[np.int32]


def _column(source: _Source, at: Places, dtype: DataType) -> _Column:
    match dtype:
        case pl.Struct():
            return _objects(source, at, dtype.to_schema())
        case pl.List():
            offsets, after = taped.lists(source.tape, at)
            inner = dtype.inner
            starts = taped.elements(source.tape, at, offsets, np.array(list(_are_lists(inner)), bool))
            elements = _column(source, starts, inner)
            kind = arrow.large_list(elements.type)
            return _Column(_array(kind, len(at), [offsets], [elements.array]), kind, after)
        case pl.Null():
            return _Column(_array(arrow.null(), len(at), None), arrow.null(), at)
    kind, buffers = _buffers(source, at, dtype)
    return _Column(_array(kind, len(at), buffers), kind, at + 1)


def _objects(source: _Source, at: Places, fields: Schema) -> _Column:
    inner, after = {}, at
    for name, dtype in fields.items():
        inner[name] = _column(source, after, dtype)
        after = inner[name].after
    kind = arrow.struct({name: each.type for name, each in inner.items()})
    return _Column(_array(kind, len(at), [], [each.array for each in inner.values()]), kind, after)


def _buffers(source: _Source, at: Places, dtype: DataType) -> tuple[Any, list[Any]]:
    start = address(source.data)
    match dtype:
        case pl.String():
            texts, offsets = taped.texts(start, len(source.data), source.tape, at)
            return arrow.large_binary(), [offsets, texts]
        case pl.Int64():
            return arrow.int64(), [taped.whole_numbers(start, source.tape, at)]
        case pl.Boolean():
            return arrow.bool_(), [np.packbits(taped.booleans(start, source.tape, at), bitorder="little")]
        case pl.Float64():
            texts, offsets = taped.texts(start, len(source.data), source.tape, at)
            binary = pl.Series(_array(arrow.large_binary(), len(at), [offsets, texts]))
            return arrow.float64(), [binary.cast(pl.String).cast(pl.Float64).to_numpy()]
    raise AssertionError(f"JSON holds no {dtype}")


def _are_lists(dtype: DataType) -> Iterable[bool]:
    """For each of its values on the tape, in their order, if it is a list."""
    match dtype:
        case pl.Struct():
            for inner in dtype.to_schema().values():
                yield from _are_lists(inner)
        case pl.Null():
            pass
        case _:
            yield isinstance(dtype, pl.List)


def _array(kind: object, length: int, buffers: list[Any] | None, children: Iterable[object] = ()) -> Any:  # noqa: ANN401
    """An array without nulls; one of nulls has no buffers at all."""
    validity = [] if buffers is None else [None]
    return arrow.c_array_from_buffers(kind, length, [*validity, *(buffers or [])], children=list(children))
