"""Intervals cover what they claim, and verdicts say no more than the interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.evaluate.statistics import Difference, difference, holm, verdict


def runs(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=np.float64)


def test_equal_arms_differ_by_nothing() -> None:
    same = runs([0.0, 1.0, 1.0, 0.0])
    found = difference(same, same, fixed=(True, True))
    assert (found.difference, found.low, found.high, found.p, found.mde) == (0.0, 0.0, 0.0, 1.0, 0.0)


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


def test_the_smallest_detectable_difference_is_detected_four_times_in_five() -> None:
    draw = np.random.default_rng(5)

    def arms(shift: float) -> tuple[np.ndarray, np.ndarray]:
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
