"""The records that somebody should decide because people differ about them, the most open ones first."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

import polars as pl

from curator.label.agreement.dawid_skene import dawid_skene
from curator.label.agreement.ratings import MISSING, UNIT, Ratings, answers, questions
from curator.label.verdict import ADJUDICATION

_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "record_id": pl.String,
    "content": pl.String,  # digest of the record as it was shown
    "question": pl.String,  # verdict, better answer
    "said": pl.List(pl.Struct({"annotator": pl.String, "answer": pl.String})),
    "likely": pl.String,  # by Dawid and Skene's model
    "probability": pl.Float64,  # of that
    "entropy": pl.Float64,  # bits; 0: settled
}

QUEUE = pl.Schema(_COLUMNS)

DECIDING = ("verdict", "better answer")


def queue(annotations: pl.DataFrame) -> pl.DataFrame:
    """The records whose newest answers differ, be it only in the corrected text, and which nobody has adjudicated."""
    settled = annotations.filter(stratum=ADJUDICATION).filter(pl.col("action").is_not_null())
    answered = answers(annotations).join(settled, on=UNIT, how="anti")
    said = pl.struct("action", "response", "preferred").n_unique()
    disputed = set(answered.group_by(UNIT).agg(said=said).filter(pl.col("said") > 1).select(UNIT).rows())
    rows = [row for each in questions(annotations) if each.question in DECIDING for row in _rows(each, disputed)]
    return pl.DataFrame(rows, schema=QUEUE).sort("entropy", "record_id", "content", descending=[True, False, False])


def _rows(ratings: Ratings, disputed: Container[tuple[str, ...]]) -> Iterator[Mapping[str, Any]]:
    truth = dawid_skene(ratings)
    entropy = truth.entropy
    for unit, name in enumerate(ratings.units):
        if name not in disputed:
            continue
        likely = int(truth.posterior[unit].argmax())
        yield {
            "record_id": name[0],
            "content": name[1],
            "question": ratings.question,
            "said": [
                {"annotator": person, "answer": ratings.categories[answer]}
                for person, answer in zip(ratings.people, ratings.given[unit], strict=True)
                if answer != MISSING
            ],
            "likely": ratings.categories[likely],
            "probability": float(truth.posterior[unit, likely]),
            # To nine digits: the last ones depend on the order in which a machine adds.
            "entropy": round(float(entropy[unit]), 9),
        }
