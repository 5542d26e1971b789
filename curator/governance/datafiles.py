"""The kept records of a version as Parquet files, laid out as dataset hubs expect them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from curator.errors import DataError
from curator.export.splits import WHOLE, assign
from curator.versions import DatasetVersion
from curator.writers.rows import rows
from curator.writers.tables import as_table

DEFAULT = "default"


@dataclass(frozen=True)
class DataFile:
    """One split of one configuration of the dataset; `path` is relative to the dataset's folder.

    `json_text` names the columns (`tools`) and members (`messages.tool_calls`) that hold JSON as text.
    """

    config: str
    split: str
    path: str
    records: int
    size_bytes: int
    sha256: str
    columns: Mapping[str, pl.DataType]
    json_text: tuple[str, ...]


def write(
    version: DatasetVersion,
    folder: Path,
    *,
    format: str | None = None,
    shares: Mapping[str, float] = WHOLE,
    seed: int = 0,
) -> tuple[DataFile, ...]:
    """Write the kept records under `folder`: a configuration a record format, a file a split.

    Args:
        version: whose records.
        folder: exists.
        format: the format for all records; none: each record's own, and a configuration for each of them.
        shares: split → share; the same prompt is never in two splits.
        seed: another seed, another division.

    Raises:
        DataError: nothing was kept, a split got no record, or a record has no form in the format.
        RecipeError: an unknown format.
    """
    records = version.kept().collect()
    if records.is_empty():
        raise DataError(
            f"no record of {version.id} was kept; there is nothing to publish",
            hint=f"see why: curator report {version.id}",
        )
    records = records.with_columns(assign(records, shares, seed).alias(_SPLIT))
    if empty := [name for name in shares if name not in records[_SPLIT]]:
        what = f"the split {empty[0]!r} got none of the {records.height:,} records"
        raise DataError(what, hint="give it a larger share, or take another --seed")
    own = {source["name"]: source["format"] for source in version.manifest["sources"]}
    formats = [format] if format else list(dict.fromkeys(own[source] for source in records["source"]))
    files: list[DataFile] = []
    for each in formats:
        sources = [source for source, name in own.items() if format or name == each]
        chosen = records.filter(pl.col("source").is_in(sources))
        table = as_table(rows(chosen.drop(_SPLIT), own, format=each), flat=True)
        config = DEFAULT if len(formats) == 1 else each
        for split in shares:
            part = table.frame.filter(chosen[_SPLIT] == split)
            if part.height:
                files.append(_write(part, folder, config, split, table.json_text))
    return tuple(files)


_SPLIT = "_split"


def _write(frame: pl.DataFrame, folder: Path, config: str, split: str, json_text: tuple[str, ...]) -> DataFile:
    place = folder / ("data" if config == DEFAULT else config)
    place.mkdir(exist_ok=True)
    path = place / f"{split}-00000-of-00001.parquet"
    frame.write_parquet(path, compression="zstd")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return DataFile(
        config=config,
        split=split,
        path=path.relative_to(folder).as_posix(),
        records=frame.height,
        size_bytes=path.stat().st_size,
        sha256=sha256,
        columns=dict(frame.schema),
        json_text=json_text,
    )
