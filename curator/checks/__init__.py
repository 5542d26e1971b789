"""Tests of data for a gate: each with what was measured, what is allowed, and where the first hits are."""

from curator.checks.expected import expected_tests
from curator.checks.gate import gate
from curator.checks.places import Place, Places
from curator.checks.rules import Tolerance, rule_tests, version_tests
from curator.checks.test import FAILED, PASSED, SKIPPED, Checked, Test

__all__ = [
    "FAILED",
    "PASSED",
    "SKIPPED",
    "Checked",
    "Place",
    "Places",
    "Test",
    "Tolerance",
    "expected_tests",
    "gate",
    "rule_tests",
    "version_tests",
]
