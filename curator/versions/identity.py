"""The name of a version: a hash of what decided it and of what it keeps."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
import polars as pl

ID_DIGITS = 12


def version_id(identity: Mapping[str, Any], kept: pl.DataFrame, changes: pl.DataFrame) -> str:
    """Name a version by what decides it and by the content kept.

    Args:
        identity: parent, recipe, rule text, signal versions; JSON values only.
        kept: `record_id` of the kept records; any order.
        changes: the repairs; those of records that were not kept do not count.
    """
    digest = hashlib.blake2b(orjson.dumps(identity, option=orjson.OPT_SORT_KEYS), digest_size=ID_DIGITS // 2)
    digest.update("".join(f"{record_id}\n" for record_id in kept["record_id"].sort()).encode())
    content = changes.join(kept.select("record_id"), on="record_id", how="semi")
    for row in content.select("record_id", "field", "after").sort("record_id", "field", "after").iter_rows():
        digest.update(orjson.dumps(row))
    return digest.hexdigest()
