"""The cells of a table as JSON values and back: numbers, text, true and false as they are, everything else as text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from struct import error as struct_error
from struct import pack, unpack
from typing import Any

import polars as pl

from curator.formats.cell_texts import Form, Unfit, form_of
from curator.formats.dtypes import whole

_ENDLESS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_FLOAT_CODES = {"Float16": "e", "Float32": "f", "Float64": "d"}


def carried(column: pl.Series) -> list[object]:
    """A column as JSON values, which `restored` makes into the same column again.

    Dates, times and spans of time are ISO 8601 (a time with a zone in UTC), decimals and whole numbers of more than 64
    bits their digits, bytes their text (in Base64, and saying so, where they are none), all as text. NaN and infinite
    numbers are text inside lists and objects, and as they are where they stand alone.

    Raises:
        ValueError: the type has no such form.
    """
    column = column.alias("x")  # Polars takes some names for patterns
    if isinstance(column.dtype, pl.BaseExtension):
        return carried(column.ext.storage())
    if not column.dtype.is_nested() and not is_text_for(column.dtype):
        return column.to_list()
    if is_json(column.dtype) and _is_finite(column):
        return column.to_list()
    codec = _codec(column.dtype)
    try:
        values = column.cast(codec.held).to_list()
    except pl.exceptions.PolarsError:
        raise ValueError(f"the type {column.dtype}") from None
    return [None if value is None else codec.write(value) for value in values]


def restored(name: str, values: Sequence[object], dtype: pl.DataType) -> pl.Series:
    """The column of `dtype` whose cells are `values`, as `carried` gives them.

    Raises:
        Unfit: a value is none of the type, or would not be the same in it.
    """
    codec = _codec(dtype)
    try:
        cells = [None if value is None else codec.read(value) for value in values]
        return pl.Series("x", cells, dtype=codec.held).cast(dtype).alias(name)
    except (pl.exceptions.PolarsError, ValueError, TypeError, OverflowError) as error:
        raise Unfit(str(error).splitlines()[0] if str(error) else f"no {dtype}") from None


def is_json(dtype: pl.DataType) -> bool:
    """True when JSON has a form of its own for every value of the type, apart from NaN and infinite numbers."""
    own = isinstance(dtype, pl.Map | pl.BaseExtension) or is_text_for(dtype)
    return not own and all(map(is_json, _inside(dtype)))


def is_text_for(dtype: pl.DataType) -> bool:
    """True when text stands for the values of the type, which are no text."""
    return not isinstance(dtype, pl.Categorical | pl.Enum) and form_of(dtype) is not None


def finite(value: float) -> object:
    """A number, or text where JSON has no form for it."""
    if value - value == 0:
        return value
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


@dataclass(frozen=True)
class _Codec:
    """As `Form`, but to any JSON value, and `read` raises `Unfit` for what is none of the type; null aside."""

    held: pl.DataType
    write: Callable[[Any], object]
    read: Callable[[Any], object]


def _inside(dtype: pl.DataType) -> list[pl.DataType]:
    match dtype:
        case pl.List() | pl.Array():
            return [whole(dtype.inner)]
        case pl.Map():
            return [whole(dtype.key), whole(dtype.value)]
        case pl.Struct():
            return [whole(each.dtype) for each in dtype.fields]
        case pl.BaseExtension():
            return [whole(dtype.ext_storage())]
    return []


def _is_finite(column: pl.Series) -> bool:
    column = column.alias("x")
    match column.dtype:
        case pl.List() | pl.Array():
            return _is_finite(column.explode())
        case pl.Struct():
            return all(map(_is_finite, column.struct.unnest()))
    return not column.dtype.is_float() or bool(column.is_finite().all())


def _codec(dtype: pl.DataType) -> _Codec:
    inside = [_codec(each) for each in _inside(dtype)]
    match dtype:
        case pl.List():
            return _list(pl.List(inside[0].held), inside[0], None)
        case pl.Array():
            return _list(pl.Array(inside[0].held, dtype.size), inside[0], dtype.size)
        case pl.Map():
            return _map(*inside)
        case pl.Struct():
            return _struct({each.name: codec for each, codec in zip(dtype.fields, inside, strict=True)})
        case pl.BaseExtension():
            return inside[0]
    form = form_of(dtype)
    return _text(dtype, form) if form else _json(dtype)


def _text(dtype: pl.DataType, form: Form) -> _Codec:
    def read(value: object) -> object:
        if isinstance(value, str) and form.write(found := form.read(value)) == value:
            return found
        raise _unfit(value, dtype)

    return _Codec(form.held, form.write, read)


def _json(dtype: pl.DataType) -> _Codec:
    code = _FLOAT_CODES.get(str(dtype))
    if code:
        return _Codec(dtype, finite, lambda value: _float(value, code))
    kind = bool if dtype == pl.Boolean else int if dtype.is_integer() else str if dtype == pl.String else None

    def read(value: object) -> object:
        if type(value) is not kind:
            raise _unfit(value, dtype)
        return value

    return _Codec(dtype, lambda value: value, read)


def _list(held: pl.DataType, inner: _Codec, size: int | None) -> _Codec:
    def write(value: list[Any]) -> object:
        return [None if each is None else inner.write(each) for each in value]

    def read(value: object) -> object:
        if not isinstance(value, list) or (size is not None and len(value) != size):
            raise _unfit(value, held)
        return [None if each is None else inner.read(each) for each in value]

    return _Codec(held, write, read)


def _struct(fields: dict[str, _Codec]) -> _Codec:
    held = pl.Struct({name: codec.held for name, codec in fields.items()})

    def write(value: dict[str, Any]) -> object:
        return {key: None if each is None else fields[key].write(each) for key, each in value.items()}

    def read(value: object) -> object:
        if not isinstance(value, dict) or value.keys() != fields.keys():
            raise _unfit(value, held)
        return {key: None if each is None else fields[key].read(each) for key, each in value.items()}

    return _Codec(held, write, read)


def _map(key: _Codec, value: _Codec) -> _Codec:
    """An object where the keys are text, else a list of pairs."""
    pairs = _list(
        pl.List(pl.Struct({"key": key.held, "value": value.held})), _struct({"key": key, "value": value}), None
    )
    is_object = key.held == pl.String

    def write(found: list[dict[str, Any]]) -> object:
        if not is_object:
            return pairs.write(found)
        return {each["key"]: None if each["value"] is None else value.write(each["value"]) for each in found}

    def read(found: object) -> object:
        if is_object and isinstance(found, dict):
            return pairs.read([{"key": name, "value": each} for name, each in found.items()])
        return pairs.read(found)

    return _Codec(pairs.held, write, read)


def _float(value: object, code: str) -> float:
    """A number that a float of this size holds as it is."""
    number = _ENDLESS.get(value) if isinstance(value, str) else value
    if isinstance(number, int | float) and not isinstance(number, bool):
        try:
            held: float = unpack(code, pack(code, number))[0]
        except (OverflowError, struct_error):
            raise _unfit(value, pl.Float64()) from None
        if held == number or held != held:
            return held
    raise _unfit(value, pl.Float64())


def _unfit(value: object, dtype: pl.DataType) -> Unfit:
    return Unfit(f"{str(value)[:40]!r} is no {dtype}")
