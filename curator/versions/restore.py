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


@dataclass(frozen=True)
class Restored:
    """The child version, its parent, and what each record's fate was in the parent."""

    version: DatasetVersion
    parent: DatasetVersion
    before: tuple[Fate, ...]


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
        facts = {RESTORED: [[each["record_id"], each["verdict"], each["decided_by"]] for each in lines]}
        child = derive(store, version, {"ledger": ledger}, identity=overrides.identity(ledger), facts=facts)
    return Restored(child, version, tuple(map(_fate, lines)))


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
        # The child first: after a kill between the two, the same command finishes the work.
        here = [line for line in lines if line["decided_by"] == RESTORED]
        child = _judged_again(store, version, here, standing) if here else version
        for line in lines:
            overrides.take_back(store.root, line["record_id"], reason)
    return Restored(child, version, tuple(map(_fate, lines)))


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


def _judged_again(
    store: VersionStore, version: DatasetVersion, lines: Sequence[Line], standing: Mapping[str, Override]
) -> DatasetVersion:
    """The child of `version` in which these records have the verdicts that they would have without overrides."""
    ledger = version.frame("ledger").collect()
    ancestors = lineage(store, version)
    ruled = {row["record_id"]: row for row in _ruled(version, ledger, lines).iter_rows(named=True)}
    fates = []
    for line in lines:
        override = standing[line["record_id"]]
        # Restored on the way here: it had that fate. Else a run met the override: its rules hit, or its selection.
        before = asdict(override) if override.version in ancestors else ruled[override.record_id]
        is_selected = before["verdict"] == "keep"
        fates.append((override.record_id, *(("drop", "selection") if is_selected else _decision(before))))
    decided = pl.DataFrame(fates, schema=["record_id", "verdict", "decided_by"], orient="row")
    ledger = ledger.update(decided.cast(pl.String), on="record_id", include_nulls=True)
    return derive(store, version, {"ledger": ledger}, identity=overrides.identity(ledger), facts={"taken_back": fates})


def _decision(fate: Line) -> tuple[str, str | None]:
    return fate["verdict"], fate["decided_by"]


def _ruled(version: DatasetVersion, ledger: pl.DataFrame, lines: Sequence[Line]) -> pl.DataFrame:
    """These records as the version's rules alone judge them."""
    wanted = ledger.filter(pl.col("record_id").is_in([line["record_id"] for line in lines]))
    return rules.judge(wanted, [rules.Rule.from_dict(each) for each in version.manifest["rules"]])
