"""The report of a stored version, and of a run that is not stored."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from curator.report.measured import measured_of
from curator.report.measures import RuleFacts, build
from curator.report.model import Report, Source
from curator.versions import DatasetVersion

if TYPE_CHECKING:  # a stored version is reported without loading what judges records
    from curator.pipeline import Judged


def of_version(version: DatasetVersion) -> Report:
    """What is known of a stored version; nothing is measured again.

    Raises:
        DataError: files of the version are missing or damaged.
    """
    manifest = version.manifest
    signals = version.frame("signals").collect()
    return build(
        version.frame("records").collect(),
        version.frame("ledger").collect(),
        sources=_sources(manifest["sources"]),
        rules=_facts(manifest["rules"]),
        signals=signals,
        duplicates=manifest["duplicates"],
        title=manifest["name"],
        version=version.id,
        parent=version.parent,
        measured=measured_of(signals, manifest),
    )


def of_run(judged: "Judged") -> Report:
    """What a run found out, without storing it."""
    summary = judged.summary()
    return build(
        judged.records,
        judged.ledger,
        sources=_sources(summary["sources"]),
        rules=_facts(summary["rules"]),
        signals=judged.signals,
        duplicates=summary["duplicates"],
        measured=measured_of(judged.signals, summary),
    )


def _sources(listed: Sequence[Mapping[str, Any]]) -> list[Source]:
    return [Source(each["name"], each["format"], each["records"], each["quarantined"]) for each in listed]


def _facts(listed: Sequence[Mapping[str, Any]]) -> list[RuleFacts]:
    known = tuple(field.name for field in fields(RuleFacts))
    return [RuleFacts(**{name: each[name] for name in known if name in each}) for each in listed]
