"""What requests cost, and when training has paid for itself."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import RecipeError
from curator.studies.prices import BreakEven, Prices, TokenPrices, break_even

MONEY = st.floats(0, 1e6)


def test_a_price_list(tmp_path: Path) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text("currency: EUR\nendpoint: {prompt: 2.5, output: 10.0}\nmachine_hour: 0.36\nannotation_hour: 30.0\n")
    prices = Prices.read(path)
    assert prices.of_tokens(1_000, 100) == pytest.approx(0.0035)
    assert prices.of_seconds(10) == pytest.approx(0.001)
    assert prices.of_work(2) == 60


def test_what_has_no_price_is_not_reckoned() -> None:
    prices = Prices()
    assert (prices.of_tokens(1, 1), prices.of_seconds(1), prices.of_work(2)) == (None, None, None)
    assert prices.of_work(0) == 0.0
    assert Prices(endpoint=TokenPrices(prompt=1.0, output=2.0)).of_tokens(1e6, 1e6) == 3.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("machine_hour: -1.0\n", "machine_hour is negative"),
        ("endpoint: {prompt: 1.0, output: -2.0}\n", "output is negative"),
        ("machine_hours: 1.0\n", "machine_hours"),
        ("endpoint: cheap\n", "endpoint"),
    ],
)
def test_a_mistake_in_it(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError, match=message):
        Prices.read(path)


@pytest.mark.parametrize(
    ("trained", "other", "found"),
    [
        ((100, 0.01), (0, 0.03), (5_000, "other", "trained")),
        ((100, 0.03), (0, 0.01), (None, "other", "other")),
        ((0, 0.01), (100, 0.03), (None, "trained", "trained")),
        ((0, 0.03), (100, 0.01), (5_000, "trained", "other")),
        ((5, 0.01), (5, 0.01), (None, "neither", "neither")),
        ((5, 0.01), (5, 0.02), (None, "trained", "trained")),
        ((5, 0.01), (0, 0.01), (None, "other", "other")),
    ],
)
def test_break_even(
    trained: tuple[float, float], other: tuple[float, float], found: tuple[float | None, str, str]
) -> None:
    told = break_even(*trained, *other, None)
    wanted = None if found[0] is None else pytest.approx(found[0])
    assert (told.requests, told.cheaper_before, told.cheaper_after) == (wanted, *found[1:])


def test_requests_a_day() -> None:
    told = break_even(90, 0.01, 0, 0.02, 500)
    assert told.requests == pytest.approx(9_000)
    assert told.days == pytest.approx(18)
    assert told.per_day == {"30": pytest.approx(300), "90": pytest.approx(100), "365": pytest.approx(9_000 / 365)}


@given(MONEY, MONEY, MONEY, MONEY)
def test_at_the_break_even_both_have_cost_the_same(one_off: float, each: float, other: float, their: float) -> None:
    found: BreakEven = break_even(one_off, each, other, their, None)
    if found.requests is not None:
        mine, theirs = one_off + each * found.requests, other + their * found.requests
        assert mine == pytest.approx(theirs, rel=1e-6, abs=1e-6 * max(one_off, other))
        assert found.requests > 0
