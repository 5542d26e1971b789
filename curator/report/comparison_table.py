"""Quality against accuracy, for a terminal."""

from collections.abc import Mapping
from textwrap import fill
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from curator.report.comparison import Arm, Trial, read_trial, title_of
from curator.report.figures import DASH, count, decimal, probability, rate_of, spread
from curator.report.terminal import table

HEADING_CHARS = 14
VERDICT_STYLE = {"better": "bold green", "worse": "bold red", "equivalent": "cyan", "cannot tell": "yellow"}


def comparison_renderable(comparison: Mapping[str, Any]) -> RenderableType:
    """The arms, one a line, then every difference with its interval and verdict."""
    trial = read_trial(comparison)
    seeds = sorted({arm.seeds for arm in trial.arms if arm.seeds})
    spread_over = f"mean ± standard deviation over {'–'.join(map(str, seeds)) or 'no'} seeds"
    parts: list[RenderableType] = [_arms(trial), Text(spread_over, style="dim")]
    if trial.contrasts:
        parts += [Text(), _contrasts(trial), Text(_LEGEND, style="dim")]
    return Group(*parts)


_LEGEND = "95% interval; p after Holm; MDE: the smallest difference found in 4 of 5 such trials"


def _arms(trial: Trial) -> Table:
    about = (("arm", False), ("records", True), ("faulty\nper 1,000", True))
    metrics = ((fill(title_of(metric), HEADING_CHARS), True) for metric in trial.metrics)
    shown = table([*about, *metrics], gap=2)
    for arm in trial.arms:
        readings = (_mean(arm, metric) for metric in trial.metrics)
        shown.add_row(Text(arm.name), count(arm.records), rate_of(arm.faults_per_1000), *readings)
    return shown


def _mean(arm: Arm, metric: str) -> str:
    reading = arm.metrics.get(metric)
    return DASH if reading is None else spread(reading.mean, reading.sd)


def _contrasts(trial: Trial) -> Table:
    numbers = (("difference", True), ("95% interval", True), ("p", True), ("MDE", True))
    shown = table([("comparison", False), *numbers, ("verdict", False)], gap=2)
    metric = None
    for each in trial.contrasts:
        if each.metric != metric:
            metric = each.metric
            shown.add_row(Text(title_of(metric), style="italic"))
        shown.add_row(
            Text(f"  {each.a} − {each.b}"),
            decimal(each.difference, signed=True),
            f"{decimal(each.low, signed=True)} to {decimal(each.high, signed=True)}",
            probability(each.p_adjusted),
            decimal(each.mde),
            Text(each.verdict, style=VERDICT_STYLE.get(each.verdict, "")),
        )
    return shown
