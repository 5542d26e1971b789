"""Keep in `meta` what the canonical fields cannot hold: unknown fields, and how the record was laid out."""

import re

import orjson

from curator.formats.format import Obj, Unreadable
from curator.formats.typed import as_text, as_was

LAYOUT = "_layout"

_TYPES = "types"

_LOOKS_LIKE_LAYOUT = re.compile(r"_+layout")


def pack(extra: Obj, layout: Obj) -> str | None:
    """The `meta` of a record: its unknown fields as they were, and under `_layout` what differs from the usual form.

    Null when there is nothing to keep. A field of the data that is itself called `_layout` gets one more underscore.

    Raises:
        Unreadable: a field cannot be written as JSON, such as one nested more than 250 levels deep.
    """
    if not extra and not layout:
        return None
    extra, types = as_text(extra)
    if types:
        layout = {**layout, _TYPES: types}
    try:
        return orjson.dumps(held(extra, layout), default=str).decode()
    except TypeError as error:
        raise Unreadable(f"a field cannot be kept as JSON: {error}") from None


def held(extra: Obj, layout: Obj) -> Obj:
    """The object whose text is the `meta`."""
    named = {f"_{key}" if _LOOKS_LIKE_LAYOUT.fullmatch(key) else key: value for key, value in extra.items()}
    return named | {LAYOUT: layout} if layout else named


def unpack(meta: object) -> tuple[Obj, Obj]:
    """The unknown fields and the layout that `pack` put into `meta`."""
    if not isinstance(meta, str):
        return {}, {}
    both = orjson.loads(meta)
    layout = both.pop(LAYOUT, {})
    extra = {key[1:] if _LOOKS_LIKE_LAYOUT.fullmatch(key) else key: value for key, value in both.items()}
    return as_was(extra, layout.pop(_TYPES, None)), layout
