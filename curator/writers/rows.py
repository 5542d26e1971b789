"""Canonical records as objects of their own format, or of a wanted one."""

from collections.abc import Iterator, Mapping

import polars as pl

from curator.formats import Obj, encode, named

USUAL_FORMAT = {"tuple": "alpaca", "chat": "openai-chat", "preference": "preference", "text": "text"}
"""The format of a record whose own one nobody named, by kind."""


def rows(
    records: pl.DataFrame, formats: Mapping[str, str] | None = None, *, format: str | None = None
) -> Iterator[Obj]:
    """One object per record, in order.

    Args:
        records: a canonical frame.
        formats: source → name of the format it was read in.
        format: the format for all; null for each record's own.

    Raises:
        DataError: a record has no form in the format.
        RecipeError: an unknown format.
    """
    own = {source: named(name) for source, name in (formats or {}).items()}
    usual = {kind: named(name) for kind, name in USUAL_FORMAT.items()}
    wanted = named(format) if format else None
    for record in records.iter_rows(named=True):
        read_as = own.get(record["source"])
        yield encode(record, read_as, wanted or read_as or usual[record["kind"]])
