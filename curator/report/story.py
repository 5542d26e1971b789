"""The story of one record: what became of it, which rules hit with what they measured, its twin, its repairs."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from curator import overrides
from curator.errors import DataError
from curator.pii import SECRETS, withheld
from curator.rules import Rule, explain
from curator.schema import views
from curator.versions import DatasetVersion, VersionStore
from curator.versions.find import find_record


@dataclass(frozen=True)
class RuleStory:
    """A rule that hit, and each of its comparisons as text: `response_chars = 0 (< 1)`."""

    id: str
    then: str
    severity: str
    why: str
    measured: tuple[str, ...]


@dataclass(frozen=True)
class Twin:
    """The kept record that this one repeats; `similarity` is 1.0 for an exact copy."""

    record_id: str
    source: str
    source_row: int
    similarity: float
    full: str | None


@dataclass(frozen=True)
class Repair:
    """One changed text."""

    fix: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Said:
    """What somebody answered about the record, and when (UTC); `action` is null for a skip."""

    annotator: str
    at: str
    action: str | None
    rating: int | None
    note: str | None


@dataclass(frozen=True)
class Fate:
    """What became of the record in another version."""

    version: str
    verdict: str
    decided_by: str | None


@dataclass(frozen=True)
class Story:
    """Everything a version knows about a record. Texts are as they are in the data, without keys and passwords: escape
    before printing."""

    record_id: str
    version: str
    source: str
    source_row: int
    kind: str | None
    verdict: str
    decided_by: str | None
    rules: tuple[RuleStory, ...]
    twin: Twin | None
    repairs: tuple[Repair, ...]
    said: tuple[Said, ...]
    unreadable: str | None
    prompt: str | None
    response: str | None
    restored_because: str | None
    """The reason that somebody gave for restoring it, if it is restored."""
    elsewhere: tuple[Fate, ...]
    """Other versions in which its fate differs, the newest first."""

    def to_dict(self) -> dict[str, Any]:
        """The story as JSON data."""
        return asdict(self)


def tell(store: VersionStore, record: str, version_name: str | None = None) -> Story:
    """The story of a record.

    Args:
        store: where to look.
        record: a record id, or at least four characters that only one id begins with.
        version_name: the version to look in; none: the latest one that knows the record.

    Raises:
        DataError: no version knows it, or several records begin so.
    """
    version, line = find_record(store, record, version_name)
    record_id = line["record_id"]
    rules = {rule["id"]: Rule.from_dict(rule) for rule in version.manifest["rules"]}
    records, signals = version.frame("records").with_columns(**views()), version.frame("signals")
    known = _row(records, record_id)
    values = {**known, **_row(signals, record_id)}
    types = {**records.collect_schema(), **signals.collect_schema()}
    return Story(
        record_id=record_id,
        version=version.id,
        source=line["source"],
        source_row=line["source_row"],
        kind=known.get("kind"),
        verdict=line["verdict"],
        decided_by=line["decided_by"],
        rules=tuple(_rule_story(rules[each], values, types) for each in line["rules"]),
        twin=_twin(version, line),
        repairs=_repairs(version, record_id),
        said=_said(version, record_id),
        unreadable=_reason(version, line) if line["verdict"] == "quarantined" else None,
        prompt=_told(known.get("prompt")),
        response=_told(known.get("response")),
        restored_because=_reason_to_restore(store, line),
        elsewhere=tuple(_elsewhere(store, version, line)),
    )


def _elsewhere(store: VersionStore, told: DatasetVersion, line: Mapping[str, Any]) -> Iterator[Fate]:
    """The versions in which the record's fate is not the one that is told, newest first."""
    for version in store.newest_first():
        if version.id == told.id:
            continue
        try:
            found = _row(version.frame("ledger").select("record_id", "verdict", "decided_by"), line["record_id"])
        except DataError:
            continue  # damaged: the story is that of another version
        if found and (found["verdict"], found["decided_by"]) != (line["verdict"], line["decided_by"]):
            yield Fate(version.id, found["verdict"], found["decided_by"])


def _row(frame: pl.LazyFrame, record_id: str) -> dict[str, Any]:
    found = frame.filter(pl.col("record_id") == record_id).collect()
    return found.row(0, named=True) if found.height else {}


def _rule_story(rule: Rule, values: Mapping[str, Any], types: Mapping[str, pl.DataType]) -> RuleStory:
    comparisons = [] if rule.fix else explain(rule, values, types)  # a repair changed what its rule saw
    measured = [str(each) for each in comparisons]
    if rule.on_null == "hit" and any(each.holds is None for each in comparisons):
        measured.append("what is missing counts as a hit (on_null: hit)")
    return RuleStory(rule.id, str(rule.then), rule.severity, rule.why, tuple(measured))


def _twin(version: DatasetVersion, line: Mapping[str, Any]) -> Twin | None:
    if line["twin_id"] is None:
        return None
    twin = _row(version.frame("records").with_columns(**views()), line["twin_id"])
    return Twin(line["twin_id"], twin["source"], twin["source_row"], line["similarity"], _told(twin["full"]))


def _repairs(version: DatasetVersion, record_id: str) -> tuple[Repair, ...]:
    rows = version.frame("changes").filter(pl.col("record_id") == record_id).collect()
    return tuple(
        Repair(row["fix"], row["field"], _told(row["before"]), _told(row["after"]))
        for row in rows.iter_rows(named=True)
    )


def _said(version: DatasetVersion, record_id: str) -> tuple[Said, ...]:
    """People's answers, the oldest first."""
    if "annotations" not in version.frames:
        return ()
    rows = version.frame("annotations").filter(pl.col("record_id") == record_id).sort("at", "annotator").collect()
    return tuple(
        Said(row["annotator"], f"{row['at']:%Y-%m-%d %H:%M}", row["action"], row["rating"], _told(row["note"]))
        for row in rows.iter_rows(named=True)
    )


def _told(text: str | None) -> str | None:
    return None if text is None else withheld(text, SECRETS)


def _reason(version: DatasetVersion, line: Mapping[str, Any]) -> str:
    here = (pl.col("source") == line["source"]) & (pl.col("source_row") == line["source_row"])
    row = version.frame("quarantine").filter(here).collect().row(0, named=True)
    place = f"line {row['line']}, byte {row['byte_offset']}" if row["line"] is not None else f"row {row['source_row']}"
    return f"{place}: {row['reason']}"


def _reason_to_restore(store: VersionStore, line: Mapping[str, Any]) -> str | None:
    standing = overrides.load(store.root).get(line["record_id"]) if line["decided_by"] == overrides.RESTORED else None
    return standing.reason if standing else None
