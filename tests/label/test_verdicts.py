"""Verdicts as a table: they come out as they went in, and in parts that tear no record apart."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.label import verdicts
from curator.label.suggestion import Suggestion
from curator.label.verdict import Verdict
from curator.label.verdicts import Verdicts

KEEP = Verdict(
    "r", "abc", "tuple", "keep", None, None, 4, (), None, None, "1", datetime(2026, 3, 1, tzinfo=UTC), "a.json: [3]"
)
ANY = st.builds(
    replace,
    st.just(KEEP),
    record_id=st.text("rs\u00e9\U0001f600", max_size=3),
    errors=st.lists(st.text(max_size=2), max_size=2).map(tuple),
    right_rules=st.none() | st.lists(st.just("a"), max_size=2).map(tuple),
    annotation=st.none() | st.integers(0, 5),
    where=st.sampled_from(["a.json: [3]", "project 3, task 5"]),
    suggested=st.builds(Suggestion, st.none(), st.none() | st.just(("a",)), st.none() | st.text(max_size=2)),
)


@given(st.lists(ANY, max_size=12))
def test_verdicts_come_out_as_they_went_in(given_: list[Verdict]) -> None:
    found = Verdicts.of(given_)
    assert list(found) == given_
    assert len(found) == len(given_)
    assert list(Verdicts.together([found, found])) == [*given_, *given_]


@given(st.lists(ANY, max_size=12), st.integers(1, 4))
def test_all_that_is_said_of_a_record_is_in_one_part(given_: list[Verdict], size: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(verdicts, "BATCH", size)
        parts = [list(part) for part in Verdicts.of(given_).by_record()]
    of_parts = [{each.record_id for each in part} for part in parts]
    assert all(1 <= len(records) <= size for records in of_parts)
    assert sum(map(len, of_parts)) == len(set().union(*of_parts))
    for record in {each.record_id for each in given_}:
        said = [each for part in parts for each in part if each.record_id == record]
        assert said == [each for each in given_ if each.record_id == record]
