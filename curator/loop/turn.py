"""One turn of the loop: what came out of it, and what of it had to be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curator.loop.decision import PROMOTE

TRAINED, MEASURED = "train/", "evaluate/"
"""How the names of the steps begin that train, or measure the model as it came."""


@dataclass(frozen=True)
class Work:
    """What was done in this turn and not in an earlier one.

    `steps` are the names of the steps, `records` how many were read, `measured` those about which something was
    measured; `runs` counts the trained runs that the trial is made of, `trained` those that were trained now.
    """

    steps: tuple[str, ...]
    records: int
    measured: int
    runs: int
    trained: int

    @classmethod
    def of(cls, steps: Sequence[str], outcome: Mapping[str, Any], measured: int) -> "Work":
        """The work behind an outcome, given the steps that were finished now."""
        runs = sum(len(arm["seeds"]) for arm in outcome["arms"])
        trained = min(runs, sum(step.startswith(TRAINED) for step in steps))
        records = outcome["counts"]["input"]
        # A repaired record is measured as it came and as it became: two texts, one record.
        return cls(tuple(steps), records, min(measured, records), runs, trained)

    def to_dict(self) -> dict[str, Any]:
        """The work as JSON values."""
        return {
            "steps": list(self.steps),
            "records": {"read": self.records, "measured": self.measured, "reused": self.records - self.measured},
            "runs": {"trained": self.trained, "reused": self.runs - self.trained},
        }


@dataclass(frozen=True)
class Turn:
    """How a turn ended.

    `outcome` is what it found and decided, as JSON values: the same however often the turn is made again. It `is_new`
    when it had not been decided before.
    """

    outcome: Mapping[str, Any]
    is_new: bool
    work: Work

    @property
    def decision(self) -> str:
        """One of `decision.DECISIONS`."""
        word: str = self.outcome["decision"]
        return word

    @property
    def promoted(self) -> bool:
        """Whether the curated version is, or became, the champion."""
        return self.decision == PROMOTE or self.outcome["champion"]["after"] == self.outcome["curated"]

    def to_dict(self) -> dict[str, Any]:
        """What `loop run --json` prints."""
        return {**self.outcome, "unchanged": not self.is_new, "work": self.work.to_dict()}
