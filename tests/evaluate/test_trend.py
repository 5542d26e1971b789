"""What may be said of a metric along a dose."""

import numpy as np
import pytest

from curator.evaluate import Arm, Evaluation
from curator.evaluate.trend import trend, weighed

ITEMS = 200
DOSES = (0.0, 0.2, 0.5, 0.8)


def arm(name: str, mean: float, *, seeds: int = 3, noise: float = 0.04, clusters: int = ITEMS) -> Arm:
    """Runs that answer about this share of the items right; every seed differs a little."""
    draw = np.random.default_rng(round(1000 * mean) + seeds)
    runs = []
    for _ in range(seeds):
        right = round(ITEMS * (mean + noise * draw.uniform(-1, 1)))
        scores = tuple(float(at < right) for at in range(ITEMS))
        ids = tuple(str(at) for at in range(ITEMS))
        groups = tuple(str(at * clusters // ITEMS) for at in range(ITEMS))
        runs.append(Evaluation(ids, ("t",) * ITEMS, {"exact_match": scores}, groups))
    return Arm(name, "v", tuple(range(seeds)), tuple(runs))


def arms(*means: float, **how: float) -> list[Arm]:
    return [arm(str(at), mean, **how) for at, mean in enumerate(means)]  # type: ignore[arg-type]


def test_a_straight_line_has_its_slope() -> None:
    found = trend(DOSES, arms(0.9, 0.8, 0.65, 0.5, noise=0.0), "exact_match")
    assert found.slope.difference == pytest.approx(-0.5)
    assert [step.difference for step in found.steps] == pytest.approx([-0.1, -0.15, -0.15])


@pytest.mark.parametrize(
    ("means", "course", "is_ordered"),
    [
        ((0.9, 0.7, 0.4, 0.1), "falls at every step", True),
        ((0.9, 0.86, 0.4, 0.1), "falls", True),
        ((0.9, 0.6, 0.7, 0.1), "falls", False),
        ((0.2, 0.4, 0.6, 0.9), "rises", False),
        ((0.5, 0.5, 0.5, 0.5), "cannot tell", False),
    ],
)
def test_a_course_is_said_as_far_as_the_intervals_go(means: tuple[float, ...], course: str, is_ordered: bool) -> None:
    found = trend(DOSES, arms(*means), "exact_match")
    assert (found.course, found.is_ordered) == (course, is_ordered)


def test_one_run_an_arm_tells_nothing() -> None:
    assert trend(DOSES, arms(0.9, 0.7, 0.4, 0.1, seeds=1), "exact_match").course == "cannot tell"


def test_items_that_hang_together_widen_the_interval() -> None:
    alone = trend(DOSES, arms(0.9, 0.7, 0.4, 0.1, noise=0.0), "exact_match").slope
    together = trend(DOSES, arms(0.9, 0.7, 0.4, 0.1, noise=0.0, clusters=20), "exact_match").slope
    assert together.difference == pytest.approx(alone.difference)
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_arms_are_weighed_over_the_items_that_all_have_a_value_for() -> None:
    def of(values: tuple[float | None, ...]) -> Arm:
        run = Evaluation(("a", "b", "c"), ("t",) * 3, {"m": values}, ("a", "b", "c"))
        return Arm("x", "v", (0, 1), (run, run))

    found = weighed([of((1.0, 1.0, None)), of((0.0, None, 0.0))], (1, -1), "m")
    assert found.difference == 1.0
