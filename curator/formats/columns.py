"""Read many objects of one shape at once: the quick twin of `Format.decode`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import orjson
import polars as pl

from curator import schema
from curator.formats.format import Format, Obj
from curator.formats.plan import Note, Plan, dtype_of
from curator.formats.residue import held

DECODED: dict[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    **schema.CONTENT,
    "meta": pl.String,
}


@dataclass(frozen=True)
class Columns:
    """How objects of one shape are read together.

    `schema` is the keys of the objects in their order and the types of their values. `decode` takes a frame of that
    schema, a row an object, and gives one of `DECODED`: what `Format.decode` gives for each object. Where `kind` is
    null the object has to be decoded by itself, and the rest of the row means nothing.

    A shape is the keys in their order and, at every depth, the kind of each value: null, true or false, a whole
    number, another number, text, an object of one shape, a list of values of one shape, an empty list.
    """

    schema: dict[str, pl.DataType]
    decode: Callable[[pl.DataFrame], pl.DataFrame]


def columns_of(example: Obj, format: Format) -> Columns | None:
    """How objects of the shape of `example` are read in `format`; null when each has to be decoded by itself."""
    # Polars takes such a name for a pattern of names.
    if format.plan is None or any(key == "*" or key.startswith("^") for key in example):
        return None
    dtypes = {key: dtype_of(value) for key, value in example.items()}
    whole = {key: dtype for key, dtype in dtypes.items() if dtype is not None}
    if len(whole) < len(dtypes):
        return None
    plan = format.plan(example)
    return Columns(whole, partial(_decode, plan)) if plan else None


def _decode(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    content = {name: plan.content.get(name, pl.lit(None)).cast(dtype) for name, dtype in schema.CONTENT.items()}
    meta, fits = pl.lit(None, dtype=pl.String), pl.lit(False)
    for note in reversed(plan.notes):
        when = pl.lit(True) if note.when is None else note.when
        meta, fits = pl.when(when).then(_meta(note)).otherwise(meta), when | fits
    # A value that the reader could not fit into its column came out as null.
    lost = [pl.col(each.name).is_null() for each in frame if each.dtype != pl.Null and each.null_count()]
    careful = pl.any_horizontal(~fits, *lost, *plan.careful)
    kind = pl.when(~careful).then(pl.lit(plan.kind))
    return frame.select(kind=kind, **content, meta=meta)


def _meta(note: Note) -> pl.Expr:
    """The text that `residue.pack` gives."""
    if not note.extra:
        text = orjson.dumps(held({}, dict(note.layout))).decode()
        return pl.lit(text if note.layout else None, dtype=pl.String)
    fields = [
        (pl.lit(None) if value is None else value).alias(name)
        for name, value in held(dict(note.extra), {}).items()
        if isinstance(value, pl.Expr | None)
    ]
    whole = pl.struct(fields).map_batches(_json, return_dtype=pl.String)
    if not note.layout:
        return whole
    layout = orjson.dumps(held({}, dict(note.layout))).decode()
    return whole.str.strip_suffix("}") + f",{layout[1:]}"


def _json(values: pl.Series) -> pl.Series:
    """Each value as JSON text, as orjson writes it; Polars writes the same but for numbers with a fraction."""
    if "Float" not in str(values.dtype) or values.is_empty():
        return values.struct.json_encode()
    columns = values.struct.unnest().get_columns()
    starts = [f"{',' if place else '{'}{orjson.dumps(each.name).decode()}:" for place, each in enumerate(columns)]
    pieces = [piece for start, each in zip(starts, columns, strict=True) for piece in (pl.lit(start), _texts(each))]
    return pl.select(pl.concat_str(*pieces, pl.lit("}"))).to_series().alias(values.name)


def _texts(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Float64:
        return pl.Series(orjson.dumps(column.to_list()).decode()[1:-1].split(","), dtype=pl.String)
    if "Float" in str(column.dtype):
        return pl.Series([orjson.dumps(each).decode() for each in column.to_list()], dtype=pl.String)
    texts = column.alias("x").to_frame().to_struct().struct.json_encode()
    return texts.str.strip_prefix('{"x":').str.strip_suffix("}")
