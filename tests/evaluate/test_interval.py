"""The interval of one mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.evaluate.interval import interval
from curator.scores.interval import wilson


def test_hits_and_misses_have_wilsons_interval() -> None:
    assert interval([1.0, 0.0, 1.0, 1.0], list("abcd")) == wilson(0.75, 4)


def test_items_that_hang_together_count_as_one() -> None:
    alone = interval([1.0, 0.0] * 50, [str(n) for n in range(100)])
    together = interval([1.0, 0.0] * 50, [str(n % 10) for n in range(100)])
    assert alone is not None
    assert together is not None
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])


def test_one_cluster_says_nothing_of_others() -> None:
    assert interval([0.5, 1.0], ["a", "a"]) is None


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=30))
def test_an_interval_holds_its_mean(values: list[float]) -> None:
    found = interval(values, [str(n) for n in range(len(values))])
    assert found is not None
    assert found[0] - 1e-9 <= sum(values) / len(values) <= found[1] + 1e-9
    assert interval(values, [str(n) for n in range(len(values))]) == found


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_all_alike_still_leaves_doubt(value: float) -> None:
    low, high = interval([value] * 20, [str(n) for n in range(20)]) or (0.0, 0.0)
    assert high - low > 0.1
