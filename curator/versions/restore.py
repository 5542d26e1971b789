"""Bring a dropped record back: an override for every later version, and a child of the one it was dropped from."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from curator import overrides, rules
from curator.errors import DataError
from curator.overrides import RESTORED, Override
from curator.versions.derive import derive
from curator.versions.find import find_record
from curator.versions.lineage import lineage
from curator.versions.store import VersionStore
from curator.versions.version import DatasetVersion

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Fate:
    """What became of a record, and who decided it."""

    record_id: str
    verdict: str
    decided_by: str | None

    def to_dict(self) -> dict[str, str | None]:
        """The fate as JSON data."""
        return asdict(self)


@dataclass(frozen=True)
class Restored:
    """The child version, its parent, and each record's fate without the override."""

    version: DatasetVersion
    parent: DatasetVersion
    fates: tuple[Fate, ...]


def restore(
    store: VersionStore, records: Sequence[str], *, version_name: str | None = None, reason: str | None = None
) -> Restored:
    """Keep records that were dropped or wait for review, now and in every later version of this store.

    Args:
        store: where they are looked for, and where the child goes.
        records: their ids, or beginnings of these.
        version_name: the version to start from; none: the latest one that knows the first record.
        reason: kept with the override.

    Raises:
        DataError: a record is unknown, was unreadable, or is kept already. Nothing is changed then.
    """
    with store.lock():
        version, lines = _find(store, records, version_name)
        for line in lines:
            _check_restorable(version, line)
        standing = overrides.load(store.root)
        made = {each["record_id"]: _override(version, each, reason) for each in lines}
        for record_id in made.keys() - standing.keys():
            overrides.record(store.root, made[record_id])
        ledger = overrides.apply(version.frame("ledger").collect(), made)
        fates = tuple(map(_fate, lines))
        facts = {RESTORED: [each.to_dict() for each in fates]}
        child = derive(store, version, {"ledger": ledger}, identity=overrides.identity(ledger), facts=facts)
    return Restored(child, version, fates)


def take_back(
    store: VersionStore, records: Sequence[str], *, version_name: str | None = None, reason: str | None = None
) -> Restored:
    """Let the rules decide about restored records again, now and in every later version of this store.

    Raises:
        DataError: a record is not restored. Nothing is changed then.
    """
    with store.lock():
        version, lines = _find(store, records, version_name)
        standing = overrides.load(store.root)
        for line in lines:
            if line["record_id"] not in standing:
                raise DataError(
                    f"record {line['record_id']} is not restored",
                    where=version.id,
                    hint="`curator restore` without --undo restores it",
                )
        fates = _without_overrides(store, version, lines, standing)
        # The child first: after a kill between the two, the same command finishes the work.
        child = _judged_again(store, version, fates)
        for line in lines:
            overrides.take_back(store.root, line["record_id"], reason)
    return Restored(child, version, fates)


def _find(
    store: VersionStore, records: Sequence[str], version_name: str | None
) -> tuple[DatasetVersion, list[dict[str, Any]]]:
    """The version of the first record, and the ledger's line of every record in it, each once."""
    version, first = find_record(store, records[0], version_name)
    lines = [first, *(find_record(store, each, version.id)[1] for each in records[1:])]
    return version, list({line["record_id"]: line for line in lines}.values())


def _check_restorable(version: DatasetVersion, line: Line) -> None:
    record_id = line["record_id"]
    if line["verdict"] == "keep":
        raise DataError(
            f"record {record_id} is kept already",
            where=version.id,
            hint="name a version that drops it: --version ID; curator why lists them",
        )
    if line["verdict"] == "quarantined":
        raise DataError(
            f"record {record_id} could not be read, so there is nothing to bring back",
            where=version.id,
            hint=f"curator why {record_id} tells what is wrong; put the line right and curate again",
        )


def _override(version: DatasetVersion, line: Line, reason: str | None) -> Override:
    return Override(line["record_id"], version.id, line["verdict"], line["decided_by"], reason, overrides.now())


def _fate(line: Line) -> Fate:
    return Fate(line["record_id"], line["verdict"], line["decided_by"])


def _without_overrides(
    store: VersionStore, version: DatasetVersion, lines: Sequence[Line], standing: Mapping[str, Override]
) -> tuple[Fate, ...]:
    """What the fates of these records would be in `version` had nobody restored them."""
    ids = [line["record_id"] for line in lines]
    judging = [rules.Rule.from_dict(each) for each in version.manifest["rules"]]
    ledger = version.frame("ledger").filter(pl.col("record_id").is_in(ids))
    hits = ledger.select("record_id", *(rule.id for rule in judging)).collect()
    ruled = {row["record_id"]: _fate(row) for row in rules.judge(hits, judging).iter_rows(named=True)}
    ancestors = lineage(store, version)

    def fate(line: Line) -> Fate:
        override = standing[line["record_id"]]
        if line["decided_by"] != RESTORED:
            return _fate(line)
        if override.version in ancestors:  # restored on the way here: it had that fate
            return Fate(override.record_id, override.verdict, override.decided_by)
        # A run met the override. What the rules would have kept, the selection left out.
        found = ruled[override.record_id]
        return found if found.verdict != "keep" else Fate(override.record_id, "drop", "selection")

    return tuple(map(fate, lines))


def _judged_again(store: VersionStore, version: DatasetVersion, fates: Sequence[Fate]) -> DatasetVersion:
    """The child of `version` in which records have these fates; `version` itself when they have them there."""
    before = version.frame("ledger").collect()
    schema = dict.fromkeys(("record_id", "verdict", "decided_by"), pl.String)
    decided = pl.DataFrame([each.to_dict() for each in fates], schema=schema)
    ledger = before.update(decided, on="record_id", include_nulls=True)
    if ledger.equals(before):
        return version
    facts = {"taken_back": [each.to_dict() for each in fates]}
    return derive(store, version, {"ledger": ledger}, identity=overrides.identity(ledger), facts=facts)
