"""The story of one record: what became of it, which rules hit with what they measured, its twin, its repairs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from curator.errors import DataError
from curator.rules import Rule, explain
from curator.schema import views
from curator.versions import DatasetVersion, VersionStore

MIN_PREFIX = 4


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
class Story:
    """Everything a version knows about a record. Texts are as they are in the data: escape before printing."""

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
    unreadable: str | None
    prompt: str | None
    response: str | None

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
    version, line = _find(store, record, version_name)
    record_id = line["record_id"]
    rules = {rule["id"]: rule for rule in version.manifest["rules"]}
    known = _row(version.frame("records").with_columns(**views()), record_id)
    values = {**known, **_row(version.frame("signals"), record_id)}
    return Story(
        record_id=record_id,
        version=version.id,
        source=line["source"],
        source_row=line["source_row"],
        kind=known.get("kind"),
        verdict=line["verdict"],
        decided_by=line["decided_by"],
        rules=tuple(_rule_story(rules[each], values) for each in line["rules"]),
        twin=_twin(version, line),
        repairs=_repairs(version, record_id),
        unreadable=_reason(version, line) if line["verdict"] == "quarantined" else None,
        prompt=known.get("prompt"),
        response=known.get("response"),
    )


def _find(store: VersionStore, record: str, version_name: str | None) -> tuple[DatasetVersion, dict[str, Any]]:
    versions = [store.get(version_name)] if version_name else store.newest_first()
    for version in versions:
        beginning = pl.col("record_id").str.starts_with(record)
        found = version.frame("ledger").filter(beginning).collect()
        exact = found.filter(pl.col("record_id") == record)
        if exact.height == 1 or (found.height == 1 and len(record) >= MIN_PREFIX):
            return version, (exact if exact.height else found).row(0, named=True)
        if found.height > 1 and len(record) >= MIN_PREFIX:
            ids = ", ".join(found["record_id"].head(5))
            raise DataError(f"{found.height:,} records begin with {record!r}", where=version.id, hint=f"such as {ids}")
    looked = f"version {versions[0].id}" if version_name else f"any of the {len(versions):,} versions in {store.root}"
    raise DataError(
        f"no record {record!r} in {looked}",
        hint="ids stand in the ledger: curator versions export VERSION --ledger FILE" if versions else "curate first",
    )


def _row(frame: pl.LazyFrame, record_id: str) -> dict[str, Any]:
    found = frame.filter(pl.col("record_id") == record_id).collect()
    return found.row(0, named=True) if found.height else {}


def _rule_story(rule: Mapping[str, Any], values: Mapping[str, Any]) -> RuleStory:
    measured = explain(_rule(rule), values) if rule["then"][:3] != "fix" else []
    return RuleStory(rule["id"], rule["then"], rule["severity"], rule["why"], tuple(map(str, measured)))


def _rule(stored: Mapping[str, Any]) -> Rule:
    """The rule as a version's manifest remembers it."""
    return Rule(id=stored["id"], when=stored["when"], then=stored["then"], why=stored["why"])


def _twin(version: DatasetVersion, line: Mapping[str, Any]) -> Twin | None:
    if line["twin_id"] is None:
        return None
    twin = _row(version.frame("records").with_columns(**views()), line["twin_id"])
    return Twin(line["twin_id"], twin["source"], twin["source_row"], line["similarity"], twin["full"])


def _repairs(version: DatasetVersion, record_id: str) -> tuple[Repair, ...]:
    rows = version.frame("changes").filter(pl.col("record_id") == record_id).collect()
    return tuple(Repair(**row) for row in rows.select("fix", "field", "before", "after").iter_rows(named=True))


def _reason(version: DatasetVersion, line: Mapping[str, Any]) -> str:
    here = (pl.col("source") == line["source"]) & (pl.col("source_row") == line["source_row"])
    row = version.frame("quarantine").filter(here).collect().row(0, named=True)
    place = f"line {row['line']}, byte {row['byte_offset']}" if row["line"] is not None else f"row {row['source_row']}"
    return f"{place}: {row['reason']}"
