"""Pre-training against fine-tuning, for a terminal."""

from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from curator.report.comparison_table import VERDICT_STYLE
from curator.report.figures import DASH, count, decimal, number_of
from curator.report.terminal import table

WIDE = 120
HEADING_CHARS = 12
CERTAIN = ("better", "worse", "equivalent")
PROBES = {
    "knowledge_in_text": "of the facts the right value is the likeliest in its sentence",
    "knowledge_asked": "of the facts it is the likeliest answer to a question",
    "well_formed": "of the answers have the form that was asked for",
    "ended": "of the answers were ended by the model",
    "general_text": "nats a token of general text: lower than base means forgetting",
}


def pretraining_renderable(result: Mapping[str, Any], *, width: int = 80) -> RenderableType:
    """The arms by every probe, what each of them read, and what may be said of it."""
    told = result["pretraining"]
    parts: list[RenderableType] = [_probes(result, width), Text(), _costs(told), Text()]
    parts += [Text(line, style="dim") for line in _legend(result)]
    parts += [Text(), *_verdicts(result)]
    return Group(*parts)


def reading(arm: Mapping[str, Any], metric: str, *, has_interval: bool = True) -> str:
    """A mean, and its interval where there is room."""
    found = arm["metrics"].get(metric)
    if found is None:
        return DASH
    if not has_interval or found.get("low") is None:
        return decimal(found["mean"])
    return f"{decimal(found['mean'])} ({decimal(found['low'])} to {decimal(found['high'])})"


def metrics_of(result: Mapping[str, Any]) -> list[str]:
    """The probes that were measured: knowledge first, general text last."""
    measured = [metric for arm in result["arms"][:1] for metric in arm["metrics"]]
    first = [name for name in PROBES if name in measured and name.startswith("knowledge")]
    last = [name for name in ("general_text",) if name in measured]
    return [*first, *(name for name in measured if name not in (*first, *last)), *last]


def _probes(result: Mapping[str, Any], width: int) -> Table:
    metrics = metrics_of(result)
    shown = table(
        [("arm", False), *((fill(metric.replace("_", " "), HEADING_CHARS), True) for metric in metrics)], gap=2
    )
    for arm in result["arms"]:
        shown.add_row(arm["arm"], *(reading(arm, metric, has_interval=width >= 200) for metric in metrics))
    return shown


def _costs(told: Mapping[str, Any]) -> Table:
    numbers = ("tokens read", "tokens learnt from", "seconds a run")
    shown = table([("arm", False), *((name, True) for name in numbers)])
    for arm, cost in told["costs"].items():
        shown.add_row(arm, count(cost["tokens_read"]), count(cost["tokens_learnt"]), f"{cost['seconds']:,.1f}")
    return shown


def _legend(result: Mapping[str, Any]) -> Iterator[str]:
    told = result["pretraining"]
    yield (
        f"{number_of(told['facts'], 'fact')} of {number_of(told['pieces'], 'piece')} of text "
        f"({told['piece_tokens']:,.0f} tokens each), {number_of(told['answers'], 'answer')}; all arms: {told['method']}"
    )
    for metric in metrics_of(result):
        if metric in PROBES:
            yield f"{metric.replace('_', ' ')}: {PROBES[metric]}"


def _verdicts(result: Mapping[str, Any]) -> Iterator[Text]:
    """What is certain, and how much is not."""
    open_ = 0
    for metric in metrics_of(result):
        for each in result["comparisons"]:
            if each["metric"] == metric and each["verdict"] in CERTAIN:
                yield Text(each["sentence"], style=VERDICT_STYLE.get(each["verdict"], ""))
            open_ += each["metric"] == metric and each["verdict"] not in CERTAIN
    if open_:
        yield Text(f"{number_of(open_, 'other comparison')} cannot be told: more facts, questions or seeds would help")
