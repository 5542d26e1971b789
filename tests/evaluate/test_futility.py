"""Giving a hopeless comparison up costs no false finding and little power."""

import numpy as np
import pytest

from curator.evaluate import statistics
from curator.evaluate.futility import HOPELESS, chance_of_verdict
from curator.evaluate.statistics import Scores, difference, verdict

SEEDS, MARGIN = 5, 0.02


def arms(draw: np.random.Generator, effect: float) -> tuple[Scores, Scores]:
    """Five runs of each over 300 items; runs differ by 0.01, items by 0.3 between the arms."""
    a = effect + draw.normal(0, 0.3, 300) + draw.normal(0, 0.01, (SEEDS, 1)) + draw.normal(0, 0.2, (SEEDS, 300))
    return a, draw.normal(0, 0.01, (SEEDS, 1)) + draw.normal(0, 0.2, (SEEDS, 300))


def outcome(a: Scores, b: Scores, seed: int) -> tuple[str, int]:
    """The verdict and how many seeds it took, when hopeless pairs are given up."""
    for done in range(2, SEEDS):
        if chance_of_verdict(a[:done], b[:done], seeds=SEEDS, margin=MARGIN, seed=seed) < HOPELESS:
            return "cannot tell", done
    found = difference(a, b, seed=seed)
    return verdict(found, found.p, MARGIN), SEEDS


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many resamples as a rate over trials needs."""
    monkeypatch.setattr(statistics, "RESAMPLES", 1000)


def test_arms_without_a_difference_are_seldom_called_different_and_mostly_given_up() -> None:
    draw = np.random.default_rng(3)
    ends = [outcome(*arms(draw, 0.0), seed) for seed in range(150)]
    assert np.mean([word in ("better", "worse") for word, _ in ends]) <= 0.05
    assert np.mean([seeds for _, seeds in ends]) < 0.7 * SEEDS


def test_a_difference_that_all_seeds_would_show_is_seldom_given_up() -> None:
    draw = np.random.default_rng(4)
    ends = [outcome(*arms(draw, 0.08), seed) for seed in range(60)]
    assert np.mean([word == "better" for word, _ in ends]) >= 0.85


def test_after_one_run_nothing_is_hopeless() -> None:
    a, b = arms(np.random.default_rng(0), 0.0)
    assert chance_of_verdict(a[:1], b[:2], seeds=SEEDS, margin=MARGIN) == 1.0


def test_arms_that_are_surely_alike_are_not_hopeless() -> None:
    same = np.tile(np.linspace(0, 1, 300), (2, 1))
    assert chance_of_verdict(same, same, seeds=SEEDS, margin=MARGIN) == 1.0


def test_an_arm_without_chance_may_be_one_of_them() -> None:
    a, _ = arms(np.random.default_rng(0), 0.5)
    assert chance_of_verdict(a[:2], np.zeros((1, 300)), seeds=SEEDS, margin=MARGIN, fixed=(False, True)) > 0.9
