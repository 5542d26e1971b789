import json
from collections.abc import Sequence

import polars as pl
import pytest

from curator.ledger import Counts
from curator.report import Report, RuleFacts, build
from curator.report.model import Duplicates, Example, Source
from curator.schema import CANONICAL


def test_counts_what_became_of_every_record(report: Report) -> None:
    assert report.counts == Counts(input=6, kept=3, dropped=1, review=1, quarantined=1, fixed=1)
    assert (report.records, report.kinds, report.title) == (5, {"tuple": 5}, "places.jsonl")


def test_rules_stand_by_hits_with_those_no_other_rule_shares(report: Report) -> None:
    assert [(rule.id, rule.hits, rule.only, rule.share) for rule in report.rules] == [
        ("short-response", 2, 1, 0.4),
        ("empty-response", 1, 0, 0.2),
        ("refusal", 1, 1, 0.2),
        ("no-input", 1, 1, 0.2),
        ("html-residue", 0, 0, 0.0),
    ]


def test_a_record_that_is_only_flagged_is_not_faulty(report: Report) -> None:
    assert (report.faults.hits, report.faults.of) == (3, 5)


def test_examples_show_what_only_this_rule_hit_first(report: Report) -> None:
    short = report.rules[0]
    assert short.examples == (
        Example("id0", "places.jsonl", 0, "Name a river.", "The Elbe.", None),
        Example("id2", "places.jsonl", 2, "Name a hill.", "", None),
    )


def test_lengths_of_both_texts(report: Report) -> None:
    response = report.lengths["response"]
    assert response.texts == 5
    assert response.quantiles == {"min": 0, "p5": 0, "p25": 9, "median": 17, "p75": 24, "p95": 24, "max": 44}
    # 0 chars; 9; 17 and 24; 44
    assert response.bins == (1, 0, 0, 0, 1, 2, 1)


@pytest.mark.parametrize(("chars", "place"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (1023, 10), (1024, 11)])
def test_a_length_falls_into_the_bin_of_its_power_of_two(
    records: pl.DataFrame, ledger: pl.DataFrame, chars: int, place: int
) -> None:
    one = records.head(1).with_columns(response=pl.lit("x" * chars))
    bins = build(one, ledger, sources=[], rules=[]).lengths["response"].bins
    assert bins == (*[0] * place, 1)


def test_languages_count_the_texts_nobody_could_place(report: Report) -> None:
    assert report.languages == {"prompt": {"en": 5}, "response": {"en": 4, "unknown": 1}}


def test_what_was_not_looked_for_is_null_not_zero(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    bare = build(records, ledger, sources=[], rules=[])
    assert (bare.duplicates, bare.languages, bare.version) == (None, {}, None)


def test_duplicates_are_given(report: Report) -> None:
    assert report.duplicates == Duplicates(exact=0, near=0, conflicts=0)


def test_a_file_of_raw_text_has_neither_prompt_nor_response(ledger: pl.DataFrame) -> None:
    text = pl.DataFrame(
        [{"record_id": "id0", "kind": "text", "source": "a.txt", "source_row": 0, "text": "words"}], schema=CANONICAL
    )
    report = build(text, ledger.head(1), sources=[], rules=[])
    assert [(lengths.texts, lengths.quantiles, lengths.bins) for lengths in report.lengths.values()] == [
        (0, {}, ())
    ] * 2


def test_nothing_kept_of_nothing_read(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    report = build(records.clear(), ledger.filter(verdict="quarantined"), sources=[], rules=[])
    assert report.records == 0
    assert report.faults.per_1000 is None


def test_excerpts_are_cut_and_cannot_repaint_a_terminal(records: pl.DataFrame, ledger: pl.DataFrame) -> None:
    hostile = records.with_columns(response=pl.lit("\x1b[2J" + "x" * 500))
    rules = [RuleFacts("refusal", "review", "medium", "")]
    shown = build(hostile, ledger, sources=[], rules=rules).rules[0].examples[0].response
    assert shown is not None
    assert shown.startswith("\\u001b[2Jxxx")
    assert shown.endswith("x…")
    assert len(shown) < 260


def test_the_report_is_the_same_whatever_the_order_of_the_records(
    records: pl.DataFrame,
    ledger: pl.DataFrame,
    signals: pl.DataFrame,
    rules: Sequence[RuleFacts],
    report: Report,
) -> None:
    order = [rule.id for rule in report.rules]
    again = build(
        records.sort("source_row", descending=True),
        ledger.sort("source_row", descending=True),
        sources=[Source("places.jsonl", "alpaca", 5, 1)],
        rules=sorted(rules, key=lambda rule: order.index(rule.id)),
        signals=signals,
        duplicates={"exact": 0, "near": 0, "conflicts": 0},
        version="a1b2c3",
        parent="f6e5d4",
    )
    assert again == report


def test_the_report_is_json(report: Report) -> None:
    data = json.loads(json.dumps(report.to_dict()))
    assert data["lengths"]["response"]["bins"] == [1, 0, 0, 0, 1, 2, 1]
    assert data["rules"]["empty-response"]["examples"][0]["response"] == ""
    assert data["faults_per_1000"]["per_1000"] == 600.0


def test_json_keeps_the_contract(report: Report) -> None:
    data = report.to_dict()
    assert (data["records"], data["quarantined"], data["kinds"]) == (5, 1, {"tuple": 5})
    assert data["sources"] == {"places.jsonl": {"format": "alpaca", "records": 5, "quarantined": 1}}
    assert data["rules"]["no-input"]["then"] == "fix: clear-sentinel"
    assert data["rules"]["no-input"]["hits"] == 1
    assert data["duplicates"] == {"exact": 0, "near": 0, "conflicts": 0}
