"""Everything that a run is tested for, together."""

from collections.abc import Callable, Sequence

from curator.checks.expected import expected_tests
from curator.checks.places import Places
from curator.checks.rules import Tolerance, rule_tests, version_tests
from curator.checks.test import Checked
from curator.expectations import Expect
from curator.pipeline import Judged
from curator.versions import DatasetVersion


def gate(
    judged: Judged, wanted: Sequence[Expect], tolerance: Tolerance | None, get: Callable[[str], DatasetVersion]
) -> Checked:
    """Test what a run found out.

    Args:
        judged: the run.
        wanted: what is expected of it.
        tolerance: what rules may hit; none: rules are not tested by themselves.
        get: gives a stored version by its name.

    Raises:
        CuratorError: something is expected of a rule, a signal or a version that is not there.
    """
    rules = judged.summary()["rules"]
    places = Places(judged.recipe.data.sources, judged.ledger)
    tests = rule_tests(rules, judged.counts.quarantined, tolerance, places) if tolerance else []
    for each in wanted:
        tests += expected_tests(each, judged, places)
        if each.not_above:
            tests += version_tests(rules, get(each.not_above.version), each.not_above.tolerance, places)
    return Checked(judged.counts.input, tuple(tests))
