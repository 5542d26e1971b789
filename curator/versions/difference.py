"""A comparison of two versions in figures: by rule, source and annotator, with examples."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from curator import scores
from curator.schema import views
from curator.versions.compare import CHANGES, diff
from curator.versions.version import DatasetVersion

EXCERPT_CHARS = 200
CONTEXT_CHARS = 60  # shown before the place where two texts part
ANNOTATOR = "annotator:"
GROUPING = ("change", "by", "source", "before", "after", "changed")


@dataclass(frozen=True)
class Example:
    """A record that differs, and how its text begins in each version; of changed texts, where they begin to differ."""

    record_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Group:
    """Records that differ alike. `change`, `by`, the verdicts and `changed` are as `diff` tells them."""

    change: str
    by: str | None
    source: str
    before: str | None
    after: str | None
    changed: bool
    records: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Difference:
    """What differs between versions `a` and `b`; the largest group comes first."""

    a: str
    b: str
    kept_before: int
    kept_after: int
    groups: tuple[Group, ...]
    quality: scores.Change

    @property
    def records(self) -> int:
        """How many records differ."""
        return sum(group.records for group in self.groups)

    def totals(self) -> dict[str, int]:
        """Records by kind of change."""
        counted = Counter(dict.fromkeys(CHANGES, 0))
        for group in self.groups:
            counted[group.change] += group.records
        return dict(counted)

    def by(self, names: Callable[[Group], Iterable[str]]) -> dict[str, dict[str, int]]:
        """For each name that a group goes by, its records by kind of change."""
        found: dict[str, Counter[str]] = {}
        for group in self.groups:
            for name in names(group):
                found.setdefault(name, Counter())[group.change] += group.records
        return {name: dict(found[name]) for name in sorted(found)}

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON data."""
        return {
            "a": self.a,
            "b": self.b,
            "kept": {"before": self.kept_before, "after": self.kept_after},
            "differ": self.records,
            **self.totals(),
            "by_rule": self.by(lambda group: [] if annotators(group) else [group.by or "absent"]),
            "by_source": self.by(lambda group: [group.source]),
            "by_annotator": self.by(annotators),
            "groups": [asdict(group) for group in self.groups],
            "quality": self.quality.to_dict(),
        }


def compare(a: DatasetVersion, b: DatasetVersion, *, examples: int = 3) -> Difference:
    """Compare two versions, with at most `examples` records of each group."""
    changed = diff(a, b)
    groups = (
        changed.group_by(GROUPING)
        .agg(records=pl.len(), ids=pl.col("record_id").head(examples))
        .sort("records", *GROUPING, descending=[True, *(False for _ in GROUPING)])
    )
    wanted = groups["ids"].explode(empty_as_null=False)
    before, after = _texts(a, wanted), _texts(b, wanted)

    def shown(ids: Sequence[str]) -> tuple[Example, ...]:
        return tuple(Example(each, *_excerpts(before.get(each), after.get(each))) for each in ids)

    return Difference(
        a=a.id,
        b=b.id,
        kept_before=a.manifest["counts"]["kept"],
        kept_after=b.manifest["counts"]["kept"],
        groups=tuple(Group(examples=shown(row.pop("ids")), **row) for row in groups.iter_rows(named=True)),
        quality=scores.change(_judged(a), _judged(b)),
    )


def annotators(group: Group) -> list[str]:
    """The people behind a group; none when it was a rule."""
    return group.by.removeprefix(ANNOTATOR).split(",") if (group.by or "").startswith(ANNOTATOR) and group.by else []


def first_difference(before: str, after: str) -> int:
    """Where to begin so that the change is seen: a little before it."""
    pairs = enumerate(zip(before, after, strict=False))
    differs = next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))
    return max(0, differs - CONTEXT_CHARS)


def _judged(version: DatasetVersion) -> tuple[pl.DataFrame, Sequence[Mapping[str, Any]]]:
    return version.frame("ledger").collect(), version.manifest["rules"]


def _texts(version: DatasetVersion, ids: pl.Series) -> dict[str, str | None]:
    found = version.frame("records").filter(pl.col("record_id").is_in(ids.implode()))
    return dict(found.select("record_id", views()["full"]).collect().iter_rows())


def _excerpts(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    start = first_difference(before, after) if before and after and before != after else 0
    return _cut(before, start), _cut(after, start)


def _cut(text: str | None, start: int) -> str | None:
    return None if text is None else text[start : start + EXCERPT_CHARS]
