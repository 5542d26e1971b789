"""What each annotator did: how much, how fast, how they decide, and whether that has changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from curator.label.agreement.ratings import UNIT, independent
from curator.scores.interval import wilson

ACTIONS = ("keep", "fix", "drop", "prefer")


@dataclass(frozen=True)
class Share:
    """A share of `of` cases with its 95 % interval; null of none."""

    share: float | None
    low: float | None
    high: float | None
    of: int


def share(part: float, whole: int) -> Share:
    """`part` cases of `whole`; `part` may be a sum of shares."""
    if not whole:
        return Share(None, None, None, 0)
    mean = min(1.0, part / whole)
    return Share(mean, *wilson(mean, whole), whole)


@dataclass(frozen=True)
class Person:
    """One annotator.

    `seconds` is the median time that a form was open, null where nobody measured it. `actions` are shares of what
    they did not skip. `alike` is how often others say the same of the same record, `early` and `late` of the first
    and of the last half of what they did; `drifts` when the intervals of these two do not touch.
    """

    annotator: str
    answered: int
    skipped: int
    seconds: float | None
    actions: dict[str, float]
    alike: Share
    early: Share
    late: Share

    @property
    def drifts(self) -> bool:
        """Whether the first half and the last half differ by more than chance would have it."""
        early, late = self.early, self.late
        if early.low is None or early.high is None or late.low is None or late.high is None:
            return False
        return early.high < late.low or late.high < early.low

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {**asdict(self), "drifts": self.drifts}


def people(annotations: pl.DataFrame) -> list[Person]:
    """Everybody who annotated, who did most first."""
    newest = independent(annotations)
    answered = newest.filter(pl.col("action").is_not_null()).with_columns(
        said=pl.concat_str("action", pl.col("preferred").fill_null(""))
    )
    alike = _alike_with_others(answered)
    # By rank and not by row, so that equal times fall into the same half whatever the order of the rows.
    place = pl.struct("at", *UNIT).rank("ordinal").over("annotator") * 2
    halves = answered.join(alike, on=[*UNIT, "annotator"], how="left").with_columns(
        is_early=place <= pl.len().over("annotator")
    )
    found = [
        _person(str(name), newest.filter(annotator=name), halves.filter(annotator=name))
        for name in newest["annotator"].unique().sort()
    ]
    return sorted(found, key=lambda each: (-each.answered, each.annotator))


def _person(name: str, newest: pl.DataFrame, answered: pl.DataFrame) -> Person:
    counts = dict(answered.group_by("action").len().iter_rows())
    seconds = answered["lead_seconds"].median()
    return Person(
        annotator=name,
        answered=answered.height,
        skipped=newest.height - answered.height,
        seconds=seconds if isinstance(seconds, float) else None,
        actions={action: counts[action] / answered.height for action in ACTIONS if action in counts},
        alike=_share_of(answered["alike"]),
        early=_share_of(answered.filter("is_early")["alike"]),
        late=_share_of(answered.filter(~pl.col("is_early"))["alike"]),
    )


def _alike_with_others(answered: pl.DataFrame) -> pl.DataFrame:
    """For each answer to what others answered too, the share of them who said the same."""
    unit: Sequence[str] = UNIT
    others = pl.len().over(unit) - 1
    same = pl.len().over([*unit, "said"]) - 1
    return answered.select(*unit, "annotator", alike=same / others).filter(pl.col("alike").is_finite())


def _share_of(alike: pl.Series) -> Share:
    known = alike.drop_nulls()
    return share(float(known.sum()), known.len())
