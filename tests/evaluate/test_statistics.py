"""Intervals cover what they claim, and verdicts say no more than the interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.evaluate import statistics
from curator.evaluate.statistics import Difference, Scores, contrast, difference, holm, verdict


def runs(*rows: list[float]) -> Scores:
    return np.array(rows, dtype=np.float64)


def test_equal_arms_differ_by_nothing() -> None:
    same = runs([0.5, 2.0, 1.0, 0.0])
    found = difference(same, same, fixed=(True, True))
    assert (found.difference, found.low, found.high, found.p, found.mde) == (0.0, 0.0, 0.0, 1.0, 0.0)


def test_right_answers_that_are_all_alike_hide_what_so_few_items_cannot_show() -> None:
    """The exact binomial bound: of 60 items none differs in 1 of 40 cases where 6 % do."""
    same = runs([0.0] * 60, [0.0] * 60)
    found = difference(same, same)
    assert (found.difference, found.p) == (0.0, 1.0)
    assert found.high == -found.low == pytest.approx(0.0596, abs=1e-4)
    assert found.mde == pytest.approx(0.13, abs=0.01)
    assert difference(runs([1.0] * 1000), runs([1.0] * 1000)).high < 0.004


def test_the_difference_is_a_minus_b_and_turns_with_the_arms() -> None:
    a, b = runs([1, 1, 1, 0], [1, 1, 0, 0]), runs([0, 0, 1, 0], [0, 1, 0, 0])
    assert difference(a, b).difference == 0.375
    assert difference(b, a).difference == -0.375


def test_items_are_paired() -> None:
    """Hard items are hard for both arms: the interval must not pay for that."""
    hardness = np.tile(np.linspace(-5, 5, 100), (1, 1))
    noise = np.random.default_rng(1).normal(0, 0.1, (1, 100))
    found = difference(hardness + 0.2 + noise, hardness, fixed=(True, True))
    assert found.high - found.low < 0.06


def test_the_same_seed_gives_the_same_numbers() -> None:
    a, b = runs([1, 0, 1], [1, 1, 1]), runs([0, 0, 1], [1, 0, 0])
    assert difference(a, b, seed=3) == difference(a, b, seed=3)
    assert difference(a, b, seed=3) != difference(a, b, seed=4)


@pytest.mark.parametrize(
    ("a_runs", "b_runs", "fixed", "enough"),
    [
        (3, 3, (False, False), True),
        (3, 1, (False, False), False),
        (3, 1, (False, True), True),
        (1, 1, (True, True), True),
    ],
)
def test_one_run_of_a_trained_arm_is_not_enough(
    a_runs: int, b_runs: int, fixed: tuple[bool, bool], enough: bool
) -> None:
    draw = np.random.default_rng(0)
    found = difference(draw.random((a_runs, 9)), draw.random((b_runs, 9)), fixed=fixed)
    assert found.seeds_suffice is enough


@pytest.mark.parametrize(
    ("n_runs", "a_spread", "b_spread"),
    [(3, 0.06, 0.06), (3, 0.08, 0.02), (3, 0.03, 0.03), (3, 0.0, 0.0), (5, 0.06, 0.06)],
)
def test_the_interval_covers_the_truth(n_runs: int, a_spread: float, b_spread: float) -> None:
    """200 experiments with known chance: 92 % (95 % less two standard errors) or more must cover the truth, 0.1."""
    draw = np.random.default_rng(20)
    covered = 0
    for trial in range(200):
        hardness = draw.normal(0, 0.3, 100)
        taste = draw.normal(0, 0.2, 100)
        a = 0.1 + hardness + taste + draw.normal(0, a_spread, (n_runs, 1)) + draw.normal(0, 0.2, (n_runs, 100))
        b = hardness - taste + draw.normal(0, b_spread, (n_runs, 1)) + draw.normal(0, 0.2, (n_runs, 100))
        found = difference(a, b, seed=trial)
        covered += found.low <= 0.1 <= found.high
    assert covered / 200 >= 0.92


@pytest.mark.parametrize(("clusters", "uneven"), [(5, False), (25, False), (25, True)])
def test_the_interval_covers_the_truth_when_items_hang_together(
    clusters: int, uneven: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As above, with 4 items a cluster that share most of what makes them differ between the arms."""
    draw = np.random.default_rng(21)
    monkeypatch.setattr(statistics, "RESAMPLES", 2000)
    covered = 0
    for trial in range(200):
        sizes = draw.integers(1, 8, clusters) if uneven else np.full(clusters, 4)
        of_item = np.repeat(np.arange(clusters), sizes)
        taste = draw.normal(0, 0.2, clusters)[of_item] + draw.normal(0, 0.1, len(of_item))
        a = 0.1 + taste + draw.normal(0, 0.2, (3, len(of_item)))
        found = difference(a, -taste + draw.normal(0, 0.2, (3, len(of_item))), seed=trial, clusters=of_item)
        covered += found.low <= 0.1 <= found.high
    assert covered / 200 >= 0.92


