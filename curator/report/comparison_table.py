"""Quality against accuracy, for a terminal."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from curator.report.comparison import VIEWS, Arm, Trial, index_of, read_trial, title_of
from curator.report.figures import DASH, count, decimal, probability, rate_of, spread, times
from curator.report.fitting import Fitting
from curator.report.terminal import table

HEADING_CHARS = 14
PAIR_CHARS = 20
"""Of two arms whose names are longer together, the first stands in the heading where all lines share it."""
VERDICT_STYLE = {"better": "bold green", "worse": "bold red", "equivalent": "cyan", "cannot tell": "yellow"}


def comparison_renderable(comparison: Mapping[str, Any]) -> RenderableType:
    """The arms, one a line, what they saw, every difference with its interval and verdict, and the first in words."""
    trial = read_trial(comparison)
    parts: list[RenderableType] = [_arms(trial), Text(f"mean ± standard deviation over {trial.seeds}", style="dim")]
    if any(arm.tokens_seen for arm in trial.arms):
        parts += [Text(), _seen(trial), Text(VIEWS.get(trial.view, trial.view), style="dim")]
    parts += [Text(str(trial.ranks), style="dim")] if trial.ranks else []
    parts += [Text(f"note: {note}") for note in trial.notes]
    if trial.contrasts:
        parts += [Text(), _contrasts(trial), *(Text(line, style="dim") for line in trial.legend)]
    parts += _words(trial)
    return Group(*parts)


def _arms(trial: Trial) -> RenderableType:
    about = (("arm", False), ("records", True), ("faulty\nper 1,000", True))

    def part(places: Sequence[int]) -> Table:
        metrics = [trial.metrics[place] for place in places]
        first = about if 0 in places else about[:1]
        shown = table([*first, *((fill(title_of(metric), HEADING_CHARS), True) for metric in metrics)], gap=2)
        for arm in trial.arms:
            readings = (_mean(arm, metric) for metric in metrics)
            known = (Text(arm.name, overflow="fold"), count(arm.records), rate_of(arm.faults_per_1000))
            shown.add_row(*known[: len(first)], *readings)
        return shown

    return Fitting(part, len(trial.metrics))


def _seen(trial: Trial) -> Table:
    numbers = ["seeds", "epochs", "answer\ntokens", "learnt\nfrom"]
    has_quality = any(arm.quality for arm in trial.arms)
    numbers += ["quality index"] if has_quality else []
    shown = table([("arm", False), *((name, True) for name in numbers)], gap=2)
    for arm in trial.arms:
        if arm.seeds:
            tokens = count(arm.supervised_tokens), count(arm.tokens_seen)
            quality = [index_of(arm.quality)] if has_quality else []
            shown.add_row(Text(arm.name, overflow="fold"), str(arm.seeds), times(arm.epochs), *tokens, *quality)
    return shown


def _words(trial: Trial) -> list[RenderableType]:
    """What is to be said of the first metric, a sentence a pair."""
    told = [each for each in trial.first if each.sentence]
    return [Text(), *(Text(f"{each.sentence}.") for each in told)] if told else []


def _mean(arm: Arm, metric: str) -> str:
    reading = arm.metrics.get(metric)
    return DASH if reading is None else spread(reading.mean, reading.sd)


def _contrasts(trial: Trial) -> Table:
    numbers = (("difference", True), ("95% interval", True), ("p", True), ("MDE", True))
    firsts = {each.a for each in trial.contrasts}
    is_long = max(len(each.a) + len(each.b) for each in trial.contrasts) > PAIR_CHARS
    shared = firsts.pop() if is_long and len(firsts) == 1 else None
    shown = table(
        [(f"{shared} −" if shared else "comparison", False), *numbers, ("verdict", False)], gap=1 if shared else 2
    )
    metric = None
    for each in trial.contrasts:
        if each.metric != metric:
            metric = each.metric
            shown.add_row(Text(title_of(metric), style="italic"))
        shown.add_row(
            Text(f"  {each.b}" if shared else f"  {each.a} − {each.b}", overflow="fold"),
            decimal(each.difference, signed=True),
            f"{decimal(each.low, signed=True)} to {decimal(each.high, signed=True)}",
            probability(each.p_adjusted),
            decimal(each.mde),
            Text(each.verdict, style=VERDICT_STYLE.get(each.verdict, "")),
        )
    return shown
