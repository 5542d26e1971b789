"""Dataset versions: immutable, named by a hash of what made them, kept in a folder."""

from curator.versions.compare import diff
from curator.versions.derive import derive
from curator.versions.identity import ID_DIGITS, version_id
from curator.versions.lineage import lineage
from curator.versions.store import LATEST, VersionStore
from curator.versions.version import FRAMES, DatasetVersion

__all__ = [
    "FRAMES",
    "ID_DIGITS",
    "LATEST",
    "DatasetVersion",
    "VersionStore",
    "derive",
    "diff",
    "lineage",
    "version_id",
]
