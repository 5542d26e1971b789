"""Pre-training against fine-tuning, for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from curator.report.comparison import title_of
from curator.report.comparison_table import VERDICT_STYLE
from curator.report.figures import DASH, count, decimal, number_of
from curator.report.fitting import Fitting
from curator.report.terminal import table

HEADING_CHARS = 23
OPEN = 4
"""So many comparisons that cannot be told are listed; the page has all."""
CERTAIN = ("better", "worse", "equivalent")
PROBES = {
    "knowledge_in_text": "of the facts the right value is the likeliest in its sentence",
    "knowledge_asked": "of the facts it is the likeliest answer to a question",
    "well_formed": "of the answers have the form that was asked for",
    "ended": "of the answers were ended by the model",
    "general_text": "nats a token of general text: lower than base means forgetting",
}


def pretraining_renderable(result: Mapping[str, Any]) -> RenderableType:
    """The arms by every probe, what each of them read, and what may be said of it."""
    told = result["pretraining"]
    parts: list[RenderableType] = [_probes(result), Text("mean (95% interval)", style="dim"), Text()]
    parts += [_costs(told), Text(), *(Text(line, style="dim") for line in legend(result)), Text()]
    parts += [Text(f"note: {note}") for note in result["notes"]]
    certain, open_ = said(result)
    parts += [Text(each["sentence"], style=VERDICT_STYLE.get(each["verdict"], "")) for each in certain]
    return Group(*parts, *(Text(line) for line in open_))


def reading(arm: Mapping[str, Any], metric: str) -> str:
    """A mean and its interval."""
    found = arm["metrics"].get(metric)
    if found is None:
        return DASH
    if found.get("low") is None:
        return decimal(found["mean"])
    return f"{decimal(found['mean'])} ({decimal(found['low'])} to {decimal(found['high'])})"


def metrics_of(result: Mapping[str, Any]) -> list[str]:
    """The probes that were measured: knowledge first, general text last."""
    measured = [metric for arm in result["arms"][:1] for metric in arm["metrics"]]
    first = [name for name in PROBES if name in measured and name.startswith("knowledge")]
    last = [name for name in ("general_text",) if name in measured]
    return [*first, *(name for name in measured if name not in (*first, *last)), *last]


def legend(result: Mapping[str, Any]) -> Iterator[str]:
    """What was read and asked, and what each probe is."""
    told = result["pretraining"]
    yield (
        f"{number_of(told['facts'], 'fact')} of {number_of(told['pieces'], 'piece')} of text "
        f"({told['piece_tokens']:,.0f} tokens each), {number_of(told['answers'], 'answer')}; all arms: {told['method']}"
    )
    for metric in metrics_of(result):
        if metric in PROBES:
            yield f"{title_of(metric)}: {PROBES[metric]}"


def said(result: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The comparisons of which something is certain, by probe; and lines on the others, those nearest to it first."""
    listed = [each for metric in metrics_of(result) for each in result["comparisons"] if each["metric"] == metric]
    certain = [each for each in listed if each["verdict"] in CERTAIN]
    rest = [each for each in listed if each["verdict"] not in CERTAIN]
    if not rest:
        return certain, []
    verb = "comparison cannot be told" if len(rest) == 1 else "comparisons cannot be told"
    lines = [f"{len(rest)} {'other ' if certain else ''}{verb}{'' if len(rest) <= OPEN else f'; the nearest {OPEN}'}:"]
    for each in sorted(rest, key=lambda each: each["p_adjusted"])[:OPEN]:
        more = f"settled by {each['settle']['text']}" if each["settle"] and each["settle"]["text"] else each["stopped"]
        lines.append(f"  {each['a']} − {each['b']}, {title_of(each['metric'])}: {_interval(each)}{_after(more)}")
    return certain, lines


def costs(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Of each arm the tokens that were read and learnt from, and the seconds of a run."""
    for arm, cost in told["costs"].items():
        yield arm, count(cost["tokens_read"]), count(cost["tokens_learnt"]), f"{cost['seconds']:,.1f}"


COSTS = ("tokens read", "tokens learnt from", "seconds a run")


def _probes(result: Mapping[str, Any]) -> RenderableType:
    metrics = metrics_of(result)

    def part(places: Sequence[int]) -> Table:
        names = [metrics[place] for place in places]
        shown = table([("arm", False), *((fill(title_of(name), HEADING_CHARS), True) for name in names)], gap=2)
        for arm in result["arms"]:
            shown.add_row(arm["arm"], *(reading(arm, name) for name in names))
        return shown

    return Fitting(part, len(metrics))


def _costs(told: Mapping[str, Any]) -> Table:
    shown = table([("arm", False), *((name, True) for name in COSTS)])
    for row in costs(told):
        shown.add_row(*row)
    return shown


def _interval(each: Mapping[str, Any]) -> str:
    low, high = decimal(each["low"], signed=True), decimal(each["high"], signed=True)
    return f"{decimal(each['difference'], signed=True)} ({low} to {high})"


def _after(more: str | None) -> str:
    return f"; {more}" if more else ""
