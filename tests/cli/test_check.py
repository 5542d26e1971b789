"""`curator check` as a gate in CI."""

import gzip
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Curator = Callable[..., Any]


def by_name(done: Any) -> dict[str, dict[str, Any]]:
    return {f"{test['group'].split()[0]}.{test['name']}": test for test in done.json["tests"]}


def test_every_rule_is_a_test_with_measure_bound_and_verdict(curator: Curator, data: Path) -> None:
    done = curator("check", "data.jsonl", "--json")
    assert (done.code, done.json["passed"]) == (1, False)
    found = by_name(done)
    test = found["rules.empty-answer"]
    assert (test["verdict"], test["measured"], test["high"], test["hits"]) == ("failed", 0.1, 0.0, 1)
    assert test["first"] == [{"file": "data.jsonl", "row": 8, "line": 9}]
    assert found["rules.sentinel-input"]["verdict"] == "skipped"  # of severity low
    assert found["rules.unreadable"]["verdict"] == "passed"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),
        (["--max-share", "0.1"], 0),
        (["--max-share", "0.09"], 1),
        (["--max-share", "empty-answer=0.1"], 0),
        (["--max-share", "0.5", "--max-share", "empty-answer=0.05"], 1),
        (["--max-share", "0.5", "--max-share", "sentinel-input=0"], 1),
        (["--max-share", "no-such-rule=0"], 2),
        (["--max-share", "empty-answer=2"], 2),
        (["--junit", "no/such/folder.xml"], 2),
    ],
)
def test_tolerances(curator: Curator, data: Path, options: list[str], code: int) -> None:
    done = curator("check", "data.jsonl", *options)
    assert done.code == code, done.err
    assert (done.err.startswith("error:")) == (code == 2)


def test_a_mistyped_rule_is_said_before_anything_is_read(curator: Curator) -> None:
    assert "no-such-rule" in curator("check", "no-such-file.jsonl", "--max-share", "no-such-rule=0").err


def test_a_mistyped_rule_gets_a_suggestion(curator: Curator, data: Path) -> None:
    assert "did you mean empty-answer?" in curator("check", "data.jsonl", "--max-share", "empty-answr=0.1").err


def test_lines_are_counted_as_editors_do(curator: Curator, tmp_path: Path) -> None:
    fine, empty = ({"instruction": f"Name {text}.", "output": text} for text in ("Elbe", ""))
    (tmp_path / "blank.jsonl").write_text(f"\n{json.dumps(fine)}\n\n{json.dumps(empty)}\n")
    (tmp_path / "a.json").write_text(json.dumps([fine, empty]))
    with gzip.open(tmp_path / "b.jsonl.gz", "wt") as file:
        file.write(f"{json.dumps(fine)}\n{json.dumps(empty)}\n")
    for name, row, line in (("blank.jsonl", 1, 4), ("a.json", 1, None), ("b.jsonl.gz", 1, None)):
        first = by_name(curator("check", name, "--json"))["rules.empty-answer"]["first"]
        assert first == [{"file": name, "row": row, "line": line}], name


def test_junit_and_annotations_are_written(curator: Curator, data: Path) -> None:
    done = curator("check", "data.jsonl", "--junit", "found.xml", "--github")
    assert done.code == 1
    cases = ET.parse("found.xml").getroot().findall(".//testcase[failure]")
    assert [case.attrib["name"] for case in cases] == ["empty-answer"]
    line = done.out.splitlines()[0]
    assert line.startswith("::error file=")
    assert ",line=9,title=empty-answer (high)::empty-answer: 10.00%25 (1 records), at most 0.00%25 allowed." in line
    assert "empty-answer" in done.out
    assert "data.jsonl:9" in done.out


def test_with_json_annotations_stay_out_of_the_result(curator: Curator, data: Path) -> None:
    done = curator("check", "data.jsonl", "--github", "--json")
    assert done.json["passed"] is False
    assert "::error file=" in done.err


EXPECT = """
expect:
  records: {min: 5, max: 20}
  unreadable: {max: 0}
  kept: {min: 0.9}
  duplicates: {max: 0}
  quality: {min: 99}
  kinds: {tuple: {min: 1}, chat: {max: 0}}
  languages: {en: {min: 0.5}}
  rules: {sentinel-input: {max: 0.05}}
  signals:
    response_chars: {min: {min: 0}, median: {min: 20, max: 60}, p90: {max: 29}, missing: {max: 0}}
    response_is_blank: {mean: {max: 0.2}}
"""


def test_what_is_expected_is_tested(curator: Curator, data: Path) -> None:
    Path("expect.yaml").write_text(EXPECT)
    done = curator("check", "data.jsonl", "--max-share", "1", "--expect", "expect.yaml", "--json")
    assert done.code == 1, done.err
    found = {name: test for name, test in by_name(done).items() if name.startswith("expect.")}
    assert len(found) == 14
    assert [name for name, test in found.items() if test["verdict"] == "failed"] == [
        "expect.quality",
        "expect.rules.sentinel-input",
    ]
    assert found["expect.records"]["measured"] == 10
    assert found["expect.signals.response_chars.p90"]["measured"] == 29
    assert found["expect.rules.sentinel-input"]["first"][0]["line"] == 10
    assert found["expect.languages.en"]["measured"] >= 0.5
    shown = curator("check", "data.jsonl", "--max-share", "1", "--expect", "expect.yaml").out
    assert "at least 99" in shown


def test_a_recipe_says_what_it_expects(curator: Curator, data: Path) -> None:
    Path("recipe.yaml").write_text("data: {sources: [data.jsonl]}\nexpect: {records: {min: 11}}\n")
    done = curator("check", "recipe.yaml", "--max-share", "1")
    assert done.code == 1
    assert "records" in done.out
    assert "at least 11" in done.out


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("rules: {empty-answr: {max: 0}}", "did you mean empty-answer?"),
        ("signals: {response_char: {max: {max: 5}}}", "did you mean response_chars?"),
        ("signals: {response_language: {mean: {max: 5}}}", "is no number"),
        ("not_above: {version: latest}", "no such store"),
    ],
)
def test_what_cannot_be_tested_is_said(curator: Curator, data: Path, expect: str, told: str) -> None:
    Path("expect.yaml").write_text(f"expect: {{{expect}}}\n")
    done = curator("check", "data.jsonl", "--expect", "expect.yaml")
    assert done.code == 2
    assert told in done.err


def test_no_rule_may_hit_more_than_in_a_version(curator: Curator, data: Path) -> None:
    curator("curate", "data.jsonl")
    empty = json.dumps({"instruction": "Name an island.", "input": "", "output": ""})
    Path("more.jsonl").write_text(data.read_text() + f"{empty}\n")
    Path("expect.yaml").write_text("expect: {not_above: {version: latest, tolerance: 0.05}}\n")
    options = ["--max-share", "1", "--expect", "expect.yaml"]
    assert curator("check", "data.jsonl", *options).code == 0
    done = curator("check", "more.jsonl", *options, "--json")
    test = by_name(done)["above.empty-answer"]
    assert (done.code, test["verdict"], test["hits"]) == (1, "failed", 2)
    assert (round(test["measured"], 4), round(test["high"], 4)) == (0.1818, 0.15)
    other = curator("check", "more.jsonl", *options, "--rules", "empty-answers", "--json").json["tests"]
    assert {test["verdict"] for test in other if test["group"].startswith("above")} == {"failed", "passed"}
