"""Answers to one question as a matrix: who said what about which record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.label.verdict import ADJUDICATION

Whole: TypeAlias = NDArray[np.int64]
Real: TypeAlias = NDArray[np.float64]

MISSING = -1
UNIT = ("record_id", "content")
"""What people look at: a record in one state of its text."""

STARS = ("1", "2", "3", "4", "5")
ACTIONS = ("keep", "fix", "drop")
SIDES = ("chosen", "rejected", "drop")
TICKED = ("wrong", "right")


@dataclass(frozen=True)
class Ratings:
    """One question: `given` holds the number of the category that each person (column) gave each unit (row), or -1.

    Every unit has an answer. `categories` are in their order where they have one.
    """

    question: str
    units: tuple[tuple[str, ...], ...]
    people: tuple[str, ...]
    categories: tuple[str, ...]
    given: Whole  # (units, people)

    @property
    def is_shared(self) -> NDArray[np.bool_]:
        """Of each unit whether at least two people answered."""
        shared: NDArray[np.bool_] = (self.given != MISSING).sum(axis=1) >= 2
        return shared

    @property
    def counts(self) -> Whole:
        """How often each unit was put in each category: (units, categories)."""
        return np.stack([(self.given == nth).sum(axis=1) for nth in range(len(self.categories))], axis=1)


def independent(annotations: pl.DataFrame) -> pl.DataFrame:
    """The newest annotation of each person about each record, adjudications aside: whoever adjudicates knows more."""
    return annotations.filter(pl.col("is_newest") & pl.col("stratum").ne_missing(ADJUDICATION))


def answers(annotations: pl.DataFrame) -> pl.DataFrame:
    """The independent annotations that are no skips."""
    return independent(annotations).filter(pl.col("action").is_not_null())


def questions(annotations: pl.DataFrame) -> list[Ratings]:
    """The questions that somebody answered: verdict, better answer, rating, and each rule by itself and all as one."""
    newest = answers(annotations)
    is_pair = pl.col("kind") == "preference"
    side = pl.coalesce("preferred", "action")
    answered = newest.filter(pl.col("right_rules").is_not_null())
    asked = answered.select(*UNIT, asked=pl.concat_list(pl.col("suggested_rules").fill_null([]), "right_rules"))
    asked = asked.explode("asked", empty_as_null=False).unique()
    is_right = pl.col("right_rules").list.contains(pl.col("asked"))
    ticked = answered.join(asked, on=UNIT).with_columns(
        answer=pl.when(is_right).then(pl.lit("right")).otherwise(pl.lit("wrong"))
    )
    found = [
        _ratings("verdict", newest.filter(~is_pair).with_columns(answer="action"), ACTIONS),
        _ratings("better answer", newest.filter(is_pair).with_columns(answer=side), SIDES),
        _ratings("rating", newest.with_columns(answer=pl.col("rating").cast(pl.String)), STARS),
        _ratings("rules", ticked, TICKED, (*UNIT, "asked")),
    ]
    return [each for each in found if each.units]


def of_rows(question: str, rows: Sequence[tuple[str, str, str]], categories: Sequence[str]) -> Ratings:
    """Ratings of `(unit, person, category)` rows."""
    schema = ["record_id", "annotator", "answer"]
    return _ratings(question, pl.DataFrame(rows, schema=schema, orient="row"), categories, ("record_id",))


def _ratings(question: str, said: pl.DataFrame, categories: Sequence[str], unit: Sequence[str] = UNIT) -> Ratings:
    answered = said.filter(pl.col("answer").is_in(list(categories))).select(*unit, "annotator", "answer")
    units = answered.select(unit).unique().sort(unit).with_row_index("_row")
    people = answered.select("annotator").unique().sort(pl.col("annotator").str.len_bytes(), "annotator")
    placed = answered.join(units, on=list(unit)).join(people.with_row_index("_column"), on="annotator")
    given = np.full((units.height, people.height), MISSING, dtype=np.int64)
    numbers = {name: nth for nth, name in enumerate(categories)}
    answers = placed["answer"].replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
    given[placed["_row"].to_numpy(), placed["_column"].to_numpy()] = answers
    return Ratings(question, tuple(units.select(unit).rows()), tuple(people["annotator"]), tuple(categories), given)
