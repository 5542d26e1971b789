from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from curator.report import Report
from curator.report.comparison_table import comparison_renderable
from curator.report.figures import decimal, number_of, percent
from curator.report.model import Source
from curator.report.terminal import as_text, renderable


@pytest.mark.parametrize("width", [80, 160])
def test_report(report: Report, width: int, matches_golden: Callable[[str, str], bool]) -> None:
    text = as_text(renderable(report, width=width, next_command="curator train a1b2c3"), width=width)
    assert matches_golden(f"report-{width}.txt", text)


@pytest.mark.parametrize("width", [80, 160])
def test_comparison(comparison: dict[str, Any], width: int, matches_golden: Callable[[str, str], bool]) -> None:
    assert matches_golden(f"comparison-{width}.txt", as_text(comparison_renderable(comparison), width=width))


@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal(report: Report, comparison: dict[str, Any], width: int) -> None:
    shown = as_text(renderable(report, width=width), width=width) + as_text(
        comparison_renderable(comparison), width=width
    )
    assert max(map(len, shown.splitlines())) <= width


def test_a_file_is_told_apart_from_a_version(report: Report) -> None:
    text = as_text(renderable(replace(report, version=None, parent=None)))
    assert text.startswith("places.jsonl  5 records\n")
    assert "label push" not in text


def test_file_names_cannot_repaint_the_terminal(report: Report) -> None:
    hostile = replace(report, title="\x1b]0;x\x07[red]a", sources=(Source("\x1b[2J", "alpaca", 5, 0),))
    text = as_text(renderable(hostile))
    assert "\x1b" not in text
    assert "[red]a" in text


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 5, "0.0%"), (1, 52_002, "<0.1%"), (1, 3, "33.3%"), (5, 5, "100.0%"), (0, 0, "–")]
)
def test_percent(part: int, whole: int, shown: str) -> None:
    assert percent(part, whole) == shown


@pytest.mark.parametrize(
    ("value", "signed", "shown"),
    [(0.2604, False, "0.260"), (0.26, True, "+0.260"), (-1.91, False, "−1.910"), (None, True, "–")],
)
def test_decimal(value: float | None, signed: bool, shown: str) -> None:
    assert decimal(value, signed=signed) == shown


@pytest.mark.parametrize(("count", "shown"), [(1, "1 record"), (0, "0 records"), (1204, "1,204 records")])
def test_number_of(count: int, shown: str) -> None:
    assert number_of(count, "record") == shown
