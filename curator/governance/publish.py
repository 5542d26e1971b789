"""A folder that can be published: the kept records, their card and their Croissant metadata; whole or not at all."""

from collections.abc import Mapping
from pathlib import Path

import orjson

from curator.errors import DataError
from curator.export.splits import WHOLE
from curator.files import whole_folder
from curator.governance import card, croissant, datafiles
from curator.governance.facts import Facts, of_version
from curator.versions import DatasetVersion

CARD = "README.md"
METADATA = "croissant.json"


def publish(
    version: DatasetVersion,
    folder: Path,
    *,
    licenses: Mapping[str, str] | None = None,
    format: str | None = None,
    shares: Mapping[str, float] = WHOLE,
    seed: int = 0,
) -> tuple[Facts, tuple[datafiles.DataFile, ...]]:
    """Write the kept records of `version` with card and metadata into a new folder.

    Args:
        version: whose records.
        folder: new, or empty.
        licenses: source name or pattern → licence, over those that the recipe states.
        format: the record format of the data; none: each record's own.
        shares: split → share of the records; the same prompt is never in two splits.
        seed: another seed, another division.

    Raises:
        DataError: the folder is in use or not writable, nothing was kept, or a split got no record. Nothing is
            left behind then.
        RecipeError: an unknown format.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError("is in use already", where=str(folder), hint="name a new folder, or empty this one")
    facts = of_version(version, licenses)
    with whole_folder(folder) as made:
        files = datafiles.write(version, made, format=format, shares=shares, seed=seed)
        (made / CARD).write_text(card.text(facts, files), encoding="utf-8")
        metadata = croissant.describe(facts, files)
        (made / METADATA).write_bytes(orjson.dumps(metadata, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return facts, files
