"""Plans for objects whose known fields are all text."""

from collections.abc import Mapping

import polars as pl

from curator.formats.flat import Names, take
from curator.formats.format import Obj
from curator.formats.plan import Note, Plan


def split(example: Obj, names: Names) -> tuple[dict[str, str], dict[str, pl.Expr | None], Obj]:
    """Which key holds which known field, a column for each other key, and the layout: `take`, but for a shape."""
    keys, extra, layout = take({key: None if value is None else key for key, value in example.items()}, names)
    return {field: str(key) for field, key in keys.items()}, {key: pl.col(key) for key in extra}, layout


def tuple_plan(example: Obj, names: Names) -> Plan | None:
    """For `decode_tuple`; objects with a history of earlier turns have none."""
    keys, extra, layout = split(example, names)
    if not keys.keys() - {"system"} or ("history" in extra and example["history"] not in (None, [])):
        return None
    return flat_plan(example, "tuple", keys, Note(extra, layout))


def text_plan(example: Obj, names: Names) -> Plan | None:
    """For `decode_text`."""
    keys, extra, layout = split(example, names)
    return flat_plan(example, "text", keys, Note(extra, layout))


def flat_plan(example: Obj, kind: str, keys: Mapping[str, str], note: Note) -> Plan | None:
    """For objects whose fields stand in `keys`; none unless there are some and all are text."""
    if not keys or not all(isinstance(example[key], str) for key in keys.values()):
        return None
    return Plan(kind, {field: pl.col(key) for field, key in keys.items()}, [note])
