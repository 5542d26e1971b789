"""Tests as JUnit XML, which CI systems show beside other tests."""

import xml.etree.ElementTree as ET
from itertools import groupby

from curator.checks.test import FAILED, SKIPPED, Checked, Test
from curator.text import printable


def xml(checked: Checked, seconds: float) -> bytes:
    """The file: a suite for each group, a case for each test.

    Texts pass through `printable`: XML knows no control characters, and keys and passwords are withheld.
    """
    root = ET.Element("testsuites", _counts(checked.tests) | {"name": "curator check", "time": f"{seconds:.3f}"})
    for group, tests in groupby(checked.tests, key=lambda test: test.group):
        listed = tuple(tests)
        suite = ET.SubElement(root, "testsuite", {"name": printable(group)} | _counts(listed))
        for test in listed:
            suite.append(_case(test))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _counts(tests: tuple[Test, ...]) -> dict[str, str]:
    failed, skipped = (sum(test.verdict == verdict for test in tests) for verdict in (FAILED, SKIPPED))
    return {"tests": str(len(tests)), "failures": str(failed), "errors": "0", "skipped": str(skipped)}


def _case(test: Test) -> ET.Element:
    case = ET.Element("testcase", {"classname": printable(f"curator.{test.group}"), "name": printable(test.name)})
    about = printable(test.about, 2000)
    if test.verdict == FAILED:
        details = {"message": printable(test.message, 500), "type": test.severity or test.group}
        places = (printable(str(place), 1000) for place in test.first)
        ET.SubElement(case, "failure", details).text = "\n".join([about, *places])
    elif test.verdict == SKIPPED:
        ET.SubElement(case, "skipped", {"message": "not tested"})
    return case
