from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from curator.label.settle import settle
from curator.label.verdict import ADJUDICATION, Verdict

KEEP = Verdict(
    record_id="r",
    content="abc",
    kind="tuple",
    action="keep",
    response=None,
    preferred=None,
    rating=None,
    errors=(),
    right_rules=None,
    note=None,
    annotator="1",
    at=datetime(2026, 3, 1, tzinfo=UTC),
    where="export.json[0]",
)
LATER = datetime(2026, 3, 2, tzinfo=UTC)
DROP = replace(KEEP, action="drop")
SKIP = replace(KEEP, action=None)


def test_the_newest_answer_of_a_person_counts_wherever_it_stands_in_the_file() -> None:
    settled = settle([replace(DROP, at=LATER), KEEP])
    assert [vote.action for vote in settled.decided["r"]] == ["drop"]


def test_a_person_who_skips_later_takes_the_answer_back() -> None:
    settled = settle([KEEP, replace(SKIP, at=LATER)])
    assert (settled.decided, settled.skipped) == ({}, ("r",))


def test_people_who_agree_decide_together() -> None:
    settled = settle([replace(KEEP, annotator="2"), KEEP])
    assert [vote.annotator for vote in settled.decided["r"]] == ["1", "2"]


def test_who_was_asked_to_decide_between_others_decides_alone() -> None:
    final = replace(DROP, annotator="3", stratum=ADJUDICATION)
    settled = settle([KEEP, replace(DROP, annotator="2"), final, replace(KEEP, annotator="4", at=LATER)])
    assert settled.decided["r"] == (final,)


def test_who_was_asked_to_decide_and_skips_decides_nothing() -> None:
    passed_on = replace(SKIP, annotator="3", stratum=ADJUDICATION)
    assert settle([KEEP, replace(DROP, annotator="2"), passed_on]).decided == {}


def test_a_skip_does_not_contradict() -> None:
    settled = settle([KEEP, replace(SKIP, annotator="2")])
    assert [vote.annotator for vote in settled.decided["r"]] == ["1"]


def test_people_who_disagree_leave_the_record_open() -> None:
    settled = settle([KEEP, replace(DROP, annotator="2")])
    assert settled.decided == {}
    assert [str(dispute) for dispute in settled.disputes] == [
        "r: people disagree (annotator 1: keep, annotator 2: drop); the record stays as it is until they agree"
    ]


def test_two_different_corrections_disagree() -> None:
    settled = settle(
        [replace(KEEP, action="fix", response="a"), replace(KEEP, action="fix", response="b", annotator="2")]
    )
    assert settled.decided == {}
    assert len(settled.disputes) == 1


VERDICTS = st.builds(
    lambda record_id, annotator, action, day: replace(
        KEEP, record_id=record_id, annotator=annotator, action=action, at=datetime(2026, 3, day, tzinfo=UTC)
    ),
    st.sampled_from("abc"),
    st.sampled_from("123"),
    st.sampled_from(["keep", "drop", None]),
    st.integers(1, 28),
)


@given(st.lists(VERDICTS, max_size=12, unique_by=lambda verdict: (verdict.record_id, verdict.annotator, verdict.at)))
def test_every_record_ends_in_one_place_whatever_the_order(verdicts: list[Verdict]) -> None:
    settled = settle(verdicts)
    assert settled == settle(reversed(verdicts))
    ends = [*settled.decided, *settled.skipped, *(str(dispute.where) for dispute in settled.disputes)]
    assert sorted(ends) == sorted({verdict.record_id for verdict in verdicts})
