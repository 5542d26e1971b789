"""Parquet files with splits, laid out as the Hugging Face hub and `datasets.load_dataset` expect them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from curator import writers

ROWS_A_FILE = 500_000


def write_splits(
    records: pl.DataFrame,
    split: pl.Series,
    splits: Sequence[str],
    formats: Mapping[str, str],
    columns: writers.Columns,
    folder: Path,
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Write `data/SPLIT-00000-of-00001.parquet` and so on, each record in its own format.

    All files have the same columns with the same types, so that the trainer reads them as one data set. Returns the
    number of records by split, and what the reader of the files should know of their columns.
    """
    rows = writers.rows(records, formats)
    table = writers.as_table(rows, sources=records["source"].to_list(), columns=columns)
    (folder / "data").mkdir()
    counts = {}
    for name in splits:
        part = table.frame.filter(split == name)
        counts[name] = part.height
        files = max(1, -(-part.height // ROWS_A_FILE))
        for number in range(files):
            shard = part.slice(number * ROWS_A_FILE, ROWS_A_FILE)
            shard.write_parquet(folder / "data" / f"{name}-{number:05}-of-{files:05}.parquet")
    return counts, table.remarks
