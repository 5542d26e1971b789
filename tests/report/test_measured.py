"""What a model and vectors of words measured, in every rendering."""

from dataclasses import replace

import polars as pl
import pytest

from curator.report import Report
from curator.report.html import page
from curator.report.markdown import text
from curator.report.measured import Measured, measured_of
from curator.report.terminal import as_text, renderable

SIGNALS = pl.DataFrame(
    {
        "record_id": ["a", "b", "c"],
        "full_domain_similarity": [0.1, 0.5, None],
        "response_tokens": [1200, 10, 30],
        "prompt_novelty": pl.Series([None, None, None], dtype=pl.Float64),
    }
)
RUN = {
    "model": {"name": "small", "identity": "0" * 16},
    "meaning": {"effective_topics": 2.4, "domain": "1" * 16, "seeds": 40, "seeds_covered": 0.25},
}


def measured() -> Measured:
    found = measured_of(SIGNALS, RUN)
    assert found is not None
    return found


def test_every_signal_that_was_measured_has_its_spread() -> None:
    spreads = [(each.name, each.records, *each.figures()) for each in measured().spreads]
    assert spreads == [
        ("full_domain_similarity", 2, "0.100", "0.500", "0.500"),
        ("response_tokens", 3, "10", "30", "1,200"),
    ]


def test_a_small_probability_is_no_zero() -> None:
    found = measured_of(pl.DataFrame({"response_min_token_probability": [1e-6, 0.0, 0.25]}), RUN)
    assert found is not None
    assert found.spreads[0].figures() == ["0.000", "<0.001", "0.250"]


def test_what_is_said_of_the_whole() -> None:
    assert list(measured().facts()) == [
        "measured by the model small",
        "as diverse as 2 texts, each about something else",
        "the domain is given by 40 records; 25.0% have one of these near",
    ]


def test_a_described_domain_is_not_covered_by_shares() -> None:
    found = measured_of(SIGNALS, {"meaning": {"seeds": 1, "seeds_covered": 0.0}})
    assert found is not None
    assert list(found.facts()) == ["the domain is described in a text"]


@pytest.mark.parametrize("run", [{}, {"model": None, "meaning": None}])
def test_nothing_was_measured_where_nothing_was_named(run: dict[str, None]) -> None:
    assert measured_of(SIGNALS, run) is None


def test_every_rendering_shows_it(report: Report) -> None:
    told = replace(report, measured=measured())
    for shown in (page(told), text(told), as_text(renderable(told))):
        assert "response_tokens" in shown
        assert "1,200" in shown
        assert "small" in shown
    assert told.to_dict()["measured"]["signals"]["response_tokens"]["p95"] == 1200


def test_no_rendering_speaks_of_it_where_nothing_was_measured(report: Report) -> None:
    assert "Model and meaning" not in page(report)
    assert report.to_dict()["measured"] is None
