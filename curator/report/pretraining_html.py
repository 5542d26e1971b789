"""Pre-training against fine-tuning, for a page: what may be said, the probes, and what each arm read."""

from collections.abc import Mapping
from typing import Any

from curator.report.comparison import read_trial
from curator.report.comparison_html import charts, differences, reached, verdict
from curator.report.figures import number_of
from curator.report.markup import cell, number, section, table
from curator.report.pretraining import CERTAIN, COSTS, costs, legend
from curator.report.sheet import sheet
from curator.report.svg import safe


def pretraining_page(result: Mapping[str, Any]) -> str:
    """The page of one comparison."""
    told, trial = result["pretraining"], read_trial(result)
    version = next(arm.version for arm in trial.arms if arm.version)
    facts, answers = number_of(told["facts"], "fact"), number_of(told["answers"], "answer")
    return sheet(f"Pre-training against fine-tuning on {version}", f"{facts}, {answers}, {trial.seeds}", _body(result))


def _body(result: Mapping[str, Any]) -> str:
    trial = read_trial(result)
    certain = "".join(verdict(each) for each in trial.contrasts if each.verdict in CERTAIN)
    nothing = "<p>No difference can be told from none.</p>"
    notes = "".join(f"<p>Note: {safe(note, 600)}.</p>" for note in trial.notes)
    about = "".join(f'<p class="quiet">{safe(line, 600)}</p>' for line in legend(result))
    rows = [[cell(safe(arm)), *map(number, numbers)] for arm, *numbers in costs(result["pretraining"])]
    return (
        section("What may be said", (certain or nothing) + notes + differences(trial))
        + section("What each arm reached", charts(result) + reached(trial) + about)
        + section("What each arm read", table("", [cell("arm"), *map(number, COSTS)], rows))
    )
