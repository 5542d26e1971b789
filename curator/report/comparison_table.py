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
    """The arms, one a line, what they saw, every difference with its interval and verdict, and the first in words."""
    trial = read_trial(comparison)
    seeds = sorted({arm.seeds for arm in trial.arms if arm.seeds})
    counted = "1 seed" if seeds == [1] else f"{'–'.join(map(str, seeds)) or 'no'} seeds"
    parts: list[RenderableType] = [_arms(trial), Text(f"mean ± standard deviation over {counted}", style="dim")]
    if any(arm.tokens_seen for arm in trial.arms):
        parts += [Text(), _seen(trial), Text(_VIEWS[trial.view], style="dim")]
    parts += [Text(f"note: {note}") for note in trial.notes]
    if trial.contrasts:
        parts += [Text(), _contrasts(trial), Text(_LEGEND, style="dim")]
    parts += _words(trial)
    return Group(*parts)


_VIEWS = {
    "equal steps": "equal steps: every arm takes the same number of steps with the same settings",
    "equal epochs": "equal epochs: an arm with more records takes more steps, so data and compute are confounded",
}
_LEGEND = "95% interval; p after Holm; MDE: the smallest difference found in 4 of 5 such trials"


def _arms(trial: Trial) -> Table:
    about = (("arm", False), ("records", True), ("faulty\nper 1,000", True))
    metrics = ((fill(title_of(metric), HEADING_CHARS), True) for metric in trial.metrics)
    shown = table([*about, *metrics], gap=2)
    for arm in trial.arms:
        readings = (_mean(arm, metric) for metric in trial.metrics)
        shown.add_row(Text(arm.name), count(arm.records), rate_of(arm.faults_per_1000), *readings)
    return shown


def _seen(trial: Trial) -> Table:
    numbers = ("seeds", "epochs", "answer tokens", "learnt from")
    shown = table([("arm", False), *((name, True) for name in numbers)], gap=2)
    for arm in trial.arms:
        if arm.seeds:
            tokens = count(arm.supervised_tokens), count(arm.tokens_seen)
            shown.add_row(Text(arm.name), str(arm.seeds), _times(arm.epochs), *tokens)
    return shown


def _times(value: float | None) -> str:
    """How often, with two digits that count: 0.036, 1.3, 24."""
    if not value:
        return DASH
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _words(trial: Trial) -> list[RenderableType]:
    """What is to be said of the first metric, a sentence a pair."""
    told = [each for each in trial.contrasts if each.metric == trial.contrasts[0].metric and each.sentence]
    return [Text(), *(Text(f"{each.sentence}.") for each in told)] if told else []


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
