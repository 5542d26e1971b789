"""A trial for the page: what may be said, quality against accuracy as charts, what each arm learnt from and reached."""

from collections.abc import Collection, Mapping
from typing import Any

from curator.report.comparison import CONTROL_ARM, VIEWS, Arm, Contrast, Trial, index_of, read_trial, title_of
from curator.report.comparison_chart import comparison_charts
from curator.report.figures import DASH, count, decimal, number_of, probability, rate_of, spread, times
from curator.report.markup import Cell, cell, number, section, table, word
from curator.report.sheet import sheet
from curator.report.svg import safe

SENTENCE_CHARS = 600
SIDE_BY_SIDE = 3
"""So many metrics with their intervals have room beside each other on a narrow screen."""
_VERDICT_CSS = {"better": "is-better", "worse": "is-worse", "equivalent": "is-equivalent"}


def comparison_page(comparison: Mapping[str, Any]) -> str:
    """The page of a comparison by itself."""
    trial = read_trial(comparison)
    asked = f"{number_of(trial.items, 'question')}, " if trial.items else ""
    return sheet("Comparison of training data", f"{asked}{trial.seeds}", comparison_sections(comparison))


def comparison_sections(comparison: Mapping[str, Any], *, told: Collection[str] = ()) -> str:
    """The sections that say whether the cleaning helped.

    Args:
        comparison: a trial's `to_dict()`.
        told: sentences that stand on the page already.
    """
    trial = read_trial(comparison)
    ranks = f'<p class="quiet">{_sentence(str(trial.ranks))}</p>' if trial.ranks else ""
    return (
        _said(trial, told)
        + section("Quality against accuracy", charts(comparison) + ranks)
        + section("What each arm reached", reached(trial))
        + section("What each arm learnt from", _learnt(trial))
    )


def _said(trial: Trial, told: Collection[str]) -> str:
    """The verdicts in words, the notes, and all differences."""
    said = [each for each in trial.first if each.sentence and each.sentence not in told]
    lines = "".join(map(verdict, said))
    notes = "".join(f"<p>Note: {safe(note, SENTENCE_CHARS)}.</p>" for note in trial.notes)
    body = lines + notes + differences(trial)
    return section("What may be said", body) if body else ""


def differences(trial: Trial) -> str:
    """A table of differences for each metric, and what its columns hold; nothing where no arms were compared."""
    tables = "".join(_contrasts(trial, metric) for metric in dict.fromkeys(each.metric for each in trial.contrasts))
    return tables + f'<p class="quiet">{safe("; ".join(trial.legend))}.</p>' if tables else ""


def verdict(each: Contrast) -> str:
    """A verdict in words."""
    return f'<p class="said {_css(each)}">{_sentence(each.sentence or "")}</p>'


def _sentence(text: str) -> str:
    return f"{safe(text[:1].upper() + text[1:], SENTENCE_CHARS)}."


def charts(comparison: Mapping[str, Any]) -> str:
    """A panel for each metric, and what is drawn in it."""
    panels = "".join(f"<figure>{panel}</figure>" for panel in comparison_charts(comparison))
    return f'<div class="panels">{panels}</div><p class="quiet">{_legend(read_trial(comparison))}</p>'


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


def reached(trial: Trial) -> str:
    """The mean of every arm in every metric."""
    headings = [word("arm"), *(number(safe(title_of(metric))) for metric in trial.metrics)]
    rows = [[cell(safe(arm.name)), *(_mean(arm, metric) for metric in trial.metrics)] for arm in trial.arms]
    asked = f", {number_of(trial.items, 'question')}" if trial.items else ""
    caption = f"Mean ± standard deviation over {trial.seeds}{asked}; in small print the 95% interval of the mean"
    return table(caption, headings, rows, css="stacked" if len(trial.metrics) <= SIDE_BY_SIDE else "")


def _mean(arm: Arm, metric: str) -> Cell:
    reading = arm.metrics.get(metric)
    if reading is None:
        return number(DASH)
    interval = f"{decimal(reading.low)} to {decimal(reading.high)}" if reading.is_interval else ""
    return number(spread(reading.mean, reading.sd), interval=interval)


def _learnt(trial: Trial) -> str:
    names = ["records", "faulty per 1,000"]
    has_quality = any(arm.quality for arm in trial.arms)
    names += ["quality index"] if has_quality else []
    headings = [word("arm"), *map(number, (*names, "seeds", "epochs", "answer tokens", "learnt from"))]
    rows = [_learnt_row(arm, has_quality=has_quality) for arm in trial.arms if arm.seeds]
    return table(safe(VIEWS.get(trial.view, trial.view).capitalize()), headings, rows)


def _learnt_row(arm: Arm, *, has_quality: bool) -> list[Cell]:
    version = f"<small><code>{safe(arm.version)}</code></small>" if arm.version else ""
    quality = [number(index_of(arm.quality))] if has_quality else []
    return [
        cell(safe(arm.name) + version),
        number(count(arm.records)),
        number(rate_of(arm.faults_per_1000)),
        *quality,
        number(count(arm.seeds)),
        number(times(arm.epochs)),
        number(count(arm.supervised_tokens)),
        number(count(arm.tokens_seen)),
    ]


def _contrasts(trial: Trial, metric: str) -> str:
    """The differences in one metric."""
    is_open = any(each.settle for each in trial.contrasts)
    headings = [word("comparison"), number("difference", interval="95% interval"), number("p"), number("MDE")]
    headings += [word("verdict"), *([cell("settled by")] if is_open else [])]
    rows = [
        _contrast_row(each) + ([cell(safe(each.settle or ""))] if is_open else [])
        for each in trial.contrasts
        if each.metric == metric
    ]
    return table(safe(title_of(metric)), headings, rows, css="stacked differences")


def _contrast_row(each: Contrast) -> list[Cell]:
    interval = f"{decimal(each.low, signed=True)} to {decimal(each.high, signed=True)}"
    return [
        cell(safe(f"{each.a} − {each.b}")),
        number(decimal(each.difference, signed=True), interval=interval),
        number(safe(probability(each.p_adjusted))),
        number(decimal(each.mde)),
        word(safe(each.verdict), css=_css(each)),
    ]


def _css(each: Contrast) -> str:
    return _VERDICT_CSS.get(each.verdict, "is-unclear")
