"""What the frame of annotations says of those who made it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from curator.label.agreement import anchoring, measure, people, questions, queue
from curator.label.agreement.anchoring import unprompted
from curator.label.frame import ANNOTATIONS, frame
from curator.label.suggestion import Suggestion
from curator.label.verdict import Verdict

START = datetime(2026, 3, 1, tzinfo=UTC)
BASE = Verdict("r", "abc", "tuple", "keep", None, None, None, (), None, None, "1", START, "")


def said(record: str, by: str, action: Any, minute: int = 0, **more: Any) -> Verdict:
    at = START + timedelta(minutes=minute)
    return replace(BASE, record_id=record, annotator=by, action=action, at=at, **more)


def test_only_the_newest_answer_counts_and_skips_do_not() -> None:
    found = questions(
        frame([said("a", "1", "keep"), said("a", "1", "drop", 5), said("a", "2", None), said("b", "2", "fix")])
    )
    assert [each.question for each in found] == ["verdict"]
    (verdicts,) = found
    assert verdicts.units == (("a", "abc"), ("b", "abc"))
    assert verdicts.people == ("1", "2")
    assert verdicts.given.tolist() == [[2, -1], [-1, 1]]


def test_answers_about_another_state_of_a_record_are_not_held_against_each_other() -> None:
    found = measure(frame([said("a", "1", "keep"), said("a", "2", "drop", content="def")]), draws=10)
    assert (found.shared, found.disputed) == (0, 0)


def test_pairs_are_a_question_of_their_own() -> None:
    pair = {"kind": "preference"}
    found = questions(frame([said("p", "1", "prefer", preferred="rejected", **pair), said("p", "2", "drop", **pair)]))
    assert [(each.question, each.given.tolist()) for each in found] == [("better answer", [[1, 2]])]


def test_a_rule_is_judged_wrong_by_who_takes_its_tick_away() -> None:
    hits = Suggestion(rules=("long", "short"))
    found = questions(
        frame(
            [
                said("a", "1", "keep", right_rules=("long",), suggested=hits),
                said("a", "2", "keep", right_rules=("long", "short")),
                said("b", "2", "keep", right_rules=None, suggested=hits),
            ]
        )
    )
    rules = found[-1]
    assert rules.question == "rules"
    assert rules.units == (("a", "abc", "long"), ("a", "abc", "short"))
    assert rules.given.tolist() == [[1, 1], [0, 1]]


def test_who_did_what_and_how_fast() -> None:
    (first, second) = people(
        frame(
            [
                said("a", "7", "keep", 0, lead_seconds=10.0),
                said("b", "7", "fix", 1, lead_seconds=30.0, response="x"),
                said("c", "7", None, 2, lead_seconds=2.0),
                said("a", "12", "drop", 3),
            ]
        )
    )
    assert (first.annotator, first.answered, first.skipped, first.seconds) == ("7", 2, 1, 20.0)
    assert first.actions == {"keep": 0.5, "fix": 0.5}
    assert (first.alike.share, first.alike.of) == (0.0, 1)
    assert (second.annotator, second.seconds, second.actions) == ("12", None, {"drop": 1.0})


def test_who_no_longer_says_what_others_say_drifts() -> None:
    steady = [said(f"{nth:03}", "1", "keep", nth) for nth in range(60)]
    tired = [said(f"{nth:03}", "2", "keep" if nth < 30 else "drop", nth) for nth in range(60)]
    third = [said(f"{nth:03}", "3", "keep", nth) for nth in range(60)]
    by_name = {each.annotator: each for each in people(frame([*steady, *tired, *third]))}
    assert (by_name["2"].early.share, by_name["2"].late.share) == (1.0, 0.0)
    assert by_name["2"].drifts
    assert not measure(frame(steady)).people[0].drifts


def test_who_leaves_what_the_form_said_is_told_by_value() -> None:
    suggested = Suggestion("drop", ("a", "b"), "Better.")
    found = anchoring(
        frame(
            [
                said("a", "1", "drop", right_rules=("b", "a"), suggested=suggested),
                said("b", "1", "keep", right_rules=("a",), suggested=suggested),
                said("c", "1", "fix", response="Better.", suggested=suggested),
                said("d", "1", "fix", response="Best."),
                said("e", "1", None, suggested=suggested),
            ]
        )
    )
    assert {name: (each.share, each.of) for name, each in found.items()} == {
        "verdict": (pytest.approx(1 / 3), 3),
        "rules": (0.5, 2),
        "corrected text": (1.0, 1),
    }


def test_answers_to_empty_forms_are_counted_apart() -> None:
    found = unprompted(frame([said("a", "1", "drop"), said("b", "1", "keep", suggested=Suggestion("keep"))]))
    assert {name: each.of for name, each in found.items()} == {"drop": 1}


def test_the_most_open_record_is_first_in_the_queue() -> None:
    agreed = [said(f"{nth:03}", by, "keep" if nth % 2 else "drop") for nth in range(40) for by in "123"]
    outvoted = [said("x", by, "keep" if by in "12" else "drop") for by in "123"]
    torn = [said("y", by, "keep" if by == "1" else "drop") for by in "12"]
    found = queue(frame([*agreed, *outvoted, *torn]))
    assert found["record_id"].to_list() == ["y", "x"]
    row = found.row(1, named=True)
    assert row["said"] == [{"annotator": by, "answer": "keep" if by in "12" else "drop"} for by in "123"]
    assert (row["likely"], row["question"]) == ("keep", "verdict")
    assert row["probability"] > 0.5


def test_two_corrections_that_differ_are_a_disagreement() -> None:
    found = queue(frame([said("a", "1", "fix", response="x"), said("a", "2", "fix", response="y")]))
    assert found["record_id"].to_list() == ["a"]
    assert queue(frame([said("a", "1", "fix", response="x"), said("a", "2", "fix", response="x")])).is_empty()


def test_an_adjudicator_ends_a_disagreement_and_counts_for_no_agreement() -> None:
    differ = [said("a", "1", "keep"), said("a", "2", "drop")]
    settled = frame([*differ, said("a", "3", "drop", stratum="adjudication")])
    assert queue(frame(differ)).height == 1
    assert queue(settled).is_empty()
    assert measure(settled, draws=10).questions == measure(frame(differ), draws=10).questions
    assert [each.annotator for each in people(settled)] == ["1", "2"]


def test_nothing_said_is_nothing_measured() -> None:
    found = measure(ANNOTATIONS.to_frame())
    assert (found.questions, found.people, found.disputed, found.shared) == ((), (), 0, 0)
    assert queue(ANNOTATIONS.to_frame()).is_empty()


def test_stars_are_measured_as_a_ladder() -> None:
    rated = [
        said(f"{nth}", by, "keep", rating=1 + (nth + (by == "2" and nth % 3 == 0)) % 5)
        for nth in range(30)
        for by in "12"
    ]
    found = measure(frame(rated), draws=50)
    stars = next(each for each in found.questions if each.question == "rating")
    assert set(stars.coefficients) == {
        "observed",
        "krippendorff_nominal",
        "krippendorff_ordinal",
        "krippendorff_interval",
        "fleiss",
        "gwet_ac1",
    }
    assert set(stars.pairs[0].kappas) == {"none", "linear", "quadratic"}
    assert sum(stars.categories.values()) == 60
    assert set(stars.accuracy) == {"1", "2"}
