"""The kept records of a version as Parquet files, laid out as dataset hubs expect them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from curator.errors import DataError
from curator.governance.table import as_table
from curator.versions import DatasetVersion
from curator.writers.rows import rows

DEFAULT = "default"
_FILE = "train-00000-of-00001.parquet"


@dataclass(frozen=True)
class DataFile:
    """One configuration of the dataset and its file; `path` is relative to the dataset's folder.

    `json_text` names the columns (`tools`) and members (`messages.tool_calls`) that hold JSON as text.
    """

    config: str
    path: str
    records: int
    size_bytes: int
    sha256: str
    columns: Mapping[str, pl.DataType]
    json_text: tuple[str, ...]


def write(version: DatasetVersion, folder: Path, *, format: str | None = None) -> tuple[DataFile, ...]:
    """Write the kept records under `folder`, one configuration a record format.

    Args:
        version: whose records.
        folder: exists.
        format: the format for all records; none: each record's own, and a configuration for each of them.

    Raises:
        DataError: nothing was kept, or a record has no form in the format.
        RecipeError: an unknown format.
    """
    records = version.kept().collect()
    if records.is_empty():
        raise DataError(
            f"no record of {version.id} was kept; there is nothing to publish",
            hint=f"see why: curator report {version.id}",
        )
    own = {source["name"]: source["format"] for source in version.manifest["sources"]}
    formats = (
        [format]
        if format
        else list(dict.fromkeys(own[source] for source in records["source"].unique(maintain_order=True)))
    )
    files = []
    for each in formats:
        sources = [source for source, name in own.items() if name == each]
        chosen = records if format else records.filter(pl.col("source").is_in(sources))
        config = DEFAULT if len(formats) == 1 else each
        place = folder / ("data" if config == DEFAULT else config)
        files.append(_write(chosen, folder, place / _FILE, config, own, each))
    return tuple(files)


def _write(
    records: pl.DataFrame, folder: Path, path: Path, config: str, own: Mapping[str, str], format: str
) -> DataFile:
    table = as_table(rows(records, own, format=format))
    path.parent.mkdir(exist_ok=True)
    table.frame.write_parquet(path, compression="zstd")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return DataFile(
        config=config,
        path=path.relative_to(folder).as_posix(),
        records=records.height,
        size_bytes=path.stat().st_size,
        sha256=sha256,
        columns=dict(table.frame.schema),
        json_text=table.json_text,
    )
