"""Measure a run: records and ledger in, `Report` out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

import polars as pl

from curator import ledger as ledgers
from curator.report.measured import Measured
from curator.report.model import (
    QUANTILES,
    UNKNOWN_LANGUAGE,
    Duplicates,
    Example,
    Lengths,
    Report,
    RuleHits,
    Source,
)
from curator.report.rates import rate
from curator.schema import views
from curator.scores import qualities, scored_rules
from curator.text import printable

EXAMPLES_PER_RULE = 3
EXCERPT_CHARS = 240
MEASURED_VIEWS = ("prompt", "response")


@dataclass(frozen=True)
class RuleFacts:
    """What a report says about a rule; `then` is `drop`, `review`, `flag` or `fix: <name>`.

    `pack` is null where nobody remembers it.
    """

    id: str
    then: str
    severity: str
    why: str
    pack: str | None = None
    aspect: str = "helpful"


class SourceFacts(Protocol):
    """What a report says about a file; `readers.SourceInfo` is one."""

    @property
    def name(self) -> str:
        """The file name."""

    @property
    def format(self) -> str:
        """The name of the format it was read as."""

    @property
    def records(self) -> int:
        """Readable records."""

    @property
    def quarantined(self) -> int:
        """Unreadable ones."""


def build(
    records: pl.DataFrame,
    ledger: pl.DataFrame,
    *,
    sources: Sequence[SourceFacts],
    rules: Sequence[RuleFacts],
    signals: pl.DataFrame | None = None,
    duplicates: Mapping[str, int] | None = None,
    title: str | None = None,
    version: str | None = None,
    parent: str | None = None,
    measured: Measured | None = None,
) -> Report:
    """Measure what a run read and decided.

    Args:
        records: canonical records, one a readable input record; the views are derived here.
        ledger: one row an input record, quarantined ones included, with a Boolean column for every rule.
        sources: the files, in the order they were named.
        rules: the rules of the run, in pack order.
        signals: `record_id` and signals; `prompt_language` and `response_language` are shown if there.
        duplicates: `exact`, `near` and `conflicts`; none when nobody looked for duplicates.
        title: the heading; by default the names of the sources.
        version: id of the dataset version; none for a plain file.
        parent: id of the version it was made from.
        measured: what a model and vectors of words told; none where nobody asked.
    """
    texts = records.lazy().with_columns(**views()).select("record_id", *MEASURED_VIEWS).collect()
    return Report(
        title=title or ", ".join(source.name for source in sources),
        version=version,
        parent=parent,
        records=records.height,
        kinds=_tally(records["kind"]),
        sources=tuple(Source(each.name, each.format, each.records, each.quarantined) for each in sources),
        counts=ledgers.count(ledger),
        rules=_rule_hits(ledger, rules, texts),
        duplicates=Duplicates(**duplicates) if duplicates is not None else None,
        lengths={view: _lengths(texts[view]) for view in MEASURED_VIEWS},
        languages=_languages(signals),
        faults=rate(_faulty(ledger, rules), records.height),
        quality=qualities(ledger, scored_rules(asdict(rule) for rule in rules)),
        measured=measured,
    )


def _rule_hits(ledger: pl.DataFrame, rules: Sequence[RuleFacts], texts: pl.DataFrame) -> tuple[RuleHits, ...]:
    """Every rule, most hits first, then in pack order."""
    counted = ledgers.rule_counts(ledger, [rule.id for rule in rules])
    chosen = {rule.id: _chosen_examples(ledger, rule.id) for rule in rules}
    wanted = [record_id for examples in chosen.values() for record_id in examples["record_id"]]
    found = texts.filter(pl.col("record_id").is_in(wanted))
    excerpts = {row["record_id"]: row for row in found.iter_rows(named=True)}
    measured = (
        RuleHits(
            id=rule.id,
            then=rule.then,
            hits=counted[rule.id]["hits"],
            only=counted[rule.id]["only"],
            share=counted[rule.id]["hits"] / max(texts.height, 1),
            severity=rule.severity,
            why=rule.why,
            examples=tuple(_example(row, excerpts) for row in chosen[rule.id].iter_rows(named=True)),
        )
        for rule in rules
    )
    return tuple(sorted(measured, key=lambda rule: -rule.hits))


def _chosen_examples(ledger: pl.DataFrame, rule_id: str) -> pl.DataFrame:
    """A few hits of a rule, those of this rule alone first.

    Ids are content hashes, so the smallest ones are a sample that does not depend on the order of the file.
    """
    return (
        ledger.filter(pl.col(rule_id))
        .sort(pl.col("rules").list.len(), "record_id")
        .head(EXAMPLES_PER_RULE)
        .select("record_id", "source", "source_row", "twin_id")
    )


def _example(row: Mapping[str, str | int | None], excerpts: Mapping[str, Mapping[str, str | None]]) -> Example:
    record_id = str(row["record_id"])
    shown = excerpts.get(record_id, {})
    twin = row["twin_id"]
    return Example(
        record_id=record_id,
        source=str(row["source"]),
        source_row=int(row["source_row"] or 0),
        prompt=_excerpt(shown.get("prompt")),
        response=_excerpt(shown.get("response")),
        twin_id=str(twin) if twin is not None else None,
    )


def _excerpt(text: str | None) -> str | None:
    return None if text is None else printable(text, EXCERPT_CHARS)


def _faulty(ledger: pl.DataFrame, rules: Sequence[RuleFacts]) -> int:
    """The records with at least one hit of a rule that does more than flag."""
    deciding = [rule.id for rule in rules if rule.then != "flag"]
    return ledger.filter(pl.any_horizontal(deciding)).height if deciding else 0


def _lengths(texts: pl.Series) -> Lengths:
    chars = texts.drop_nulls().str.len_chars()
    # The bit length of a number is its bin: exact, where a logarithm would round at powers of two.
    bins = _tally(32 - chars.bitwise_leading_zeros().cast(pl.Int64))
    quantiles = {
        name: int(value)
        for name, share in QUANTILES.items()
        if (value := chars.quantile(share, interpolation="lower")) is not None
    }
    last = max(map(int, bins), default=-1)
    return Lengths(chars.len(), quantiles, tuple(bins.get(str(k), 0) for k in range(last + 1)))


def _languages(signals: pl.DataFrame | None) -> dict[str, dict[str, int]]:
    if signals is None:
        return {}
    return {
        view: _tally(signals[f"{view}_language"].fill_null(UNKNOWN_LANGUAGE))
        for view in MEASURED_VIEWS
        if f"{view}_language" in signals.columns
    }


def _tally(values: pl.Series) -> dict[str, int]:
    """How often each value occurs, most frequent first."""
    counted = values.rename("value").cast(pl.String).value_counts(name="n")
    return dict(counted.sort("n", "value", descending=[True, False]).iter_rows())
