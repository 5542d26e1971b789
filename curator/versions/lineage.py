"""From a version up to the one without a parent."""

from collections.abc import Sequence

from curator.versions.store import VersionStore
from curator.versions.version import DatasetVersion


def lineage(store: VersionStore, version: DatasetVersion) -> Sequence[str]:
    """The ids from `version` up to the one without a parent; a parent that is gone ends the line."""
    known = {each.id: each.parent for each in store.all()}
    line = [version.id]
    while (parent := known.get(line[-1])) in known and parent is not None and parent not in line:
        line.append(parent)
    return line
