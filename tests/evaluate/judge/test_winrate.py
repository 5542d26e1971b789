"""Win rates, plain and at equal length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.evaluate.judge import length_controlled, win_rate

OUTCOMES = st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.integers(-500, 500)), min_size=1, max_size=25)


def test_nothing_was_judged() -> None:
    assert win_rate([]) is None
    assert length_controlled([], []) is None


def test_the_plain_rate_counts_ties_as_halves() -> None:
    rate = win_rate([1, 1, 0.5, 0])
    assert rate is not None
    assert rate.value == 0.625
    assert rate.low <= 0.625 <= rate.high


@settings(max_examples=25)
@given(OUTCOMES)
def test_the_other_side_has_the_rest(outcomes: list[tuple[float, int]]) -> None:
    scores, excess = [list(each) for each in zip(*outcomes, strict=True)]
    ours = length_controlled(scores, excess)
    theirs = length_controlled([1 - score for score in scores], [-each for each in excess])
    assert ours is not None
    assert theirs is not None
    assert ours.value == pytest.approx(1 - theirs.value, abs=1e-6)
    assert 0 <= ours.low <= ours.high <= 1


@settings(max_examples=25)
@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=25), st.integers(-50, 50))
def test_without_differences_in_length_it_is_the_plain_rate(scores: list[float], excess: int) -> None:
    controlled, plain = length_controlled(scores, [excess] * len(scores)), win_rate(scores)
    assert controlled is not None
    assert plain is not None
    assert controlled.value == pytest.approx(plain.value, abs=1e-6)


def test_wins_by_length_alone_are_hardly_any() -> None:
    excess = [400, 300, 350, 500, -200] * 40  # a is longer four times in five, and wins then
    controlled = length_controlled([float(each > 0) for each in excess], excess)
    assert controlled is not None
    assert 0.4 < controlled.value < 0.6
    assert win_rate([float(each > 0) for each in excess]).value == 0.8  # type: ignore[union-attr]


def test_wins_in_spite_of_length_stay() -> None:
    draw = np.random.default_rng(0)
    excess = draw.normal(100, 80, 400).astype(int).tolist()
    controlled = length_controlled(draw.binomial(1, 0.8, 400).astype(float).tolist(), excess)
    assert controlled is not None
    assert controlled.low < 0.8 < controlled.high


def test_the_fit_is_that_of_another_library() -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    draw = np.random.default_rng(1)
    excess = draw.normal(50, 100, 300).astype(int)
    bent = np.tanh(excess / excess.std())
    scores = draw.binomial(1, 1 / (1 + np.exp(-(0.4 + 0.9 * bent)))).astype(float)
    theirs = linear.LogisticRegression(C=1.0, tol=1e-10).fit(bent[:, None], scores)  # C = 1 is a ridge of 1
    ours = length_controlled(scores.tolist(), excess.tolist())
    assert ours is not None
    assert ours.value == pytest.approx(1 / (1 + np.exp(-theirs.intercept_[0])), abs=1e-6)
