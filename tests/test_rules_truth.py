"""What benchmarks/rules.py promises of the rules, kept on samples small enough for every day."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
PRESETS = ("default",)
PRECISION = 0.99
RECALL = 0.95
CLEAN = ("HumanEval", "MGSM de", "MGSM zh", "XCOPA vi")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.realdata,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets"),
]


@pytest.fixture(scope="module", autouse=True)
def benchmarks() -> Iterator[None]:
    """The benchmarks can be imported by their names, here alone."""
    known = set(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield
    for name in set(sys.modules) - known:
        module = sys.modules[name]
        if isinstance(module, ModuleType) and str(BENCHMARKS) in (getattr(module, "__file__", None) or ""):
            del sys.modules[name]


def test_what_drops_is_right_and_finds_its_faults() -> None:
    import fault_table
    import faults_injected
    import rule_hits

    dropping = {rule for rule, then in rule_hits.known_rules(PRESETS).items() if then == "drop"}
    faults = [fault for fault in fault_table.FAULTS if dropping.intersection(fault.rules)]
    injected = faults_injected.inject(FOLDER, PRESETS, records=80, seed=11, faults=faults, most=400)
    scores = {score.rule: score for score in faults_injected.scores(injected, PRESETS, seed=11)}
    assert {"empty-answer", "sentinel-answer", "blank-side", "identical-pair", "chat-without-answer"} <= set(scores)
    judged = {rule: (scores[rule].precision, scores[rule].recall) for rule in dropping.intersection(scores)}
    assert {rule: each for rule, each in judged.items() if each[0] < PRECISION or each[1] < RECALL} == {}


def test_clean_sets_stay_whole() -> None:
    import clean_sets

    judged = clean_sets.judge(FOLDER, PRESETS, CLEAN)
    assert [each.name for each in judged] == list(CLEAN)
    dropped = {each.name: [each.rows[place] for place in each.of("drop")] for each in judged if not each.is_whole()}
    assert dropped == {}
