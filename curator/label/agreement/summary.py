"""All that a version's annotations say about the people who made them, as one object."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from curator.label.agreement import coefficients
from curator.label.agreement.anchoring import anchoring, unprompted
from curator.label.agreement.dawid_skene import dawid_skene
from curator.label.agreement.people import Person, Share, people
from curator.label.agreement.queue import DECIDING, queue
from curator.label.agreement.ratings import MISSING, Ratings, questions
from curator.label.agreement.resample import DRAWS, Estimate

ORDERED = "rating"
"""The question whose answers have an order."""


@dataclass(frozen=True)
class Pair:
    """Cohen's κ of two people by the name of its weights."""

    first: str
    second: str
    kappas: Mapping[str, Estimate]


@dataclass(frozen=True)
class Question:
    """How people answer one question.

    `units` counts what was answered at all, `shared` what two people or more answered. `coefficients` are by name,
    `accuracy` is each person's by Dawid and Skene's model; both are empty where nothing is shared.
    """

    question: str
    categories: Mapping[str, int]
    units: int
    shared: int
    coefficients: Mapping[str, Estimate]
    pairs: tuple[Pair, ...]
    accuracy: Mapping[str, float]


@dataclass(frozen=True)
class Agreement:
    """The whole of it; `queue` has the disagreements, each with its likely answer and how likely that is."""

    questions: tuple[Question, ...]
    people: tuple[Person, ...]
    anchoring: Mapping[str, Share]
    unprompted: Mapping[str, Share]
    queue: pl.DataFrame

    @property
    def disputed(self) -> int:
        """How many records wait for somebody who decides."""
        return self.queue.height

    @property
    def shared(self) -> int:
        """How many records two people or more decided about."""
        return sum(each.shared for each in self.questions if each.question in DECIDING)

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "shared": self.shared,
            "disputed": self.disputed,
            "questions": {each.question: _told(each) for each in self.questions},
            "annotators": [each.to_dict() for each in self.people],
            "anchoring": {name: vars(each) for name, each in self.anchoring.items()},
            "unprompted": {name: vars(each) for name, each in self.unprompted.items()},
            "queue": self.queue.drop("content").to_dicts(),
        }


def measure(annotations: pl.DataFrame, *, seed: int = 0, draws: int = DRAWS) -> Agreement:
    """Measure everything, with intervals of `draws` bootstrap draws over records."""
    return Agreement(
        questions=tuple(_question(each, seed, draws) for each in questions(annotations)),
        people=tuple(people(annotations)),
        anchoring=anchoring(annotations),
        unprompted=unprompted(annotations),
        queue=queue(annotations),
    )


def _question(ratings: Ratings, seed: int, draws: int) -> Question:
    is_ordered = ratings.question == ORDERED
    shared = int(ratings.is_shared.sum())
    found: dict[str, Estimate] = {}
    if shared:
        found["observed"] = coefficients.observed(ratings, seed=seed, draws=draws)
        for scale in ("nominal", "ordinal", "interval") if is_ordered else ("nominal",):
            found[f"krippendorff_{scale}"] = coefficients.krippendorff(ratings, scale, seed=seed, draws=draws)
        found["fleiss"] = coefficients.fleiss(ratings, seed=seed, draws=draws)
        found["gwet_ac1"] = coefficients.gwet(ratings, seed=seed, draws=draws)
    return Question(
        question=ratings.question,
        categories=dict(zip(ratings.categories, map(int, ratings.counts.sum(axis=0)), strict=True)),
        units=len(ratings.units),
        shared=shared,
        coefficients=found,
        pairs=tuple(_pairs(ratings, is_ordered, seed, draws)),
        accuracy=dict(zip(ratings.people, map(float, dawid_skene(ratings).accuracy), strict=True)) if shared else {},
    )


def _pairs(ratings: Ratings, is_ordered: bool, seed: int, draws: int) -> list[Pair]:
    weights: tuple[coefficients.Weights, ...] = ("none", "linear", "quadratic") if is_ordered else ("none",)
    has_answered = ratings.given != MISSING
    together = has_answered.T.astype(np.int64) @ has_answered.astype(np.int64)
    return [
        Pair(
            ratings.people[first],
            ratings.people[second],
            {
                name: coefficients.cohen(
                    ratings, ratings.people[first], ratings.people[second], name, seed=seed, draws=draws
                )
                for name in weights
            },
        )
        for first, second in combinations(range(len(ratings.people)), 2)
        if together[first, second]
    ]


def _told(question: Question) -> dict[str, Any]:
    return {
        "units": question.units,
        "shared": question.shared,
        "categories": dict(question.categories),
        **{name: each.to_dict() for name, each in question.coefficients.items()},
        "pairs": [
            {"annotators": [each.first, each.second], **{f"kappa_{k}": v.to_dict() for k, v in each.kappas.items()}}
            for each in question.pairs
        ],
        "accuracy": dict(question.accuracy),
    }
