"""The types of a table's columns as JSON values, and the one type that loses nothing of two."""

from typing import Any

import polars as pl
from polars.datatypes import DataTypeClass

_PLAIN: dict[str, pl.DataType] = {
    str(each): each
    for each in (
        *(pl.Null(), pl.Boolean(), pl.String(), pl.Binary(), pl.Categorical(), pl.Date(), pl.Time()),
        *(pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.Int128()),
        *(pl.UInt8(), pl.UInt16(), pl.UInt32(), pl.UInt64(), pl.UInt128()),
        *(pl.Float16(), pl.Float32(), pl.Float64()),
    )
}

_SIGNED: tuple[pl.DataType, ...] = (pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.Int128())
_UNSIGNED: tuple[pl.DataType, ...] = (pl.UInt8(), pl.UInt16(), pl.UInt32(), pl.UInt64(), pl.UInt128())
_FLOATS: dict[pl.DataType, int] = {
    pl.Float16(): 11,
    pl.Float32(): 24,
    pl.Float64(): 53,
}  # bits of the whole numbers that each holds
_TEXTS = (pl.String, pl.Categorical, pl.Enum)
_UNITS = ("ms", "us", "ns")
_MOST_DIGITS = 38


def described(dtype: pl.DataType) -> object:
    """A type as a JSON value, for `dtype_of`.

    Raises:
        ValueError: a type that a table in a file does not have.
    """
    match dtype:
        case pl.Datetime():
            return {"datetime": [dtype.time_unit, dtype.time_zone]}
        case pl.Duration():
            return {"duration": dtype.time_unit}
        case pl.Decimal():
            return {"decimal": [dtype.precision, dtype.scale]}
        case pl.Enum():
            return {"enum": dtype.categories.to_list()}
        case pl.List():
            return {"list": described(whole(dtype.inner))}
        case pl.Array():
            return {"array": [described(whole(dtype.inner)), dtype.size]}
        case pl.Map():
            return {"map": [described(whole(dtype.key)), described(whole(dtype.value))]}
        case pl.Struct():
            return {"struct": [[each.name, described(whole(each.dtype))] for each in dtype.fields]}
        case pl.BaseExtension():
            return {"extension": [dtype.ext_name(), described(whole(dtype.ext_storage())), dtype.ext_metadata()]}
        case pl.Categorical():
            return str(pl.Categorical())
    if str(dtype) not in _PLAIN:
        raise ValueError(f"the type {dtype}")
    return str(dtype)


def dtype_of(said: object) -> pl.DataType | None:
    """The type that `described` was given; null when `said` is nothing that it gives."""
    try:
        return _dtype(said)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, pl.exceptions.PolarsError):
        return None


def common(one: pl.DataType, other: pl.DataType) -> pl.DataType | None:
    """The narrowest type that holds all values of both as they are; null when there is none."""
    if one == other:
        return one
    if one == pl.Null or other == pl.Null:
        return other if one == pl.Null else one
    if isinstance(one, _TEXTS) and isinstance(other, _TEXTS):
        return pl.String()
    if one.is_integer() and other.is_integer():
        return _whole_numbers(one, other)
    if one.is_float() or other.is_float():
        needed = max(_bits(one), _bits(other))
        return next((each for each, bits in _FLOATS.items() if needed <= bits), None)
    match one, other:
        case pl.Datetime(), pl.Datetime() if one.time_zone == other.time_zone:
            return pl.Datetime(_finer(one, other), one.time_zone)
        case pl.Duration(), pl.Duration():
            return pl.Duration(_finer(one, other))
        case pl.Decimal(), pl.Decimal():
            scale = max(one.scale, other.scale)
            digits = scale + max(_precision(one) - one.scale, _precision(other) - other.scale)
            return pl.Decimal(digits, scale) if digits <= _MOST_DIGITS else None
        case ((pl.List() | pl.Array()), (pl.List() | pl.Array())):
            return _lists(one, other)
        case pl.Struct(), pl.Struct():
            return _structs(one, other)
    return None


def _dtype(said: object) -> pl.DataType:
    match said:
        case str():
            return _PLAIN[said]
        case {"datetime": [str(unit), None | str() as zone]} if unit in _UNITS:
            return pl.Datetime(unit, zone)  # type: ignore[arg-type]  # one of the units, as just seen
        case {"duration": str(unit)} if unit in _UNITS:
            return pl.Duration(unit)  # type: ignore[arg-type]  # one of the units, as just seen
        case {"decimal": [int(precision), int(scale)]} if 0 <= scale <= precision <= _MOST_DIGITS:
            return pl.Decimal(precision, scale)
        case {"enum": [*categories]}:
            return pl.Enum(categories)
        case {"list": inner}:
            return pl.List(_dtype(inner))
        case {"array": [inner, int(size)]} if size >= 0:
            return pl.Array(_dtype(inner), size)
        case {"map": [key, value]}:
            return pl.Map(_dtype(key), _dtype(value))
        case {"struct": [*fields]}:
            return pl.Struct([pl.Field(str(name), _dtype(inner)) for name, inner in fields])
        case {"extension": [str(name), storage, None | str() as about]}:
            return pl.Extension(name, _dtype(storage), about)
    raise ValueError("no type")


def whole(dtype: pl.DataType | DataTypeClass) -> pl.DataType:
    """The type itself, where Polars might as well name its class."""
    return dtype() if isinstance(dtype, type) else dtype


def _whole_numbers(one: pl.DataType, other: pl.DataType) -> pl.DataType | None:
    if one.is_signed_integer() == other.is_signed_integer():
        line = _SIGNED if one.is_signed_integer() else _UNSIGNED
        return line[max(line.index(one), line.index(other))]
    signed, unsigned = (one, other) if one.is_signed_integer() else (other, one)
    place = max(_SIGNED.index(signed), _UNSIGNED.index(unsigned) + 1)
    return _SIGNED[place] if place < len(_SIGNED) else None


def _bits(dtype: pl.DataType) -> int:
    """The bits of the whole numbers in a column; more than any float holds for what is no number."""
    if dtype in _FLOATS:
        return _FLOATS[dtype]
    line = _SIGNED if dtype.is_signed_integer() else _UNSIGNED
    return 8 << line.index(dtype) if dtype in line else 1 << 10


def _precision(dtype: pl.Decimal) -> int:
    return dtype.precision if dtype.precision is not None else _MOST_DIGITS


def _finer(one: pl.Datetime | pl.Duration, other: pl.Datetime | pl.Duration) -> Any:  # noqa: ANN401 - a literal
    return max(one.time_unit, other.time_unit, key=_UNITS.index)


def _lists(one: pl.List | pl.Array, other: pl.List | pl.Array) -> pl.DataType | None:
    inner = common(whole(one.inner), whole(other.inner))
    if inner is None:
        return None
    if isinstance(one, pl.Array) and isinstance(other, pl.Array) and one.size == other.size:
        return pl.Array(inner, one.size)
    return pl.List(inner)


def _structs(one: pl.Struct, other: pl.Struct) -> pl.DataType | None:
    """Only of the same keys: a key that is null is another thing than one that is not there."""
    others = {each.name: each.dtype for each in other.fields}
    if others.keys() != {each.name for each in one.fields}:
        return None
    fields = {each.name: common(whole(each.dtype), whole(others[each.name])) for each in one.fields}
    held = {name: dtype for name, dtype in fields.items() if dtype is not None}
    return pl.Struct(held) if len(held) == len(fields) else None
