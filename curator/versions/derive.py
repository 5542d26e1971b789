"""A child of a version: the same data, some of it decided anew."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from curator import ledger as ledgers
from curator.versions.identity import version_id
from curator.versions.manifest import OWN
from curator.versions.store import VersionStore
from curator.versions.version import DatasetVersion

DECISIONS = ("decided", "restored", "taken_back")
"""What a manifest says of the step that made its version; a child has a step of its own."""


def derive(
    store: VersionStore,
    parent: DatasetVersion,
    changed: Mapping[str, pl.DataFrame],
    *,
    identity: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> DatasetVersion:
    """Store a version that differs from `parent` in some frames.

    Args:
        store: where `parent` lies.
        parent: whose other frames and whose manifest it takes over, the counts made anew.
        changed: frames by name, the `ledger` among them.
        identity: what decided the change, as JSON values.
        facts: what the manifest says of the change, under names among `DECISIONS`.

    Raises:
        DataError: `parent` is damaged, or the store not writable.
    """
    assert set(facts) <= set(DECISIONS), facts
    frames = {**{name: parent.frame(name).collect() for name in parent.frames if name not in changed}, **changed}
    said = {key: value for key, value in parent.manifest.items() if key not in (*OWN, *DECISIONS)}
    kept = frames["ledger"].filter(pl.col("verdict") == "keep")
    name = version_id({"parent": parent.id, **identity}, kept, frames["changes"])
    counts = ledgers.count(frames["ledger"]).to_dict()
    return store.commit(name, {**said, "parent": parent.id, "counts": counts, **facts}, frames)
