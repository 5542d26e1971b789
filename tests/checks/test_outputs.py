"""Annotations and JUnit XML: nothing in the data or the rules breaks them, and no secret is in them."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.checks import FAILED, PASSED, SKIPPED, Checked, Place, Test
from curator.checks.github import annotations
from curator.checks.junit import xml
from curator.checks.test import verdict


def failed(name: str = "loop", about: str = "Going round.", *first: Place) -> Test:
    return Test("rules", name, FAILED, "share", 0.25, None, 0.1, about, "high", 3, first)


def test_an_annotation_names_file_line_title_and_what_is_wrong() -> None:
    checked = Checked(12, (failed("loop", "Going round.", Place("data/a.jsonl", 7, 9), Place("b.parquet", 1, None)),))
    assert list(annotations(checked)) == [
        "::error file=data/a.jsonl,line=9,title=loop (high)::"
        "loop: 25.00%25 (3 records), at most 10.00%25 allowed. Going round.",
        "::error file=b.parquet,title=loop (high)::Going round. b.parquet, row 1.",
    ]


@pytest.mark.parametrize(
    ("file", "escaped"),
    [("a:b.jsonl", "a%3Ab.jsonl"), ("a,b.jsonl", "a%2Cb.jsonl"), ("100%.jsonl", "100%25.jsonl")],
)
def test_signs_that_mean_something_to_github_are_escaped(file: str, escaped: str) -> None:
    (line,) = annotations(Checked(1, (failed("loop", "a:b,c", Place(file, 0, 1)),)))
    assert line.startswith(f"::error file={escaped},line=1,")
    assert line.endswith("a:b,c")


def test_the_first_hit_of_every_test_comes_before_the_second_of_any() -> None:
    places = (Place("a", 0, 1), Place("a", 1, 2))
    tests = (failed("one", "w", *places), failed("two", "w", *places), failed("three", "w"))
    titles = [re.search("title=(\\w+)", line) for line in annotations(Checked(9, tests))]
    assert [each[1] for each in titles if each] == ["one", "two", "three", "one", "two"]


@given(st.text(), st.text())
def test_an_annotation_is_one_line_whatever_a_rule_says(name: str, about: str) -> None:
    (line,) = annotations(Checked(1, (failed(name, about),)))
    assert len(line.splitlines()) == 1
    head, properties, _ = line.partition(" ")[0], line.split("::")[1], None
    assert head == "::error"
    assert properties.startswith("error title=")


@given(st.text(), st.text())
def test_junit_is_xml_whatever_a_rule_says(name: str, about: str) -> None:
    root = ET.fromstring(xml(Checked(1, (failed(name, about),)), 1.0))
    assert root.attrib["failures"] == "1"
    assert len(root.findall("./testsuite/testcase/failure")) == 1


def test_junit_has_a_case_for_every_test() -> None:
    passed = Test("rules", "fine", PASSED, "share", 0.0, None, 0.0, "a", "low", 0)
    skipped = Test("rules", "mild", SKIPPED, "share", 0.5, None, None, "a", "low", 5)
    expected = Test("expect", "records", FAILED, "records", 3, 10, None, "a")
    root = ET.fromstring(xml(Checked(9, (passed, skipped, failed("loop", "w", Place("a", 0, 1)), expected)), 2.5))
    assert root.attrib == {
        "name": "curator check", "tests": "4", "failures": "2", "errors": "0", "skipped": "1", "time": "2.500",
    }  # fmt: skip
    assert [suite.attrib["tests"] for suite in root] == ["3", "1"]
    message = root.findall(".//failure")[0]
    assert message.attrib == {"message": "loop: 25.00% (3 records), at most 10.00% allowed", "type": "high"}
    assert message.text == "w\na:1"
    assert root.findall(".//failure")[1].attrib["message"] == "records: 3, at least 10 allowed"


def test_a_secret_in_a_name_or_a_text_is_withheld() -> None:
    key = "AKIA" + "Z7Q4X2M9K3B8N6T1"
    checked = Checked(1, (failed("loop", f"The key {key} is in it.", Place(f"{key}.jsonl", 0, 1)),))
    assert key not in "".join(annotations(checked))
    assert key not in xml(checked, 1.0).decode()


@pytest.mark.parametrize(
    ("measured", "low", "high", "expected"),
    [
        (0.3, None, 0.3, PASSED),
        (3 / 10, None, 0.1 * 3, PASSED),
        (0.31, None, 0.3, FAILED),
        (5, 5, None, PASSED),
        (4, 5, None, FAILED),
        (None, None, 1, FAILED),
    ],
)
def test_bounds_are_included_and_what_is_not_known_fails(
    measured: float | None, low: float | None, high: float | None, expected: str
) -> None:
    assert verdict(measured, low, high) == expected
