"""Where commands show scores: always with their parts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Curator = Callable[..., Any]


@pytest.fixture
def version(curator: Curator, data: Path) -> str:
    return str(curator("curate", "data.jsonl", "--json").json["version"])


def test_curate_report_and_show_agree_on_the_quality_of_a_version(curator: Curator, version: str) -> None:
    shown = curator("versions", "show", version, "--json").json["quality"]
    assert curator("report", version, "--json").json["quality"] == shown
    assert curator("curate", "data.jsonl", "--json").json["quality"] == shown
    assert curator("curate", "data.jsonl", "--what-if", "--json").json["quality"] == shown
    came, kept = shown["input"], shown["kept"]
    assert (came["records"], kept["records"]) == (10, 9)
    # An empty answer, of severity high, and a sentinel that was repaired, of severity low.
    assert round(came["index"], 6) == 90.0
    assert came["parts"]["empty-answers"]["faulty"] == came["parts"]["inputs"]["faulty"] == 1
    assert kept["index"] == 100
    assert kept["low"] < 100


def test_people_see_index_interval_and_parts(curator: Curator, version: str) -> None:
    for command in (["curate", "data.jsonl"], ["versions", "show", version], ["report", version]):
        shown = curator(*command).out
        for told in ("quality, 0 to 100", "95% interval", "in empty-answers"):
            assert told in shown, command


def test_the_ledger_is_exported_with_scores(curator: Curator, version: str) -> None:
    curator("versions", "export", version, "--ledger", "ledger.parquet")
    row = pl.read_parquet("ledger.parquet").row(8, named=True)
    assert (row["score"], row["score_in_empty-answers"], row["score_in_inputs"]) == (
        pytest.approx(0.1),
        pytest.approx(0.1),
        1,
    )


def test_a_rule_called_score_keeps_its_column(curator: Curator, data: Path) -> None:
    rule = "{id: score, when: response_chars = 0, then: review, why: w}"
    Path("mine.yaml").write_text(f"pack: mine\nabout: a\nrules:\n  - {rule}\n")
    curator("curate", "data.jsonl", "--rules", "mine.yaml")
    curator("versions", "export", "latest", "--ledger", "ledger.parquet")
    ledger = pl.read_parquet("ledger.parquet")
    assert ledger["score"].dtype == pl.Boolean
    assert ledger["score_in_mine"][8] == 0.5


def test_a_comparison_tells_how_the_index_changes(curator: Curator, version: str) -> None:
    lax = "{id: empty-answer, when: response_is_blank, then: flag, severity: high, why: w}"
    Path("lax.yaml").write_text(f"pack: lax\nabout: a\nrules:\n  - {lax}\n")
    tried = curator("curate", version, "--what-if", "--rules", "lax.yaml", "--json").json["quality"]
    assert (tried["before"]["index"], round(tried["after"]["index"], 6)) == (100, 91.0)
    assert "−9.00" in curator("curate", version, "--what-if", "--rules", "lax.yaml").out
    other = curator("curate", "data.jsonl", "--rules", "lax.yaml", "--json").json["version"]
    found = curator("versions", "diff", version, other, "--json").json["quality"]
    rules = json.loads(curator("versions", "show", version, "--json").out)["rules"]
    assert (found["rules"], found["left_out"]) == (0, len(rules))
    assert found["before"]["index"] is None


def test_a_report_is_written_as_markdown(curator: Curator, version: str) -> None:
    done = curator("report", version, "--markdown")
    assert done.out.startswith(f"## curated, version `{version}`\n")
    assert "| in empty-answers |" in done.out
    assert curator("report", version, "--markdown", "--json").code == 2
