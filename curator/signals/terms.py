"""The licence that a record states of itself, in a column that curator does not interpret."""

import re

import orjson
import polars as pl

from curator.signals.signal import Signal

COLUMNS = ("license", "licence", "license_id", "licenses", "data_license", "source_license")
_NAMED = r"(?i)\"(?:\w+_)?licen[cs]es?(?:_\w+)?\":"


def stated(frame: pl.DataFrame) -> pl.Series:
    """The licence of each record in lower case with hyphens (`cc-by-nc-4.0`); null where none is stated."""
    meta = frame["meta"]
    values: list[str | None] = [None] * len(meta)
    for row in meta.str.contains(_NAMED).fill_null(False).arg_true().to_list():
        values[row] = _license_in(meta[row])
    return pl.Series(values, dtype=pl.String)


def _license_in(meta: str) -> str | None:
    fields = orjson.loads(meta)
    by_name = {name.lower(): value for name, value in fields.items()} if isinstance(fields, dict) else {}
    found = next((by_name[name] for name in COLUMNS if by_name.get(name)), None)
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    return re.sub(r"[\s_]+", "-", found.strip().lower()) or None if isinstance(found, str) else None


_STATED = "record_license"

SIGNALS = [
    Signal(
        _STATED,
        1,
        f"the licence that the record states, in a column such as {COLUMNS[0]}; null when it states none",
        "identifier",
        pl.String(),
        ("meta",),
        batch=stated,
    ),
]
