"""What a score is made of, and the laws that it and the index keep."""

from collections.abc import Sequence
from random import Random
from typing import get_args

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.rules.pack import Aspect, Severity
from curator.scores import ASPECTS, WEIGHTS, ScoredRule, change, qualities, quality, record_scores, scored_rules
from curator.scores.interval import wilson

RULES = (
    ScoredRule("loop", "repetition", "helpful", "medium", None),
    ScoredRule("copied-lines", "repetition", "helpful", "low", None),
    ScoredRule("wrong-sum", "arithmetic", "honest", "high", None),
    ScoredRule("insult", "safety", "harmless", "medium", None),
    ScoredRule("mojibake", "encoding", "helpful", "low", "encoding"),
)
IDS = [rule.id for rule in RULES]


def ledger(*hits: Sequence[str], fixes: Sequence[str] = (), verdict: str = "keep") -> pl.DataFrame:
    return pl.DataFrame(
        [{"verdict": verdict, "fixes": list(fixes), **{name: name in each for name in IDS}} for each in hits],
        schema={"verdict": pl.String, "fixes": pl.List(pl.String), **dict.fromkeys(IDS, pl.Boolean)},
    )


@pytest.mark.parametrize(
    ("hits", "score"),
    [
        ([], 1.0),
        (["copied-lines"], 0.9),
        (["loop"], 0.5),
        (["loop", "copied-lines"], 0.5),
        (["wrong-sum"], 0.1),
        (["loop", "insult"], 0.25),
        (["loop", "insult", "wrong-sum"], 0.025),
    ],
)
def test_a_score_is_the_product_of_its_parts_each_of_which_counts_its_heaviest_hit(
    hits: list[str], score: float
) -> None:
    assert record_scores(ledger(hits), RULES)["score"].item() == pytest.approx(score)


def test_a_score_comes_with_its_aspects_and_parts() -> None:
    row = record_scores(ledger(["copied-lines", "wrong-sum"]), RULES).row(0, named=True)
    assert row == pytest.approx(
        {
            "score": 0.09,
            "score_helpful": 0.9,
            "score_honest": 0.1,
            "score_harmless": 1.0,
            "score_in_repetition": 0.9,
            "score_in_arithmetic": 0.1,
            "score_in_safety": 1.0,
            "score_in_encoding": 1.0,
        }
    )


def test_what_was_repaired_counts_only_for_what_came_in() -> None:
    repaired, left = ledger(["mojibake"], fixes=["encoding"]), ledger(["mojibake"], fixes=["another"])
    assert record_scores(repaired, RULES)["score"].item() == 1.0
    assert record_scores(repaired, RULES, repaired=False)["score"].item() == pytest.approx(0.9)
    assert record_scores(left, RULES)["score"].item() == pytest.approx(0.9)


def test_what_could_not_be_read_has_no_score() -> None:
    lines = ledger([], verdict="quarantined")
    assert record_scores(lines, RULES).row(0) == (None,) * 8
    assert quality(lines, RULES).whole is None


def test_an_aspect_of_which_no_rule_speaks_is_not_said_to_be_good() -> None:
    rules = RULES[:2]
    assert record_scores(ledger([]), rules)["score_honest"].item() is None
    assert list(quality(ledger([]), rules).aspects) == ["helpful"]


def test_no_rules_no_score() -> None:
    assert record_scores(ledger([]), ())["score"].item() is None
    assert quality(ledger([]), ()).to_dict()["index"] is None


def test_the_index_tells_what_was_read_from_what_is_kept() -> None:
    lines = pl.concat(
        [
            ledger([], []),
            ledger(["mojibake"], fixes=["encoding"]),
            ledger(["wrong-sum"], verdict="drop"),
            ledger([], verdict="quarantined"),
        ]
    )
    found = qualities(lines, RULES).to_dict()
    assert (found["input"]["records"], found["kept"]["records"]) == (4, 3)
    assert found["input"]["index"] == pytest.approx(100 * (1 + 1 + 0.9 + 0.1) / 4)
    assert found["input"]["parts"]["arithmetic"]["faulty"] == 1
    assert found["kept"]["index"] == 100
    assert found["kept"]["low"] < 100


def test_rules_are_read_from_a_manifest_with_or_without_packs() -> None:
    stored = [
        {"id": "a", "then": "fix: encoding", "severity": "low", "pack": "one", "aspect": "honest"},
        {"id": "b", "then": "drop", "severity": "high"},
    ]
    assert scored_rules(stored) == (
        ScoredRule("a", "one", "honest", "low", "encoding"),
        ScoredRule("b", "b", "helpful", "high", None),
    )


def test_two_versions_are_compared_by_the_rules_that_judged_both() -> None:
    def rule(name: str, when: str) -> dict[str, object]:
        return {"id": name, "when": when, "then": "drop", "severity": "medium", "pack": name}

    before = (ledger(["loop"], []), [rule("loop", "a"), rule("insult", "b")])
    after = (ledger([]), [rule("loop", "a"), rule("insult", "c"), rule("wrong-sum", "d")])
    found = change(before, after)
    assert (found.rules, found.left_out) == (1, 2)
    assert found.before.whole
    assert found.after.whole
    assert (found.before.whole.index, found.after.whole.index) == (75, 100)


hits = st.lists(st.sampled_from(IDS), unique=True)


@given(hits, st.sampled_from(IDS))
def test_a_hit_more_never_raises_a_score_and_a_new_part_always_lowers_it(before: list[str], more: str) -> None:
    old, new = (record_scores(ledger(each), RULES).row(0, named=True) for each in (before, [*before, more]))
    assert all(new[name] <= old[name] for name in old)
    parts = {rule.id: rule.part for rule in RULES}
    if parts[more] not in {parts[name] for name in before}:
        assert new["score"] < old["score"]


@given(st.lists(hits, min_size=1, max_size=12), st.lists(hits, min_size=1, max_size=12))
def test_the_index_of_a_union_lies_between(one: list[list[str]], other: list[list[str]]) -> None:
    a, b, both = (quality(ledger(*each), RULES).whole for each in (one, other, one + other))
    assert a
    assert b
    assert both
    dust = 1e-9
    assert min(a.index, b.index) - dust <= both.index <= max(a.index, b.index) + dust


@given(st.lists(hits, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_neither_the_order_of_records_nor_of_rules_matters_to_the_index(
    listed: list[list[str]], random: Random
) -> None:
    shuffled, rules = random.sample(listed, len(listed)), random.sample(RULES, len(RULES))
    assert quality(ledger(*shuffled), rules) == quality(ledger(*listed), RULES)


@settings(max_examples=200)
@given(st.floats(0, 1), st.integers(1, 10_000), st.integers(2, 100))
def test_the_interval_holds_its_mean_and_shrinks_as_records_grow(mean: float, n: int, times: int) -> None:
    low, high = wilson(mean, n)
    assert 0 <= low <= mean <= high <= 1
    assert low < high
    narrow = wilson(mean, n * times)
    assert narrow[1] - narrow[0] < high - low


@pytest.mark.parametrize(
    ("mean", "n", "low", "high"), [(0.5, 10, 0.2366, 0.7634), (1, 10, 0.7225, 1), (0, 5, 0, 0.4345)]
)
def test_the_interval_is_wilsons(mean: float, n: int, low: float, high: float) -> None:
    assert wilson(mean, n) == pytest.approx((low, high), abs=5e-5)


def test_severities_and_aspects_are_those_of_rule_packs() -> None:
    assert set(get_args(Severity)) == set(WEIGHTS)
    assert get_args(Aspect) == ASPECTS
