"""The ledger's arithmetic."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.ledger import Counts, build, count, rule_counts

QUARANTINE = pl.DataFrame(
    {"source": ["a"], "source_row": [1], "line": [2], "byte_offset": [10], "reason": ["cut"], "excerpt": ["{"]}
)
CHANGES = pl.DataFrame(
    {
        "record_id": ["r1", "r1"],
        "fix": ["encoding", "encoding"],
        "field": ["input", "response"],
        "before": ["", ""],
        "after": ["", ""],
    }
)


def judged(verdicts: list[str]) -> pl.DataFrame:
    n = len(verdicts)
    return pl.DataFrame(
        {
            "record_id": [f"r{i}" for i in range(n)],
            "source": ["a"] * n,
            "source_row": [i * 2 for i in range(n)],
            "verdict": verdicts,
            "decided_by": ["x"] * n,
            "rules": [["x"] if verdict == "drop" else [] for verdict in verdicts],
            "twin_id": pl.Series([None] * n, dtype=pl.String),
            "similarity": pl.Series([None] * n, dtype=pl.Float64),
            "x": [verdict == "drop" for verdict in verdicts],
        },
        schema_overrides={
            **dict.fromkeys(("record_id", "source", "verdict", "decided_by"), pl.String),
            "source_row": pl.Int64,
            "rules": pl.List(pl.String),
            "x": pl.Boolean,
        },
    )


def test_a_line_for_every_record_unread_ones_included() -> None:
    ledger = build(judged(["keep", "drop"]), CHANGES, QUARANTINE, ["x"])
    assert ledger["source_row"].to_list() == [0, 1, 2]
    assert ledger["verdict"].to_list() == ["keep", "quarantined", "drop"]
    assert ledger["decided_by"].to_list() == ["x", "reader", "x"]
    assert ledger["fixes"].to_list() == [[], [], ["encoding"]]
    assert count(ledger) == Counts(input=3, kept=1, dropped=1, review=0, quarantined=1, fixed=1)
    assert rule_counts(ledger, ["x"]) == {"x": {"hits": 1, "only": 1}}


@given(st.lists(st.sampled_from(["keep", "drop", "review"])))
def test_the_sum_holds(verdicts: list[str]) -> None:
    counts = count(build(judged(verdicts), CHANGES, QUARANTINE, ["x"]))
    assert counts.input == counts.kept + counts.dropped + counts.review + counts.quarantined == len(verdicts) + 1


def test_counts_that_do_not_add_up_are_our_mistake() -> None:
    with pytest.raises(AssertionError):
        Counts(input=2, kept=1, dropped=0, review=0, quarantined=0, fixed=0)
