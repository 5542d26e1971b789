"""The report as plain data: what every rendering shows and `--json` prints."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from curator.ledger import Counts
from curator.report.measured import Measured
from curator.report.rates import Rate
from curator.scores import Qualities

QUANTILES = {"min": 0.0, "p5": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95, "max": 1.0}
"""The quantiles of text length that a report gives."""

UNKNOWN_LANGUAGE = "unknown"
"""Stands for a text whose language could not be told."""


@dataclass(frozen=True)
class Source:
    """A file that was read. `records` and `quarantined` do not overlap."""

    name: str
    format: str
    records: int
    quarantined: int


@dataclass(frozen=True)
class Example:
    """A record that a rule hit. The texts are cut and safe to print; null where the record has none."""

    record_id: str
    source: str
    source_row: int
    prompt: str | None
    response: str | None
    twin_id: str | None


@dataclass(frozen=True)
class RuleHits:
    """A rule and the records it hit.

    `only` counts the hits that no other rule shares; `share` is hits per readable record (0–1).
    """

    id: str
    then: str
    hits: int
    only: int
    share: float
    severity: str
    why: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Lengths:
    """Lengths in characters of the records' `texts` that are not null.

    `quantiles` has the keys of `QUANTILES` and is empty when there is no text. `bins[k]` counts the texts of
    2^(k−1) to 2^k − 1 characters, `bins[0]` the empty ones.
    """

    texts: int
    quantiles: Mapping[str, int]
    bins: tuple[int, ...]


@dataclass(frozen=True)
class Duplicates:
    """Records with an exact twin, with a near twin, and with a prompt that has other answers elsewhere."""

    exact: int
    near: int
    conflicts: int


@dataclass(frozen=True)
class Report:
    """Everything a report says.

    `version` and `parent` are null for a file, `duplicates` when nobody looked for them, `measured` where no model and
    no domain was named. `faults` counts the records that at least one rule hit; rules that only flag do not count.
    """

    title: str
    version: str | None
    parent: str | None
    records: int
    kinds: Mapping[str, int]
    sources: tuple[Source, ...]
    counts: Counts
    rules: tuple[RuleHits, ...]
    duplicates: Duplicates | None
    lengths: Mapping[str, Lengths]
    languages: Mapping[str, Mapping[str, int]]
    faults: Rate
    quality: Qualities
    measured: Measured | None = None

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON data; sources are keyed by name, rules by id, in the order of the report."""
        return {
            "title": self.title,
            "version": self.version,
            "parent": self.parent,
            "records": self.records,
            "quarantined": self.counts.quarantined,
            "kinds": dict(self.kinds),
            "sources": {source.name: _without(asdict(source), "name") for source in self.sources},
            "counts": asdict(self.counts),
            "faults_per_1000": asdict(self.faults),
            "quality": self.quality.to_dict(),
            "rules": {rule.id: _without(asdict(rule), "id") for rule in self.rules},
            "duplicates": asdict(self.duplicates) if self.duplicates else None,
            "lengths": {view: asdict(lengths) for view, lengths in self.lengths.items()},
            "languages": {view: dict(counts) for view, counts in self.languages.items()},
            "measured": self.measured.to_dict() if self.measured else None,
        }


def _without(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != name}
