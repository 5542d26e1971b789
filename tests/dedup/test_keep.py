"""Who of several duplicates stays."""

import polars as pl
import pytest

from curator.dedup import keep_order
from curator.errors import CuratorError

FRAME = pl.DataFrame(
    {
        "record_id": ["d", "c", "b", "a"],
        "full": ["xxx", None, "xxx", "xx"],
        "source": ["in/web.jsonl", "gold.jsonl", "gold.jsonl", "more.jsonl.gz"],
        "annotated": [False, True, False, False],
        "quality": [0.5, 0.9, float("nan"), None],
        "topic": ["sea"] * 4,
    }
)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("longest", "bdac"),
        ("shortest", "cabd"),
        ("first", "dcba"),
        ("annotated", "cbda"),
        ("score:quality", "cdba"),
        ("source:gold.jsonl", "bcda"),
        ("source: web , gold", "dbca"),
        ("source:more.jsonl,web.jsonl", "adbc"),
    ],
)
def test_keep_order(policy: str, expected: str) -> None:
    assert "".join(keep_order(FRAME, policy)["record_id"]) == expected
    assert "".join(keep_order(FRAME.sample(fraction=1, shuffle=True), policy)["record_id"]) == expected or (
        policy == "first"
    )


def test_rank_comes_before_the_policy() -> None:
    frame = FRAME.with_columns(faults=pl.Series([1, 1, 0, 0]))
    assert "".join(keep_order(frame, rank=pl.col("faults"))["record_id"]) == "badc"


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("longst", "unknown keep policy 'longst'; did you mean longest?"),
        ("", "unknown keep policy ''; there are: annotated, first, longest, score:COLUMN"),
        ("score", "keep policy 'score' does not say which; write it as score:quality"),
        ("source: ,", "keep policy 'source: ,' does not say which; write it as source:gold.jsonl,web.jsonl"),
        ("score:qualty", "no column 'qualty' to choose by; did you mean quality?"),
        ("score:topic", "column 'topic' holds no numbers"),
        ("source:golden.jsonl", "no source 'golden.jsonl' to keep records of; did you mean gold.jsonl?"),
    ],
)
def test_what_cannot_be_chosen_by_is_refused(policy: str, message: str) -> None:
    with pytest.raises(CuratorError) as caught:
        keep_order(FRAME, policy)
    assert str(caught.value).startswith(message)
