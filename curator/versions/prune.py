"""Remove versions that nothing needs any more."""

from collections.abc import Iterable
from dataclasses import dataclass

from curator.versions import references
from curator.versions.lineage import lineage
from curator.versions.store import VersionStore
from curator.versions.version import DatasetVersion

KEEP = 5


@dataclass(frozen=True)
class Plan:
    """The versions that go, oldest first, each with its size in bytes; and for each that stays the reason."""

    going: dict[str, int]
    staying: dict[str, str]


def plan(store: VersionStore, keep: int = KEEP) -> Plan:
    """What pruning would remove.

    The latest version stays, the `keep` newest ones, those that loops, runs or label tasks name, those that cannot
    be read, and every ancestor of one that stays.
    """
    staying = dict(_needed(store, keep))
    for version in store.all():
        if version.id in staying:
            for ancestor in lineage(store, version)[1:]:
                staying.setdefault(ancestor, f"is an ancestor of {version.id}")
    return Plan({each.id: _size_bytes(each) for each in store.all() if each.id not in staying}, staying)


def prune(store: VersionStore, keep: int = KEEP) -> Plan:
    """Remove what `plan` says, which is returned.

    Raises:
        DataError: the store is not writable.
    """
    with store.lock():
        planned = plan(store, keep)
        for version in planned.going:
            store.remove(store.get(version))
    return planned


def _size_bytes(version: DatasetVersion) -> int:
    return sum(each.stat().st_size for each in version.path.rglob("*") if each.is_file())


def _needed(store: VersionStore, keep: int) -> Iterable[tuple[str, str]]:
    """Every version that is needed for its own sake, with the best reason last."""
    newest = store.newest_first()
    found = references.find(store.root)
    readable = {version.id for version in newest}
    yield from ((name, "cannot be read") for name in store.ids() if name not in readable)
    yield from ((version.id, f"is among the {keep:,} newest") for version in newest[:keep])
    yield from ((name, f"is needed by {what}") for name, what in found.items() if name in readable)
    yield from ((version.id, "is the latest") for version in newest[:1])
