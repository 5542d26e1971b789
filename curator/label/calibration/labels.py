"""What people's verdicts say of each record and of each rule that hit it, as numbers from 0 to 1."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from curator.label.sampling import CONTROL, chance
from curator.label.verdict import ADJUDICATION
from curator.rules import REMOVING, Rule

REJECTED = pl.col("action").is_in(["drop", "fix"]) | (pl.col("preferred") == "rejected").fill_null(value=False)


@dataclass(frozen=True)
class Labels:
    """`records`: `record_id, rejected, weight, is_control`; `answers`: one row an answer, as `Labels.of` chose them.

    `rejected` is the share of the people who would drop or correct the record. `weight` says how many records it
    stands for. `is_control` marks the random sample of everything: all labelled records up to where the control has
    come, whatever they were labelled for.
    """

    records: pl.DataFrame
    answers: pl.DataFrame

    @classmethod
    def of(cls, annotations: pl.DataFrame) -> "Labels":
        """The labels of every record about which somebody decided.

        Rules were judged on the record as it was shown first, so later states of its text do not count. Where somebody
        adjudicated, the others' answers do not count.
        """
        newest = annotations.filter(pl.col("is_newest") & pl.col("action").is_not_null())
        first = newest.sort("at", "content").unique("record_id", keep="first", maintain_order=True)
        shown = newest.join(first.select("record_id", "content"), on=["record_id", "content"])
        is_last_word = (pl.col("stratum") == ADJUDICATION).fill_null(value=False)
        answers = shown.filter(is_last_word | ~is_last_word.any().over("record_id"))
        drawn = first.select("record_id", weight=(1 / pl.col("probability")).fill_null(1.0))
        control = shown.filter(stratum=CONTROL)["record_id"].unique()
        reached = max((chance(each, CONTROL) for each in control), default=-1.0)
        records = (
            answers.group_by("record_id")
            .agg(rejected=REJECTED.mean())
            .join(drawn, on="record_id")
            .with_columns(
                is_control=pl.col("record_id").map_elements(
                    lambda each: chance(each, CONTROL) <= reached, return_dtype=pl.Boolean
                )
            )
            .sort("record_id")
        )
        return cls(records, answers.sort("record_id", "annotator"))

    def of_hits(self, rule: Rule, hits: Iterable[str]) -> pl.DataFrame:
        """`record_id, right, weight` of the labelled records among `hits`.

        A hit is right when people ticked it. Where they were not asked, it is right when they rejected the record, if
        rejecting it is what the rule is for; else it says nothing.
        """
        is_meant_to_remove = rule.then.action in REMOVING
        untold = REJECTED if is_meant_to_remove else pl.lit(None, dtype=pl.Boolean)
        ticked = pl.col("right_rules").list.contains(pl.lit(rule.id))
        asked = self.answers.filter(pl.col("record_id").is_in(list(hits)))
        found = asked.select("record_id", right=pl.when(pl.col("right_rules").is_null()).then(untold).otherwise(ticked))
        told = found.drop_nulls("right").group_by("record_id").agg(pl.col("right").mean()).sort("record_id")
        return told.join(self.records.select("record_id", "weight"), on="record_id", maintain_order="left")
