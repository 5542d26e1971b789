"""How a record is shown beside what a rule made of it: its beginning, on one line."""

from collections.abc import Collection

import polars as pl

from curator import schema
from curator.text import printable

EXCERPT_CHARACTERS = 80


def excerpts(records: pl.LazyFrame, record_ids: Collection[str]) -> dict[str, str]:
    """The beginning of each of these canonical records, safe to print; records that are not there are left out."""
    wanted = records.filter(pl.col("record_id").is_in(list(record_ids)))
    shown = wanted.select("record_id", text=schema.views()["full"].fill_null("")).collect()
    return {record_id: printable(text.strip(), EXCERPT_CHARACTERS) for record_id, text in shown.iter_rows()}
