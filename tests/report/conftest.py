"""A small run whose numbers can be checked by hand, and the trial of its versions."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.report import Report, RuleFacts, build
from curator.report.model import Source
from curator.schema import CANONICAL

RULES = (
    RuleFacts("empty-response", "drop", "high", "An empty answer teaches silence.", "answers"),
    RuleFacts("refusal", "review", "medium", "A refusal of a harmless request teaches refusing.", "refusals"),
    RuleFacts("no-input", "fix: clear-sentinel", "medium", "The marker stands for nothing.", "inputs"),
    RuleFacts("short-response", "flag", "low", "Short answers are often cut off.", "answers"),
    RuleFacts("html-residue", "drop", "low", "Markup of a web page.", "markup", "honest"),
)


@pytest.fixture
def records() -> pl.DataFrame:
    texts = [
        ("Name a river.", "", "The Elbe."),
        ("Name a lake.", "<noinput>", "Lake Constance, which three countries share."),
        ("Name a hill.", "", ""),
        ("Name a sea.", "", "I cannot do that."),
        ("Name a wood.", "", "The Black Forest is one."),
    ]
    return pl.DataFrame(
        [
            {
                "record_id": f"id{nth}",
                "kind": "tuple",
                "source": "places.jsonl",
                "source_row": nth,
                "instruction": instruction,
                "input": given,
                "response": response,
            }
            for nth, (instruction, given, response) in enumerate(texts)
        ],
        schema=CANONICAL,
    )


@pytest.fixture
def ledger() -> pl.DataFrame:
    rows = [
        ("id0", 0, "keep", ["short-response"], []),
        ("id1", 1, "keep", ["no-input"], ["clear-sentinel"]),
        ("id2", 2, "drop", ["empty-response", "short-response"], []),
        ("id3", 3, "review", ["refusal"], []),
        ("id4", 4, "keep", [], []),
        ("unread-1", 5, "quarantined", [], []),
    ]
    return pl.DataFrame(
        [
            {
                "record_id": record_id,
                "source": "places.jsonl",
                "source_row": row,
                "verdict": verdict,
                "decided_by": hits[0] if hits else None,
                "rules": hits,
                "twin_id": None,
                "similarity": None,
                "fixes": fixes,
                **{rule.id: rule.id in hits for rule in RULES},
            }
            for record_id, row, verdict, hits, fixes in rows
        ],
        schema_overrides={
            "rules": pl.List(pl.String),
            "twin_id": pl.String,
            "similarity": pl.Float64,
            "fixes": pl.List(pl.String),
        },
    )


@pytest.fixture
def signals(records: pl.DataFrame) -> pl.DataFrame:
    return records.select(
        "record_id",
        prompt_language=pl.lit("en"),
        response_language=pl.when(pl.col("response") != "").then(pl.lit("en")),
        response_chars=pl.col("response").str.len_chars(),
    )


@pytest.fixture
def rules() -> Sequence[RuleFacts]:
    return RULES


@pytest.fixture
def report(records: pl.DataFrame, ledger: pl.DataFrame, signals: pl.DataFrame) -> Report:
    return build(
        records,
        ledger,
        sources=[Source("places.jsonl", "alpaca", 5, 1)],
        rules=RULES,
        signals=signals,
        duplicates={"exact": 0, "near": 0, "conflicts": 0},
        version="a1b2c3",
        parent="f6e5d4",
    )


def _metric(mean: float, sd: float, *per_seed: float) -> dict[str, Any]:
    return {"mean": mean, "sd": sd, "per_seed": list(per_seed)}


@pytest.fixture
def comparison() -> dict[str, Any]:
    """As `Comparison.to_dict()` gives it."""

    def arm(name: str, version: str | None, records: int, faults: float, **metrics: dict[str, Any]) -> dict[str, Any]:
        counted = {"records": records, "supervised_tokens": 7 * records, "faults_per_1000": faults}
        return {"arm": name, "version": version, "seeds": [0, 1, 2], "metrics": metrics, **counted}

    def contrast(other: str, metric: str, difference: float, low: float, high: float, verdict: str) -> dict[str, Any]:
        numbers = {"difference": difference, "low": low, "high": high, "p_adjusted": 0.004, "mde": 0.06}
        settle = {"text": "2,400 items or 9 seeds"} if verdict == "cannot tell" else None
        told = {"sentence": f"curated is {verdict} against {other}: {difference}", "settle": settle, "stopped": None}
        return {"a": "curated", "b": other, "metric": metric, "verdict": verdict, **numbers, **told}

    return {
        "items": 158,
        "view": "equal steps",
        "notes": ["curated learnt from 0.80 times as many answer tokens as raw"],
        "quality_against_accuracy": None,
        "arms": [
            {
                "arm": "base",
                "version": None,
                "seeds": [],
                "records": 0,
                "supervised_tokens": 0,
                "faults_per_1000": None,
                "metrics": {
                    "exact_match": {"mean": 0.05, "sd": None, "per_seed": [0.05]},
                    "answer_log_likelihood": {"mean": -3.0, "sd": None, "per_seed": [-3.0]},
                },
            },
            arm(
                "raw",
                "f6e5d4",
                600,
                655.0,
                exact_match=_metric(0.2, 0.02, 0.18, 0.2, 0.22),
                answer_log_likelihood=_metric(-1.9, 0.1, -2.0, -1.9, -1.8),
            ),
            arm(
                "random",
                None,
                230,
                640.0,
                exact_match=_metric(0.19, 0.03, 0.16, 0.19, 0.22),
                answer_log_likelihood=_metric(-2.0, 0.1, -2.1, -2.0, -1.9),
            ),
            arm(
                "curated",
                "a1b2c3",
                228,
                30.0,
                exact_match=_metric(0.46, 0.01, 0.45, 0.46, 0.47),
                answer_log_likelihood=_metric(-1.0, 0.1, -1.1, -1.0, -0.9),
            ),
        ],
        "comparisons": [
            contrast("raw", "exact_match", 0.26, 0.2, 0.32, "better"),
            contrast("random", "exact_match", 0.27, 0.21, 0.33, "better"),
            contrast("raw", "answer_log_likelihood", 0.9, -0.1, 1.9, "cannot tell"),
        ],
    }


@pytest.fixture
def matches_golden() -> Callable[[str, str], bool]:
    """Compares with a stored output; run with CURATOR_UPDATE_GOLDEN=1 to store anew, then read the difference."""

    def _matches(name: str, text: str) -> bool:
        path = Path(__file__).parent / "golden" / name
        if os.environ.get("CURATOR_UPDATE_GOLDEN"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return path.read_text(encoding="utf-8") == text

    return _matches
