"""Thresholds that make hits right as often as wanted."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from curator.label.calibration import Labels, Suggestion, suggest
from curator.label.calibration.suggest import MIN_LABELS
from curator.label.frame import frame
from curator.label.sampling import CONTROL
from curator.label.verdict import Verdict
from curator.versions import DatasetVersion

COLUMNS: dict[str, Any] = {"response_chars": pl.Int64, "prompt_chars": pl.Int64, "kind": pl.String}

Judge = Callable[[int], bool]


@pytest.fixture
def best(make: Callable[..., DatasetVersion]) -> Callable[..., dict[str, Suggestion]]:
    """Suggestions for answers of 1 to 100 characters of which people drop those that `is_bad`."""

    def _best(is_bad: Judge, precision: float, *, lengths: range = range(1, 101), stratum: str | None = CONTROL) -> Any:
        rows = [(length, 20 + length % 2, "a") for length in lengths]
        at = datetime(2026, 3, 1, tzinfo=UTC)
        said = [
            Verdict(f"r{nth:04}", "abc", "tuple", "drop" if is_bad(row[0]) else "keep", None, None, None, (), None,
                    None, "1", at, "", stratum=stratum, probability=1.0)
            for nth, row in enumerate(rows)
        ]  # fmt: skip
        found = suggest(make(rows), COLUMNS, Labels.of(frame(said)), precision)
        return {each.rule: each for each in found}

    return _best


def test_a_threshold_goes_as_far_as_people_reject(best: Callable[..., dict[str, Suggestion]]) -> None:
    found = best(lambda length: length <= 30, 1.0)["too-short"]
    assert (found.column, found.operator, found.current, found.value) == ("response_chars", "<", 10, 31)
    assert (found.precision.share, found.precision.labels, found.hits) == (1.0, 30, 30)


def test_a_lower_precision_lets_it_go_further(best: Callable[..., dict[str, Suggestion]]) -> None:
    found = best(lambda length: length <= 30, 0.75)["too-short"]
    assert found.hits == 40
    assert found.precision.share == pytest.approx(0.75)


def test_a_rule_that_is_right_as_it_is_keeps_its_number(best: Callable[..., dict[str, Suggestion]]) -> None:
    found = best(lambda length: length < 10, 0.9, lengths=range(-5, 10))["too-short"]
    assert (found.value, found.is_new) == (10, False)


def test_where_no_number_helps_none_is_given(best: Callable[..., dict[str, Suggestion]]) -> None:
    found = best(lambda length: False, 0.9, lengths=range(-9, 101))["too-short"]
    assert (found.value, found.hits) == (None, 0)
    assert found.precision.share == 0.0


def test_a_rule_with_two_numbers_is_left_to_people(best: Callable[..., dict[str, Suggestion]]) -> None:
    assert set(best(lambda length: True, 0.7)) == {"too-short", "long-prompt"}


def test_a_handful_of_labels_suggests_nothing(best: Callable[..., dict[str, Suggestion]]) -> None:
    assert best(lambda length: True, 0.9, lengths=range(1, MIN_LABELS)) == {}


def test_a_rule_whose_hits_nobody_saw_is_not_called_hopeless(best: Callable[..., dict[str, Suggestion]]) -> None:
    assert best(lambda length: False, 0.9, lengths=range(10, 101)) == {}


def test_records_that_were_not_drawn_at_random_loosen_nothing(best: Callable[..., dict[str, Suggestion]]) -> None:
    assert best(lambda length: True, 0.9, stratum=None) == {}


def test_what_another_rule_explains_loosens_nothing(best: Callable[..., dict[str, Suggestion]]) -> None:
    found = best(lambda length: True, 1.0)["too-short"]
    assert found.value == 91  # from there on the answers are hit for their length


def test_no_number_hits_every_record(best: Callable[..., dict[str, Suggestion]]) -> None:
    found = best(lambda length: True, 0.9, lengths=range(1, 80))["too-short"]
    assert found.hits == 78
