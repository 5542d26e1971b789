"""The types that the columns of a table had in the tables they were read from."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from polars.datatypes import DataTypeClass

from curator.formats.cell_texts import Unfit
from curator.formats.cells import is_json, restored
from curator.formats.dtypes import common, dtype_of

Columns = Mapping[str, Sequence[Sequence[object]]]
"""Source → name and type (as `described`) of each of its columns, as a `SourceInfo` has them."""


SHOWN = 3
"""Sources that a remark names."""

SHOWN_CHARS = 60
"""Of a type, which may have thousands of categories in it."""


class Declared:
    """What `columns` says of the columns of a table whose rows came from `sources`, one a row."""

    def __init__(self, columns: Columns, sources: Sequence[str]) -> None:
        self._sources = sources
        self._types = {
            source: {str(each[0]): dtype_of(each[1]) for each in _pairs(columns.get(source))}
            for source in dict.fromkeys(sources)
        }

    def column(self, name: str, values: Sequence[object]) -> pl.Series | None:
        """The column with the type it had, or with one that holds all the types it had; null where none does."""
        dtype = self._type(name, values)
        if dtype is None or not _is_written(dtype):
            return None
        try:
            return restored(name, values, dtype)
        except Unfit:
            return None

    def remark(self, name: str, dtype: pl.DataType) -> str | None:
        """What there is to say when the column becomes `dtype`, which is not what it was; null where it was nothing."""
        was = {source: types[name] for source, types in self._types.items() if name in types}
        if not was or all(each == dtype for each in was.values()):
            return None
        listed = ", ".join(f"{_short(each)} in {source}" for source, each in list(was.items())[:SHOWN])
        return f"{name!r} was {listed}{', …' * (len(was) > SHOWN)}; it is written as {_short(dtype)}"

    def _type(self, name: str, values: Sequence[object]) -> pl.DataType | None:
        types = {source: found.get(name) for source, found in self._types.items()}
        declared = [dtype for dtype in types.values() if dtype is not None]
        if not declared:
            return None
        both: pl.DataType | None = declared[0]
        for dtype in declared[1:]:
            both = common(both, dtype) if both is not None else None
        # Text of a file without types is no date because another file has dates there.
        is_free = any(types[source] is None and value is not None for source, value in self._rows(values))
        return both if both is not None and (is_json(both) or not is_free) else None

    def _rows(self, values: Sequence[object]) -> Iterator[tuple[str, object]]:
        return zip(self._sources, values, strict=True)


def _pairs(said: object) -> Iterator[Sequence[object]]:
    """Names and types; what is neither, in a manifest that was edited, says nothing."""
    for each in said if isinstance(said, list | tuple) else ():
        if isinstance(each, list | tuple) and len(each) == 2:
            yield each


def _short(dtype: pl.DataType | None) -> str:
    text = str(dtype) if dtype is not None else "an unknown type"
    return text if len(text) <= SHOWN_CHARS else f"{text[: SHOWN_CHARS - 1]}…"


def _is_written(dtype: pl.DataType | DataTypeClass) -> bool:
    """Polars writes no objects without keys and no lists of always no values."""
    match dtype:
        case pl.Struct():
            return bool(dtype.fields) and all(_is_written(each.dtype) for each in dtype.fields)
        case pl.Array():
            return dtype.size > 0 and _is_written(dtype.inner)
        case pl.List():
            return _is_written(dtype.inner)
        case pl.Map():
            return _is_written(dtype.key) and _is_written(dtype.value)
    return True
