import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.report.comparison import Arm, Contrast, Reading, read_trial
from curator.report.comparison_chart import comparison_charts
from curator.report.svg import nice_ticks, spread_apart


def test_reads_arms_and_contrasts(comparison: dict[str, Any]) -> None:
    trial = read_trial(comparison)
    assert trial.metrics == ("exact_match", "answer_log_likelihood")
    assert trial.arms[2] == Arm(
        name="random",
        version=None,
        seeds=3,
        records=230,
        supervised_tokens=1610,
        faults_per_1000=640.0,
        metrics={
            "exact_match": Reading(0.19, 0.03, (0.16, 0.19, 0.22), 0.16, 0.22, is_interval=False),
            "answer_log_likelihood": Reading(-2.0, 0.1, (-2.1, -2.0, -1.9), -2.1, -1.9, is_interval=False),
        },
    )
    assert trial.contrasts[0] == Contrast(
        "curated",
        "raw",
        "exact_match",
        0.26,
        0.2,
        0.32,
        0.004,
        0.06,
        "better",
        sentence="curated is better against raw: 0.26",
    )
    assert trial.contrasts[2].settle == "2,400 items or 9 seeds"


def test_an_interval_of_the_mean_is_used_where_there_is_one(comparison: dict[str, Any]) -> None:
    comparison["arms"][1]["metrics"]["exact_match"] |= {"low": 0.11, "high": 0.29}
    reading = read_trial(comparison).arms[1].metrics["exact_match"]
    assert (reading.low, reading.high, reading.is_interval) == (0.11, 0.29, True)


def _means(panel: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)" r="5"', panel)]


def test_a_panel_for_each_metric_says_what_it_shows(comparison: dict[str, Any]) -> None:
    exact, likelihood = comparison_charts(comparison)
    assert 'aria-label="exact match: base 0.050, raw 0.200, random 0.190, curated 0.460"' in exact
    assert 'aria-label="answer log likelihood: base −3.000, raw −1.900, random −2.000, curated −1.000"' in likelihood


def test_cleaner_data_stands_right_and_better_models_up(comparison: dict[str, Any]) -> None:
    raw, random, curated = _means(comparison_charts(comparison)[0])
    assert curated[0] > random[0] > raw[0]
    assert curated[1] < raw[1] < random[1]


def test_where_quality_is_known_it_is_the_axis_with_its_interval(comparison: dict[str, Any]) -> None:
    indices = {"raw": (52.0, 49.0, 55.0), "random": (50.0, 46.0, 54.0), "curated": (99.0, 98.5, 99.5)}
    for arm in comparison["arms"]:
        known = indices.get(arm["arm"])
        arm["quality"] = known and dict(zip(("index", "low", "high"), known, strict=True))
    panel = comparison_charts(comparison)[0]
    raw, random, curated = _means(panel)
    assert random[0] < raw[0] < curated[0]
    assert "quality index of the data: cleaner to the right" in panel
    assert panel.count('class="reference"') == 1  # the untrained model has no data


def test_quality_of_some_arms_alone_is_no_axis(comparison: dict[str, Any]) -> None:
    comparison["arms"][1]["quality"] = {"index": 50.0, "low": 40.0, "high": 60.0}
    assert "faulty records per 1,000" in comparison_charts(comparison)[0]


def test_the_random_arm_is_grey_with_a_band(comparison: dict[str, Any]) -> None:
    panel = comparison_charts(comparison)[0]
    assert panel.count('class="band"') == 1
    assert panel.count('class="arm control"') == 2


def test_a_model_that_was_not_trained_is_a_dashed_line(comparison: dict[str, Any]) -> None:
    panel = comparison_charts(comparison)[0]
    assert len(_means(panel)) == 3
    assert panel.count('class="reference"') == 1


def test_without_known_faults_the_arms_stand_in_their_order(comparison: dict[str, Any]) -> None:
    for arm in comparison["arms"]:
        del arm["faults_per_1000"]
    panel = comparison_charts(comparison)[0]
    places = [x for x, _ in _means(panel)]
    assert len(places) == 4
    assert places == sorted(places)
    assert "arms in the order of the trial" in panel


def test_an_arm_without_a_metric_is_left_out_of_its_panel(comparison: dict[str, Any]) -> None:
    del comparison["arms"][2]["metrics"]["exact_match"]
    assert [len(_means(panel)) for panel in comparison_charts(comparison)] == [2, 3]


def test_arms_that_are_all_alike_do_not_divide_by_zero(comparison: dict[str, Any]) -> None:
    for arm in comparison["arms"]:
        arm["faults_per_1000"] = 0.0
        arm["metrics"]["exact_match"] = {"mean": 0.0, "sd": None, "per_seed": [0.0]}
    points = _means(comparison_charts(comparison)[0])
    assert len({x for x, _ in points}) == 4


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 1.0, [0.0, 0.25, 0.5, 0.75, 1.0]),
        (0.13, 0.52, [0.2, 0.3, 0.4, 0.5]),
        (-2.1, -0.9, [-2.0, -1.5, -1.0]),
        (0.0, 655.0, [0.0, 200.0, 400.0, 600.0]),
        (3.0, 3.0, [3.0]),
    ],
)
def test_ticks_are_round(low: float, high: float, ticks: list[float]) -> None:
    assert nice_ticks(low, high) == ticks


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_spread_places_keep_their_distance_and_order(places: list[float]) -> None:
    moved = spread_apart(places, 10, 0, 100)
    assert all(later - earlier >= 10 - 1e-6 for earlier, later in zip(sorted(moved), sorted(moved)[1:], strict=False))
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in moved)
    order = sorted(range(len(places)), key=lambda nth: places[nth])
    assert [moved[nth] for nth in order] == sorted(moved)


def test_places_far_apart_stay() -> None:
    assert spread_apart([50.0, 10.0], 10, 0, 100) == [50.0, 10.0]
