"""The frame of annotations: nothing said is lost, nothing counts twice, and it does not matter what came first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.label.frame import ANNOTATIONS, frame, merged
from curator.label.suggestion import Suggestion
from curator.label.verdict import Verdict
from curator.label.verdicts import Verdicts

START = datetime(2026, 3, 1, tzinfo=UTC)
KEEP = Verdict("r", "abc", "tuple", "keep", None, None, 4, (), None, None, "1", START, "an annotation of a file")
PULLED = replace(KEEP, project=3, task=5, annotation=8, where="project 3, task 5, annotation 8")

ANY = st.builds(
    Verdict,
    record_id=st.sampled_from("rs"),
    content=st.sampled_from(["abc", "def"]),
    kind=st.just("tuple"),
    action=st.sampled_from(["keep", "drop", "fix", "prefer", None]),
    response=st.none() | st.text(max_size=2),
    preferred=st.sampled_from(["chosen", "rejected", None]),
    rating=st.none() | st.integers(1, 5),
    errors=st.lists(st.sampled_from(["Truth / Wrong fact", "Wording / Padding"]), max_size=2).map(tuple),
    right_rules=st.none() | st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple),
    note=st.none() | st.text(max_size=2),
    annotator=st.sampled_from("12"),
    at=st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours)),
    where=st.just(""),
    lead_seconds=st.none() | st.sampled_from([0.0, 2.5]),
    project=st.sampled_from([None, 3]),
    task=st.just(5),
    annotation=st.integers(0, 2),
    suggested=st.builds(Suggestion, st.sampled_from(["keep", None]), st.none() | st.just(("a",)), st.none()),
    stratum=st.none() | st.just("control"),
    probability=st.none() | st.just(0.5),
)


def _said(found: pl.DataFrame) -> set[Verdict]:
    return {replace(each, where="") for each in Verdicts.remembered(found)}


def test_a_verdict_comes_back_as_it_was() -> None:
    full = replace(
        PULLED,
        errors=("Truth / Wrong fact",),
        right_rules=("a",),
        suggested=Suggestion("drop", ("a", "b"), "Better."),
        stratum="control",
        probability=0.25,
    )
    short = replace(KEEP, annotator="2")
    assert list(Verdicts.remembered(frame([full, short]))) == [full, short]


def test_the_newest_of_each_person_about_each_state_of_a_record_is_marked() -> None:
    later = START + timedelta(days=1)
    found = frame(
        [
            replace(KEEP, action="drop", at=later),
            KEEP,
            replace(KEEP, annotator="2"),
            replace(KEEP, content="def"),
        ]
    )
    assert found.filter("is_newest").select("content", "annotator", "action").rows() == [
        ("abc", "1", "drop"),
        ("abc", "2", "keep"),
        ("def", "1", "keep"),
    ]


def test_an_annotation_that_was_edited_stands_as_it_was_last() -> None:
    edited = replace(PULLED, action="drop", at=START + timedelta(days=1))
    for before, new in ((PULLED, edited), (edited, PULLED)):
        assert merged(frame([before]), frame([new]))["action"].to_list() == ["drop"]


def test_equal_numbers_of_two_servers_do_not_hide_each_other() -> None:
    elsewhere = replace(PULLED, record_id="s")
    assert merged(frame([PULLED]), frame([elsewhere])).height == 2


def test_the_same_file_read_twice_adds_nothing() -> None:
    once = frame([KEEP, replace(KEEP, annotator="2")])
    assert merged(once, once).equals(once)


@given(st.lists(ANY, max_size=6), st.lists(ANY, max_size=6))
@settings(max_examples=60, deadline=None)
def test_it_does_not_matter_what_came_first(first: list[Verdict], second: list[Verdict]) -> None:
    whole = frame([*first, *second])
    assert whole.schema == ANNOTATIONS
    assert merged(frame(first), frame(second)).equals(whole)
    assert frame([*second, *first]).equals(whole)
    assert merged(whole, frame(second)).equals(whole)


@given(st.lists(ANY, max_size=6))
@settings(max_examples=60, deadline=None)
def test_nothing_that_was_said_is_lost_but_what_was_edited(given_: list[Verdict]) -> None:
    kept = _said(frame(given_))
    assert kept <= set(given_)
    assert {each for each in given_ if each.project is None} <= kept
    numbers = [(each.project, each.annotation, each.record_id) for each in kept if each.project]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == {(each.project, each.annotation, each.record_id) for each in given_ if each.project}
    newest = frame(given_).filter("is_newest").select("record_id", "content", "annotator")
    assert newest.height == newest.n_unique()
    assert newest.height == len({(each.record_id, each.content, each.annotator) for each in kept})
