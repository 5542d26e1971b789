"""All that people's verdicts say of a version's rules, as one object."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from curator.errors import DataError
from curator.label.calibration.labels import Labels
from curator.label.calibration.rates import Rates, Recall, rates, recall
from curator.label.calibration.suggest import Suggestion, suggest
from curator.rules import REMOVING
from curator.rules.checker import Schema
from curator.versions import DatasetVersion
from curator.whatif import rules_of


@dataclass(frozen=True)
class Calibration:
    """Every rule against people's verdicts.

    `labelled` counts the records that somebody decided about, `control` those of them that are a random sample of
    everything. `together` is the recall of all rules that drop or ask for a review. `wanted` is the precision that
    `suggestions` aim at.
    """

    labelled: int
    control: int
    rules: tuple[Rates, ...]
    together: Recall
    wanted: float
    suggestions: tuple[Suggestion, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "labelled": self.labelled,
            "control": self.control,
            "rules": {each.rule: each.to_dict() for each in self.rules},
            "together": vars(self.together),
            "wanted_precision": self.wanted,
            "suggestions": {each.rule: each.to_dict() for each in self.suggestions},
            "notes": list(self.notes),
        }


def calibrate(
    version: DatasetVersion, annotations: pl.DataFrame, columns: Schema, *, precision: float = 0.9
) -> Calibration:
    """Hold the rules of `version` against what people said of its records.

    Args:
        version: whose rules and hits.
        annotations: of the version.
        columns: every column that rules may compare, with its type.
        precision: wanted of the hits of each rule.
    """
    labels = Labels.of(annotations)
    judging = rules_of(version).rules
    readable = version.frame("ledger").filter(pl.col("verdict") != "quarantined")
    ledger = readable.select("record_id", *(rule.id for rule in judging)).collect()
    removing = [rule.id for rule in judging if rule.then.action in REMOVING]
    notes: list[str] = []
    try:
        suggestions = suggest(version, columns, labels, precision)
    except DataError as error:
        suggestions = []
        notes.append(f"no thresholds are suggested: {error}")
    control = labels.records.filter("is_control").join(ledger, on="record_id", how="semi").height
    if not control:
        notes.append("no recall: nothing was drawn at random from everything; push some with --control 0.1")
    return Calibration(
        labelled=labels.records.join(ledger, on="record_id", how="semi").height,
        control=control,
        rules=tuple(rates(rule, ledger, labels) for rule in judging),
        together=recall(ledger.select("record_id", hit=pl.any_horizontal(False, *removing)), labels),
        wanted=precision,
        suggestions=tuple(suggestions),
        notes=tuple(notes),
    )
