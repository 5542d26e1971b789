"""Quality against accuracy, for the page: the chart, the arms and every difference."""

from collections.abc import Mapping
from typing import Any

from curator.report.comparison import CONTROL_ARM, Arm, Contrast, Trial, read_trial, title_of
from curator.report.comparison_chart import comparison_charts
from curator.report.figures import DASH, count, decimal, probability, rate_of, spread
from curator.report.markup import Cell, cell, number, section, table, word
from curator.report.svg import safe

_VERDICT_CSS = {"better": "is-better", "worse": "is-worse", "equivalent": "is-equivalent"}


def comparison_section(comparison: Mapping[str, Any]) -> str:
    """The section that says whether the cleaning helped."""
    trial = read_trial(comparison)
    panels = "".join(f"<figure>{panel}</figure>" for panel in comparison_charts(comparison))
    body = f'<div class="panels">{panels}</div><p class="quiet">{_legend(trial)}</p>{_arms(trial)}{_contrasts(trial)}'
    return section("Quality against accuracy", body)


def _legend(trial: Trial) -> str:
    readings = [reading for arm in trial.arms for reading in arm.metrics.values()]
    bars = (
        "95% interval" if readings and all(each.is_interval for each in readings) else "standard deviation over seeds"
    )
    control = any(arm.name == CONTROL_ARM for arm in trial.arms)
    grey = f" The grey band is the {CONTROL_ARM} arm: what as much data, drawn by chance, reaches." if control else ""
    untrained = ", ".join(safe(arm.name) for arm in trial.arms if not arm.seeds)
    dashed = f" The dashed line is {untrained}: not trained." if untrained else ""
    return f"Large dots are means, small dots single seeds, bars the {bars}.{grey}{dashed}"


def _arms(trial: Trial) -> str:
    headings = [
        word("arm"),
        number("records"),
        number("supervised tokens"),
        number("faulty per 1,000"),
        number("seeds"),
    ]
    headings += [number(safe(title_of(metric))) for metric in trial.metrics]
    return table("Mean ± standard deviation over seeds", headings, [_arm_row(arm, trial.metrics) for arm in trial.arms])


def _arm_row(arm: Arm, metrics: tuple[str, ...]) -> list[Cell]:
    version = f"<small><code>{safe(arm.version)}</code></small>" if arm.version else ""
    readings = [arm.metrics.get(metric) for metric in metrics]
    return [
        cell(safe(arm.name) + version),
        number(count(arm.records)),
        number(count(arm.supervised_tokens)),
        number(rate_of(arm.faults_per_1000)),
        number(count(arm.seeds)),
        *(number(spread(each.mean, each.sd) if each else DASH) for each in readings),
    ]


def _contrasts(trial: Trial) -> str:
    if not trial.contrasts:
        return ""
    headings = [
        word("comparison"),
        word("metric"),
        number("difference"),
        number("95% interval"),
        number("p"),
        number("MDE"),
    ]
    caption = "p after Holm; MDE is the smallest difference that this trial finds in four of five repeats"
    return table(caption, [*headings, word("verdict")], [_contrast_row(each) for each in trial.contrasts])


def _contrast_row(each: Contrast) -> list[Cell]:
    return [
        cell(safe(f"{each.a} − {each.b}")),
        word(safe(title_of(each.metric))),
        number(decimal(each.difference, signed=True)),
        number(f"{decimal(each.low, signed=True)} to {decimal(each.high, signed=True)}"),
        number(safe(probability(each.p_adjusted))),
        number(decimal(each.mde)),
        word(safe(each.verdict), css=_VERDICT_CSS.get(each.verdict, "is-unclear")),
    ]
