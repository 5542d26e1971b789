"""What would settle a comparison does settle it, about four times in five."""

import numpy as np
import pytest

from curator.evaluate import statistics
from curator.evaluate.settling import Components, components, settle
from curator.evaluate.statistics import Scores, difference, verdict

MARGIN = 0.02


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many resamples as a rate over trials needs."""
    monkeypatch.setattr(statistics, "RESAMPLES", 1000)


def arms(draw: np.random.Generator, items: int, seeds: int, effect: float, parts: Components) -> tuple[Scores, Scores]:
    """Two arms with these sources of chance and this true difference."""
    item, run, both = np.sqrt([parts.item, parts.runs[0], parts.both[0]])
    a = effect + draw.normal(0, item, items) + draw.normal(0, run, (seeds, 1)) + draw.normal(0, both, (seeds, items))
    return a, draw.normal(0, run, (seeds, 1)) + draw.normal(0, both, (seeds, items))


def parts(item: float, run: float, both: float, items: int, seeds: int) -> Components:
    return Components(item**2, (run**2,) * 2, (both**2,) * 2, items, items, seeds)


def rate(word: str, chance: Components, effect: float, items: int, seeds: int, margin: float) -> float:
    """The share of 150 such trials that end with this verdict."""
    draw = np.random.default_rng(8)
    found = [difference(*arms(draw, items, seeds, effect, chance), seed=trial) for trial in range(150)]
    return float(np.mean([verdict(each, each.p, margin) == word for each in found]))


def test_so_many_items_settle_it() -> None:
    chance = parts(0.4, 0.002, 0.2, 100, 5)
    needed = settle(chance, 0.06, MARGIN)
    assert needed is not None
    assert needed.items is not None
    assert 100 < needed.items < 1000
    assert 0.7 <= rate("better", chance, 0.06, needed.items, 5, MARGIN) <= 0.9


def test_so_many_seeds_settle_it_where_no_number_of_items_does() -> None:
    chance = parts(0.2, 0.03, 0.2, 200, 3)
    needed = settle(chance, 0.05, MARGIN)
    assert needed is not None
    assert needed.seeds is not None
    assert needed.items is None
    assert 0.7 <= rate("better", chance, 0.05, 200, needed.seeds, MARGIN) <= 0.9


def test_a_difference_well_below_the_margin_is_shown_to_be() -> None:
    chance = parts(0.2, 0.002, 0.1, 100, 5)
    needed = settle(chance, 0.0, 0.05)
    assert needed is not None
    assert needed.items is not None
    assert needed.towards == "equivalent"
    assert rate("equivalent", chance, 0.0, needed.items, 5, 0.05) >= 0.7


def test_where_neither_alone_does_both_may() -> None:
    chance = parts(0.3, 0.02, 0.2, 300, 3)
    needed = settle(chance, 0.03, MARGIN)
    assert needed is not None
    assert (needed.items, needed.seeds) == (None, None)
    assert needed.together is not None
    items, seeds = needed.together
    assert items > 300
    assert seeds > 3
    assert 0.65 <= rate("better", chance, 0.03, items, seeds, MARGIN) <= 0.9


def test_both_are_enlarged_up_to_the_most_that_is_thought_of() -> None:
    needed = settle(parts(0.2, 0.045, 0.2, 158, 4), 0.028, MARGIN)
    assert needed is not None
    assert needed.together is not None
    assert 32 < needed.together[1] <= 100


def test_some_questions_nothing_settles() -> None:
    """As far apart as the margin is wide, it is neither different enough nor alike enough at this noise."""
    assert settle(parts(3.0, 1.0, 0.2, 300, 3), 0.02, MARGIN) is None


@pytest.mark.parametrize("fixed", [False, True])
def test_the_sources_of_chance_are_told_apart(*, fixed: bool) -> None:
    draw = np.random.default_rng(2)
    chance = parts(0.3, 0.1, 0.2, 2000, 40)
    a, b = arms(draw, 2000, 40, 0.0, chance)
    found = components(a, b[:1] if fixed else b, fixed=(False, fixed))
    assert np.sqrt(found.runs[0]) == pytest.approx(0.1, rel=0.3)
    assert np.sqrt(found.both[0]) == pytest.approx(0.2, rel=0.05)
    assert len(found.runs) == (1 if fixed else 2)
    of_second = 0.2 if fixed else 0.0  # one run of a fixed arm: what belongs to its items and to its run is the same
    assert np.sqrt(found.item) == pytest.approx(np.hypot(0.3, of_second), rel=0.1)


def test_stricter_among_many_comparisons() -> None:
    chance = parts(0.4, 0.002, 0.2, 100, 5)
    alone, among = (settle(chance, 0.06, MARGIN, comparisons=count) for count in (1, 5))
    assert alone is not None
    assert among is not None
    assert alone.items is not None
    assert among.items is not None
    assert among.items > alone.items
