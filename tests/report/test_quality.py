"""How the quality index is shown: never without its interval and its parts."""

from dataclasses import replace

import pytest

from curator.report import Report
from curator.report.html import page
from curator.report.markdown import text as markdown
from curator.report.quality import change, index, interval, quality_view, quiet_parts, rows
from curator.report.terminal import as_text
from curator.scores import Measure, Qualities, Quality


def measure(value: float, faulty: int = 1) -> Measure:
    return Measure(value, value - 1, min(100.0, value + 1), faulty)


@pytest.mark.parametrize(
    ("given", "shown"),
    [(measure(97.444), "97.44"), (measure(99.999), "99.99"), (measure(100.0, 0), "100.00"), (None, "–")],
)
def test_an_index_that_is_not_perfect_never_reads_so(given: Measure | None, shown: str) -> None:
    assert index(given) == shown


def test_an_index_has_its_interval_and_a_change_its_sign() -> None:
    assert interval(measure(50.0)) == "49.00 to 51.00"
    assert change(measure(50.0), measure(48.5)) == "−1.50"
    assert change(measure(50.0), measure(49.999)) == "0.00"
    assert change(None, measure(48.5)) == "–"


def test_parts_that_lower_nothing_are_counted_and_the_others_listed_the_worst_first() -> None:
    parts = {"good": measure(100.0, 0), "fair": measure(99.0), "bad": measure(90.0)}
    quality = Quality(10, measure(89.1), {"helpful": measure(89.1)}, parts)
    assert [row.name for row in rows([quality])] == ["all", "helpful", "in bad", "in fair"]
    assert quiet_parts([quality]) == 1


@pytest.mark.parametrize("render", [page, markdown])
def test_every_rendering_shows_index_interval_aspects_and_parts(report: Report, render: object) -> None:
    shown = render(report)  # type: ignore[operator]  # two functions of one shape
    for told in ("quality, 0 to 100", "96.67", "41.01 to 99.92", "helpful", "honest", "in refusals"):
        assert told in shown


def test_markdown_cannot_be_broken_by_what_is_in_the_data(report: Report) -> None:
    hostile = replace(report, title="a | b\n# <img src=x>")
    assert markdown(hostile).splitlines()[0] == "## a \\| b⏎\\# \\<img src=x\\>, version `a1b2c3`"


def test_without_records_nothing_is_said(report: Report) -> None:
    nothing = Quality(0, None, {}, {})
    bare = replace(report, quality=Qualities(nothing, nothing))
    assert list(quality_view({"kept": nothing})) == []
    assert "quality" not in as_text(page(bare).partition("</style>")[2]).lower().replace("data report", "")
    assert "quality" not in markdown(bare)
