import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.report import Report
from curator.report.comparison_html import comparison_page
from curator.report.html import page
from curator.report.model import Example, RuleHits, Source


class _Tags(HTMLParser):
    """Collects every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _tags(html: str) -> _Tags:
    parser = _Tags()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def test_page(report: Report, comparison: dict[str, Any], matches_golden: Callable[[str, str], bool]) -> None:
    assert matches_golden("page.html", page(report, comparison=comparison))


def test_a_page_is_well_formed_and_loads_nothing(report: Report, comparison: dict[str, Any]) -> None:
    html = page(report, comparison=comparison)
    found = _tags(html)
    assert found.tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form", "base"})
    assert found.attributes.isdisjoint({"src", "href", "srcset", "style"})
    assert "url(" not in html
    assert "default-src 'none'" in html


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.text(max_size=30)
    | st.sampled_from(["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;", "\ud800"])
)
def test_no_text_from_outside_becomes_markup(report: Report, comparison: dict[str, Any], text: str) -> None:
    tame = _tags(page(report, comparison=comparison))
    example = Example(text, text, 0, text, text, text)
    hostile = replace(
        report,
        title=text,
        version=text,
        parent=text,
        sources=(Source(text, text, 1, 0),),
        rules=(RuleHits(text, text, 1, 1, 0.2, text, text, (example,)),),
        languages={"prompt": {text: 1}},
    )
    arms = [{**comparison["arms"][0], "arm": text, "version": text}, *comparison["arms"][1:]]
    contrasts = [{**comparison["comparisons"][0], "a": text, "metric": text, "verdict": text}]
    html = page(hostile, comparison={"arms": arms, "comparisons": contrasts})
    found = _tags(html)
    assert found.tags <= tame.tags | {"i"}
    assert found.attributes <= tame.attributes
    html.encode("utf-8")


def test_a_page_without_a_trial_has_no_chart_of_it(report: Report) -> None:
    assert "Quality against accuracy" not in page(report)


def test_a_trial_is_told_in_words_with_its_notes_and_what_would_settle_it(
    report: Report, comparison: dict[str, Any]
) -> None:
    html = page(report, comparison=comparison)
    for told in (
        "Curated is better against raw: 0.26.",
        "Note: curated learnt from 0.80 times as many answer tokens as raw.",
        "2,400 items or 9 seeds",
        "p after Holm over the 2 comparisons of each metric",
        "3 seeds, 158 questions",
        "Equal steps: every arm takes the same number of steps",
    ):
        assert told in html, told


def test_a_sentence_that_the_decision_rests_on_stands_once(report: Report, comparison: dict[str, Any]) -> None:
    reasons = [comparison["comparisons"][0]["sentence"]]
    champion = {"before": None, "after": None}
    decided = {
        "decision": "promote",
        "reasons": reasons,
        "champion": champion,
        "raw": "r",
        "curated": "c",
        "gate": None,
    }
    html = page(report, comparison=comparison, decision=decided)
    assert html.lower().count("curated is better against raw: 0.26") == 1
    assert "Curated is better against random: 0.27." in html


def test_a_comparison_has_a_page_of_its_own(comparison: dict[str, Any]) -> None:
    html = comparison_page(comparison)
    _tags(html)
    assert "158 questions, 3 seeds" in html
    assert "Quality against accuracy" in html


def test_empty_answers_are_named(report: Report) -> None:
    assert "<bdi><i>empty</i></bdi>" in page(report)


def test_a_run_without_records_still_has_a_page(report: Report) -> None:
    bare = replace(report, records=0, kinds={}, rules=(), lengths={}, languages={}, sources=(), duplicates=None)
    assert "What became of the records" in page(bare)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_does_not_scroll_sideways(
    report: Report, comparison: dict[str, Any], width: int, tmp_path: Path
) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    # The page forbids itself scripts, so a frame around it measures.
    frame = (
        f'<iframe style="width:{width}px;height:900px" srcdoc="{escape(page(report, comparison=comparison))}"></iframe>'
        '<p id="found"></p><script>onload = () => {'
        'const root = document.querySelector("iframe").contentDocument.documentElement;'
        "found.textContent = `overflow ${root.scrollWidth - root.clientWidth} px` }</script>"
    )
    (tmp_path / "frame.html").write_text(frame, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    dom = subprocess.run(
        [browser, *options, f"--user-data-dir={tmp_path}", (tmp_path / "frame.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert ">overflow 0 px<" in dom
