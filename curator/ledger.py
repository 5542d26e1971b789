"""One line for every record that came in: what became of it, and every rule that had a say."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import polars as pl

VERDICTS = ("keep", "drop", "review", "quarantined")

COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "record_id": pl.String,
    "source": pl.String,
    "source_row": pl.Int64,
    "verdict": pl.String,
    "decided_by": pl.String,  # a rule, `selection`, `reader`, `restored` or `annotator:<id>`; null: no rule did
    "rules": pl.List(pl.String),
    "twin_id": pl.String,
    "similarity": pl.Float64,
    "fixes": pl.List(pl.String),
}


@dataclass(frozen=True)
class Counts:
    """How many records came in and what became of them; `fixed` counts repaired records of any verdict."""

    input: int
    kept: int
    dropped: int
    review: int
    quarantined: int
    fixed: int

    def __post_init__(self) -> None:
        assert self.input == self.kept + self.dropped + self.review + self.quarantined, self

    def to_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def build(
    judged: pl.DataFrame, changes: pl.DataFrame, quarantine: pl.DataFrame, rule_ids: Sequence[str]
) -> pl.DataFrame:
    """The ledger of a run, in the order of the sources.

    Args:
        judged: a row a record with the columns above (`fixes` excepted) and one Boolean column a rule.
        changes: `record_id`, `fix` of every repair.
        quarantine: what the readers could not read.
        rule_ids: the Boolean columns.
    """
    fixes = changes.group_by("record_id").agg(fixes=pl.col("fix").unique().sort())
    records = judged.join(fixes, on="record_id", how="left").with_columns(
        pl.col("fixes").fill_null(pl.lit([], dtype=pl.List(pl.String)))
    )
    unread = quarantine.select(
        record_id=pl.struct("source", "source_row").map_elements(_unread_id, return_dtype=pl.String),
        source="source",
        source_row="source_row",
        verdict=pl.lit("quarantined"),
        decided_by=pl.lit("reader"),
        rules=pl.lit([], dtype=pl.List(pl.String)),
        twin_id=pl.lit(None, dtype=pl.String),
        similarity=pl.lit(None, dtype=pl.Float64),
        fixes=pl.lit([], dtype=pl.List(pl.String)),
        **{rule: pl.lit(False) for rule in rule_ids},
    )
    columns = [*COLUMNS, *rule_ids]
    return pl.concat([records.select(columns), unread.select(columns)]).sort("source", "source_row")


def count(ledger: pl.DataFrame) -> Counts:
    """What became of the records of `ledger`."""
    by_verdict = dict(ledger.group_by("verdict").len().iter_rows())
    assert set(by_verdict) <= set(VERDICTS), by_verdict
    return Counts(
        input=ledger.height,
        kept=by_verdict.get("keep", 0),
        dropped=by_verdict.get("drop", 0),
        review=by_verdict.get("review", 0),
        quarantined=by_verdict.get("quarantined", 0),
        fixed=ledger.filter(pl.col("fixes").list.len() > 0).height,
    )


def rule_counts(ledger: pl.DataFrame, rule_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """For each rule how many records it hit (`hits`), and how many of these no other rule hit (`only`)."""
    if not rule_ids:
        return {}
    alone = pl.col("rules").list.len() == 1
    hits = ledger.select(pl.col(rule_ids).sum()).row(0, named=True)
    only = ledger.filter(alone).select(pl.col(rule_ids).sum()).row(0, named=True)
    return {rule: {"hits": int(hits[rule]), "only": int(only[rule])} for rule in rule_ids}


def _unread_id(place: dict[str, object]) -> str:
    digest = hashlib.blake2b(f"{place['source']}\0{place['source_row']}".encode(), digest_size=10)
    return f"unread-{digest.hexdigest()}"
