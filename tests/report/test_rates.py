import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.report import Rate, rate


@pytest.mark.parametrize(
    ("hits", "of", "per_1000", "low", "high"),
    [
        (0, 10, 0.0, 0.0, 277.533),
        (5, 10, 500.0, 236.593, 763.407),
        (10, 10, 1000.0, 722.467, 1000.0),
    ],
)
def test_a_rate_comes_with_its_wilson_interval(hits: int, of: int, per_1000: float, low: float, high: float) -> None:
    measured = rate(hits, of)
    assert (measured.per_1000, measured.low, measured.high) == pytest.approx((per_1000, low, high), abs=0.001)


def test_of_nothing_there_is_no_rate() -> None:
    assert rate(0, 0) == Rate(0, 0, None, None, None)


@given(st.integers(0, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_rate_and_stays_in_bounds(counts: tuple[int, int]) -> None:
    measured = rate(*counts)
    if measured.per_1000 is not None and measured.low is not None and measured.high is not None:
        assert 0 <= measured.low <= measured.per_1000 + 1e-9
        assert measured.per_1000 - 1e-9 <= measured.high <= 1000


def test_a_bound_is_where_the_observed_share_is_just_believable() -> None:
    measured = rate(391, 596)
    assert measured.low is not None
    low = measured.low / 1000
    assert (391 / 596 - low) / math.sqrt(low * (1 - low) / 596) == pytest.approx(1.959964)
