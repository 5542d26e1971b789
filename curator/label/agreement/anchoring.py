"""How often people leave what a form was pre-filled with, by comparing values."""

import polars as pl

from curator.label.agreement.people import Share, share
from curator.label.agreement.ratings import answers

QUESTIONS = ("verdict", "rules", "corrected text")


def anchoring(annotations: pl.DataFrame) -> dict[str, Share]:
    """For each question that was pre-filled, the share of answers that say what the form said already.

    Label Studio marks an answer as the prediction's even after a person has changed it, so its mark is not asked. A
    high share tells that people agree or that they do not look: hold it against their answers to forms without any.
    """
    answered = answers(annotations)
    left = {
        "verdict": ("suggested_action", pl.col("action") == pl.col("suggested_action")),
        "rules": ("suggested_rules", _alike("right_rules", "suggested_rules")),
        "corrected text": ("suggested_response", pl.col("response") == pl.col("suggested_response")),
    }
    asked = {
        "verdict": pl.lit(True),
        "rules": pl.col("right_rules").is_not_null(),
        "corrected text": pl.col("action") == "fix",
    }
    shares = {}
    for question in QUESTIONS:
        column, is_left = left[question]
        found = answered.filter(pl.col(column).is_not_null() & asked[question]).select(is_left.alias("left"))["left"]
        if found.len():
            shares[question] = share(int(found.sum()), found.len())
    return shares


def unprompted(annotations: pl.DataFrame) -> dict[str, Share]:
    """The shares of each action among answers to forms that suggested none."""
    answered = answers(annotations).filter(pl.col("suggested_action").is_null())
    counts = dict(answered.group_by("action").len().sort("action").iter_rows())
    return {action: share(count, answered.height) for action, count in counts.items()}


def _alike(first: str, second: str) -> pl.Expr:
    return pl.col(first).list.unique().list.sort() == pl.col(second).list.unique().list.sort()
