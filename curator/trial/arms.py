"""The arms of a trial: which records each trains on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from curator import schema
from curator.dedup import contamination
from curator.recipe import Stage
from curator.train import Row, training_rows
from curator.versions import DatasetVersion

Which = Literal["kept", "dropped"]
Draw = Literal["random", "longest"]


@dataclass(frozen=True)
class Arm:
    """A name, the version whose records it trains on, and which of them.

    With `matched_to`, the name of another arm, only as many as have the same amount of supervised tokens: drawn by
    chance afresh for each seed, or those with the longest answers. `which` names the records of the version: those it
    kept, or those that its rules dropped.
    """

    name: str
    version: DatasetVersion
    matched_to: str | None = None
    draw: Draw = "random"
    which: Which = "kept"

    @property
    def is_control(self) -> bool:
        """Whether its records were drawn by chance."""
        return self.matched_to is not None and self.draw == "random"

    @property
    def source(self) -> tuple[str, Which]:
        """What it draws from, as a key."""
        return self.version.id, self.which


@dataclass(frozen=True)
class Material:
    """What an arm can train on.

    `skipped` counts records without anything to train on, by reason; `contaminated` those left out because they
    repeat a held-out question.
    """

    rows: tuple[Row, ...]
    skipped: dict[str, int]
    contaminated: int


def material(
    version: DatasetVersion,
    heldout: pl.DataFrame | None,
    which: Which = "kept",
    stages: Sequence[Stage] = ("supervised",),
) -> Material:
    """The training rows of a version's records.

    Args:
        version: whose records.
        heldout: `item_id` and `prompt` of the held-out set; none: nothing is left out.
        which: the records that the version kept, or those it dropped.
        stages: of the training, which decide the kinds of records that can be learnt from.
    """
    records = version.with_verdict("keep" if which == "kept" else "drop").collect()
    leaked = contaminated_ids(records, heldout)
    found = training_rows(records.filter(~pl.col("record_id").is_in(list(leaked))), stages)
    return Material(found.rows, found.reasons(), len(leaked))


def contaminated_ids(records: pl.DataFrame, heldout: pl.DataFrame | None) -> set[str]:
    """The records that repeat a held-out question; arguments as in `material`."""
    if heldout is None:
        return set()
    prompts = records.lazy().select("record_id", prompt=schema.views()["prompt"]).collect()
    return set(contamination.find(prompts, heldout)["record_id"])


def faulty_ids(versions: Sequence[DatasetVersion]) -> set[str]:
    """The records that any of the versions' rules would drop, put to review or repair."""
    faulty: set[str] = set()
    for version in versions:
        deciding = [rule["id"] for rule in version.manifest["rules"] if rule["then"] != "flag"]
        if deciding:
            faulty |= _ids(version, pl.any_horizontal(deciding))
    return faulty


def mended_ids(version: DatasetVersion) -> set[str]:
    """The records that this version repaired or that a person has looked at: faulty once, not any more."""
    is_vetted = pl.col("decided_by").fill_null("").str.starts_with("annotator:")
    return _ids(version, is_vetted | (pl.col("fixes").list.len() > 0))


def _ids(version: DatasetVersion, condition: pl.Expr) -> set[str]:
    return set(version.frame("ledger").filter(condition).select("record_id").collect()["record_id"])
