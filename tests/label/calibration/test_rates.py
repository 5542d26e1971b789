"""Precision and recall: written-out cases, and intervals that hold the truth on simulated labels."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.label.calibration import Labels, labels_for, rates, recall, share
from curator.label.frame import frame
from curator.label.sampling import chance
from curator.label.verdict import Verdict
from curator.rules import Rule
from curator.scores.interval import wilson

START = datetime(2026, 3, 1, tzinfo=UTC)
BASE = Verdict("r", "abc", "tuple", "keep", None, None, None, (), None, None, "1", START, "")
DROPS = Rule.from_dict({"id": "short", "when": "response_chars < 5", "then": "drop", "why": "w"})
FLAGS = Rule.from_dict({"id": "loud", "when": "response_chars > 5", "then": "flag", "why": "w"})


def said(record: str, action: Any, by: str = "1", **more: Any) -> Verdict:
    return replace(BASE, record_id=record, action=action, annotator=by, **more)


def right(rule: Rule, *verdicts: Verdict) -> dict[str, float]:
    found = Labels.of(frame(verdicts)).of_hits(rule, ["a", "b", "c"])
    return dict(found.select("record_id", "right").iter_rows())


def test_a_ticked_rule_is_right_whatever_becomes_of_the_record() -> None:
    assert right(DROPS, said("a", "keep", right_rules=("short",)), said("b", "drop", right_rules=())) == {
        "a": 1,
        "b": 0,
    }


def test_unasked_a_rule_that_drops_is_right_about_what_people_reject() -> None:
    answers = [said("a", "keep"), said("b", "drop"), said("c", "fix", response="x")]
    assert right(DROPS, *answers) == {"a": 0, "b": 1, "c": 1}
    assert right(FLAGS, *answers) == {}


def test_several_people_count_by_their_share_and_skips_do_not() -> None:
    assert right(DROPS, said("a", "keep"), said("a", "drop", "2"), said("a", None, "3")) == {"a": 0.5}


def test_whoever_adjudicates_has_the_last_word() -> None:
    last = said("a", "drop", "9", stratum="adjudication", at=START + timedelta(days=1))
    assert right(DROPS, said("a", "keep"), said("a", "drop", "2"), last) == {"a": 1.0}


def test_what_was_said_of_a_corrected_text_says_nothing_of_the_hit() -> None:
    later = said("a", "keep", content="def", at=START + timedelta(days=1))
    assert right(DROPS, said("a", "fix", response="x"), later) == {"a": 1.0}


def test_a_preferred_rejected_answer_rejects_the_record() -> None:
    pair = {"kind": "preference"}
    answers = [said("a", "prefer", preferred="rejected", **pair), said("b", "prefer", preferred="chosen", **pair)]
    assert right(DROPS, *answers) == {"a": 1.0, "b": 0.0}


def test_the_control_is_every_labelled_record_up_to_where_it_has_come() -> None:
    ids = sorted((f"r{nth}" for nth in range(20)), key=lambda each: chance(each, "control"))
    targeted = [said(each, "keep", stratum="review", probability=0.5) for each in (ids[1], ids[9])]
    labels = Labels.of(frame([said(ids[3], "keep", stratum="control", probability=0.2), *targeted]))
    rows = {row["record_id"]: row for row in labels.records.iter_rows(named=True)}
    assert {name: row["is_control"] for name, row in rows.items()} == {ids[3]: True, ids[1]: True, ids[9]: False}
    assert {name: row["weight"] for name, row in rows.items()} == {ids[3]: 5.0, ids[1]: 2.0, ids[9]: 2.0}


def test_recall_weighs_hits_and_the_rest_by_how_many_they_are() -> None:
    """100 hits of which people reject half, 900 others of which they reject one in ten: 50 of 140 are found."""
    ids = [f"r{nth:04}" for nth in range(1000)]
    labelled = [said(each, "drop" if nth % 2 else "keep") for nth, each in enumerate(ids[:20])]
    control = [
        said(each, "drop" if nth % 10 == 0 else "keep", stratum="control", probability=1.0)
        for nth, each in enumerate(ids[100:])
    ]
    hits = pl.DataFrame({"record_id": ids, "hit": [nth < 100 for nth in range(1000)]})
    found = recall(hits, Labels.of(frame([*labelled, *control])))
    assert found.recall == pytest.approx(50 / 140)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 50 / 140 < found.high


def test_without_a_control_there_is_no_recall() -> None:
    hits = pl.DataFrame({"record_id": ["a", "b"], "hit": [True, False]})
    assert recall(hits, Labels.of(frame([said("a", "drop"), said("b", "drop")]))).recall is None


def test_a_rule_without_labels_is_unknown() -> None:
    ledger = pl.DataFrame({"record_id": ["a"], "short": [True]})
    found = rates(DROPS, ledger, Labels.of(frame([said("b", "drop")])))
    assert (found.hits, found.precision.share, found.precision.more_labels, found.recall.recall) == (
        1,
        None,
        None,
        None,
    )


def test_no_more_labels_are_asked_for_than_there_are_hits() -> None:
    ledger = pl.DataFrame({"record_id": ["a", "b", "c"], "short": [True] * 3})
    assert rates(DROPS, ledger, Labels.of(frame([said("b", "drop")]))).more_labels == 2


@given(st.floats(0, 1))
def test_labels_for_is_the_first_number_that_is_enough(mean: float) -> None:
    needed = labels_for(mean)

    def half(n: int) -> float:
        low, high = wilson(mean, n)
        return (high - low) / 2

    assert half(needed) <= 0.05
    assert needed == 1 or half(needed - 1) > 0.05


def test_the_even_split_takes_most_labels() -> None:
    assert labels_for(0.5) == 381
    assert max(labels_for(nth / 100) for nth in range(101)) == 381


WEIGHTED = st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 100)), min_size=1, max_size=20)


@given(WEIGHTED, st.floats(0.5, 20))
def test_only_the_proportions_of_weights_matter(rows: list[tuple[float, float]], scale: float) -> None:
    values, weights = zip(*rows, strict=True)
    found, scaled = share(values, weights), share(values, [scale * each for each in weights])
    assert scaled.share == pytest.approx(found.share)
    assert scaled.low == pytest.approx(found.low)
    assert found.low is not None
    assert found.share is not None
    assert found.high is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert 0 < found.effective <= len(rows) + 1e-9


@pytest.mark.parametrize("truth", [0.5, 0.8, 0.95])
def test_intervals_of_precision_hold_the_truth_as_often_as_they_say(truth: float) -> None:
    drawn = np.random.default_rng(7)
    held = 0
    for _ in range(1000):
        # Two strata, drawn with other probabilities, in which the rule is equally often right.
        values = drawn.random(80) < truth
        found = share(values.astype(float), [2.0] * 40 + [5.0] * 40)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 1000 <= 0.985


def test_intervals_of_recall_hold_the_truth_as_often_as_they_say() -> None:
    drawn = np.random.default_rng(8)
    ids = [f"r{nth:04}" for nth in range(2000)]
    order = sorted(ids, key=lambda each: chance(each, "control"))
    held = 0
    for _ in range(150):
        hit = dict(zip(ids, (drawn.random(2000) < 0.2).tolist(), strict=True))
        bad = {each: drawn.random() < (0.6 if hit[each] else 0.1) for each in ids}
        truth = sum(bad[each] and hit[each] for each in ids) / sum(bad.values())
        control = order[:150]
        targeted = [each for each in ids if hit[each] and each not in control][:80]
        answers = [
            *(said(each, "drop" if bad[each] else "keep", stratum="control", probability=0.075) for each in control),
            *(said(each, "drop" if bad[each] else "keep", stratum="review", probability=0.2) for each in targeted),
        ]
        hits = pl.DataFrame({"record_id": ids, "hit": [hit[each] for each in ids]})
        found = recall(hits, Labels.of(frame(answers)))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
    assert held / 150 >= 0.9