def test_items_that_hang_together_are_less_evidence() -> None:
    draw = np.random.default_rng(3)
    values = np.repeat(draw.normal(0.1, 0.3, 40), 5)[None]
    zero = np.zeros_like(values)
    alone, together = (
        difference(values, zero, fixed=(True, True), clusters=clusters)
        for clusters in (None, np.repeat(np.arange(40), 5))
    )
    assert together.high - together.low > 1.8 * (alone.high - alone.low)


def test_one_cluster_is_not_enough() -> None:
    draw = np.random.default_rng(0)
    found = difference(draw.random((3, 9)), draw.random((3, 9)) + 1, clusters=np.zeros(9, dtype=np.int64))
    assert not found.seeds_suffice
    assert verdict(found, found.p, 0.02) == "cannot tell"


def test_a_difference_is_the_contrast_of_one_and_minus_one() -> None:
    draw = np.random.default_rng(0)
    a, b = draw.random((3, 9)), draw.random((2, 9))
    assert contrast((a, b), (1, -1), seed=4) == difference(a, b, seed=4)
    assert contrast((a, b), (2, -2), seed=4).high == pytest.approx(2 * difference(a, b, seed=4).high)


@pytest.mark.parametrize(
    ("wins", "losses", "p", "word"),
    [
        (5, 0, 0.0625, "cannot tell"),  # the bootstrap alone would say better
        (7, 0, 0.015625, "better"),
        (3, 3, 1.0, "cannot tell"),
    ],
)
def test_few_items_that_differ_are_tested_as_mcnemar_does(wins: int, losses: int, p: float, word: str) -> None:
    a = runs([1.0] * wins + [0.0] * (40 + losses))
    b = runs([0.0] * wins + [1.0] * losses + [0.0] * 40)
    found = difference(a, b, fixed=(True, True))
    assert found.p >= p
    assert verdict(found, found.p, 0.001) == word


def test_the_smallest_detectable_difference_is_detected_four_times_in_five() -> None:
    draw = np.random.default_rng(5)

    def arms(shift: float) -> tuple[Scores, Scores]:
        taste = draw.normal(0, 0.4, 200)
        spread = draw.normal(0, 0.02, (2, 5, 1))
        return shift + taste + spread[0] + np.zeros((5, 200)), spread[1] + np.zeros((5, 200))

    mde = float(np.mean([difference(*arms(0.0)).mde for _ in range(50)]))
    found = np.mean([difference(*arms(mde), seed=trial).p < 0.05 for trial in range(200)])
    assert 0.7 < found < 0.92


@pytest.mark.parametrize(
    ("given_", "adjusted"),
    [
        ([], []),
        ([0.04], [0.04]),
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
        ([0.5, 0.01], [0.5, 0.02]),
        ([0.9, 0.8], [1.0, 1.0]),
    ],
)
def test_holm(given_: list[float], adjusted: list[float]) -> None:
    assert holm(given_) == pytest.approx(adjusted)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_never_lowers_a_p_value_nor_changes_their_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(a >= p for a, p in zip(adjusted, p_values, strict=True))
    by_p = [a for _, a in sorted(zip(p_values, adjusted, strict=True))]
    assert by_p == sorted(by_p)


@pytest.mark.parametrize(
    ("low", "high", "p", "seeds_suffice", "word"),
    [
        (0.01, 0.30, 0.01, True, "better"),
        (-0.30, -0.01, 0.01, True, "worse"),
        (0.01, 0.30, 0.06, True, "cannot tell"),  # the adjusted p does not agree
        (-0.01, 0.30, 0.01, True, "cannot tell"),  # the interval does not agree
        (-0.04, 0.04, 0.90, True, "equivalent"),
        (-0.05, 0.05, 0.90, True, "equivalent"),
        (-0.04, 0.06, 0.90, True, "cannot tell"),
        (0.01, 0.04, 0.01, True, "better"),
        (0.01, 0.04, 0.20, True, "equivalent"),
        (0.01, 0.30, 0.01, False, "cannot tell"),
        (-0.01, 0.01, 0.90, False, "cannot tell"),
    ],
)
def test_verdict(low: float, high: float, p: float, seeds_suffice: bool, word: str) -> None:
    found = Difference((low + high) / 2, low, high, p, 0.1, seeds_suffice)
    assert verdict(found, p, margin=0.05) == word


def test_less_is_better_where_the_metric_says_so() -> None:
    found = Difference(-0.2, -0.3, -0.1, 0.01, 0.1, True)
    assert verdict(found, 0.01, 0.02, higher_is_better=False) == "better"
