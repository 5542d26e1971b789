"""The licence of a mix: warnings with reasons, and nothing guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.governance.licenses import of_mix
from curator.governance.terms import KNOWN


def warnings(**licenses: str) -> list[str]:
    return [problem.what for problem in of_mix(dict.fromkeys(licenses, 10), licenses).problems]


@pytest.mark.parametrize(
    ("licenses", "strictest"),
    [
        (["mit", "cc0-1.0"], ("mit",)),
        (["mit", "apache-2.0"], ("apache-2.0", "mit")),
        (["mit", "cc-by-nc-4.0"], ("cc-by-nc-4.0",)),
        (["cc-by-nc-4.0", "cc-by-sa-4.0"], ("cc-by-nc-4.0", "cc-by-sa-4.0")),
        (["cc-by-nc-sa-4.0", "cc-by-sa-4.0"], ("cc-by-nc-sa-4.0",)),
    ],
)
def test_strictest(licenses: list[str], strictest: tuple[str, ...]) -> None:
    stated = {f"file{at}": license for at, license in enumerate(licenses)}
    assert of_mix(dict.fromkeys(stated, 1), stated).strictest == strictest


@pytest.mark.parametrize(
    ("licenses", "warning"),
    [
        ({"a": "cc-by-nc-4.0"}, "cc-by-nc-4.0 forbids commercial use (10 records)"),
        ({"a": "cc-by-nd-4.0"}, "cc-by-nd-4.0 forbids sharing adapted material"),
        ({"a": "gemma"}, "gemma restricts what the data may be used for"),
        ({"a": "other"}, "'other' names no one licence"),
        ({"a": "mitt"}, "curator does not know the terms of 'mitt'"),
        ({"a": "cc-by-sa-4.0", "b": "odbl"}, "conflict: cc-by-sa-4.0 and odbl each ask that adaptations stay under"),
        ({"a": "cc-by-sa-4.0", "b": "cc-by-nc-4.0"}, "what cc-by-nc-4.0 forbids: commercial use"),
        ({"a": "cc-by-nc-sa-4.0", "b": "cc-by-nd-4.0"}, "what cc-by-nd-4.0 forbids: adaptations"),
        ({"a": "gpl-3.0", "b": "gemma"}, "what gemma forbids: some uses"),
    ],
)
def test_a_warning_names_its_reason(licenses: dict[str, str], warning: str) -> None:
    assert any(warning in each for each in warnings(**licenses))


@pytest.mark.parametrize(
    "licenses",
    [
        {"a": "mit", "b": "apache-2.0", "c": "cc0-1.0"},
        {"a": "cc-by-sa-3.0", "b": "cc-by-sa-4.0", "c": "mit"},
    ],
)
def test_licences_that_go_together_give_no_warning(licenses: dict[str, str]) -> None:
    assert warnings(**licenses) == []


def test_non_commercial_share_alike_and_non_commercial_do_not_conflict() -> None:
    assert not any("conflict" in each for each in warnings(a="cc-by-nc-sa-4.0", b="cc-by-nc-4.0"))


def test_a_source_without_a_licence_is_never_given_one() -> None:
    mix = of_mix({"a": 5, "b": 5}, {"a": "mit"})
    assert not mix.is_known
    assert mix.parts[1].license is None
    assert [(each.where, each.what) for each in mix.problems] == [
        ("b", "no licence is stated; without one nobody may share these records")
    ]


def test_a_blank_licence_is_none() -> None:
    assert of_mix({"a": 1}, {"a": " "}).parts[0].license is None


def test_no_other_licence_is_suggested_for_one_that_is_not_known() -> None:
    mix = of_mix({"a": 1}, {"a": "MIT License"})
    assert [each.hint for each in mix.problems] == [
        "if it is a common one, write its SPDX identifier, such as CC-BY-4.0"
    ]


def test_a_source_of_which_nothing_is_kept_adds_no_terms() -> None:
    mix = of_mix({"a": 5, "b": 0}, {"a": "mit", "b": "cc-by-nc-4.0"})
    assert mix.terms.names() == ("attribution",)
    assert (mix.is_known, mix.problems, mix.licenses) == (True, (), ("mit",))


def test_an_exact_name_wins_over_patterns_and_patterns_must_agree() -> None:
    stated = {"*.jsonl": "mit", "a.jsonl": "apache-2.0", "b*": "cc0-1.0"}
    mix = of_mix({"a.jsonl": 1, "b.jsonl": 1, "c.jsonl": 1}, stated)
    assert [part.license for part in mix.parts] == ["apache-2.0", None, "mit"]
    assert mix.problems[0].what == "patterns state different licences: cc0-1.0 and mit"
    assert len(mix.problems) == 1


def test_a_licence_for_a_source_that_is_not_there_is_a_warning() -> None:
    mix = of_mix({"tuples.jsonl": 1}, {"tuples.jsonl": "mit", "tupels.jsonl": "mit"})
    assert [str(each) for each in mix.problems] == [
        "a licence is stated for 'tupels.jsonl', which is no source of this version; did you mean tuples.jsonl?"
    ]


LICENSES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([*KNOWN, "other", "mine"]), max_size=6)


@settings(deadline=None)
@given(LICENSES, st.sampled_from([*KNOWN, "other", "mine"]))
def test_one_more_source_takes_no_term_and_no_conflict_away(licenses: dict[str, str], another: str) -> None:
    before = of_mix(dict.fromkeys(licenses, 1), licenses)
    after = of_mix(dict.fromkeys([*licenses, "z"], 1), {**licenses, "z": another})
    assert after.terms.covers(before.terms)
    assert before.is_known or not after.is_known
    assert bool(conflicts(before.problems)) <= bool(conflicts(after.problems))


@settings(deadline=None)
@given(LICENSES, st.randoms())
def test_the_order_of_the_sources_does_not_matter(licenses: dict[str, str], random: st.DataObject) -> None:
    shuffled = list(licenses)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    one = of_mix(dict.fromkeys(licenses, 1), licenses)
    other = of_mix(dict.fromkeys(shuffled, 1), licenses)
    assert (one.terms, one.strictest, set(map(str, one.problems))) == (
        other.terms,
        other.strictest,
        set(map(str, other.problems)),
    )


def conflicts(problems: tuple[object, ...]) -> list[str]:
    return [str(each) for each in problems if "conflict" in str(each)]
