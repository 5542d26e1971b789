"""Prompting against fine-tuning, for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from curator.report.comparison_table import VERDICT_STYLE
from curator.report.figures import DASH, decimal, number_of
from curator.report.terminal import table
from curator.text import printable

WIDE = 120
"""From this many columns on one table has everything; else there are two below each other."""

TUNED = "fine-tuned"
ABOUT_CHARS = 90


def prompting_renderable(result: Mapping[str, Any], *, width: int = 80) -> RenderableType:
    """The arms with all that counts for a choice, what may be said of them, and when training has paid for itself."""
    told = result["prompting"]
    columns = [*_QUALITY, *_COST]
    tables = [_table(result, columns)] if width >= WIDE else [_table(result, _QUALITY), _table(result, _COST)]
    parts: list[RenderableType] = []
    for each in tables:
        parts += [each, Text()]
    parts += [Text(line, style="dim") for line in _legend(result)]
    parts += [Text(), *_asked(told), Text(), *_verdicts(result), Text(), *(Text(line) for line in said(result))]
    parts += [Text(f"note: {printable(remark, 300)}") for remark in told["remarks"]]
    return Group(*parts)


def said(result: Mapping[str, Any]) -> Iterator[str]:
    """The break-even with each other arm, and what leaves the machine, as sentences."""
    told = result["prompting"]
    for name, found in told["break_even"].items():
        yield f"{TUNED} against {name}: {_break_even(found, name)}"
    for name, arm in told["arms"].items():
        if arm["leaves_machine_to"]:
            tokens = f"{arm['prompt_tokens']:,.0f} tokens a request"
            shots = f", {arm['examples_sent']} training records among them" if arm["examples_sent"] else ""
            yield f"privacy: {name} sends every question to {arm['leaves_machine_to']} ({tokens}{shots})"
    here = [name for name, arm in told["arms"].items() if not arm["leaves_machine_to"]]
    yield f"privacy: nothing leaves this machine with {', '.join(here)}"


def cost(value: float | None) -> str:
    """An amount of money or time with three significant digits; a dash for null."""
    if value is None:
        return DASH
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def share(value: float | None) -> str:
    """A share as a whole percentage; a dash for null."""
    return DASH if value is None else f"{value:.0%}"


def milliseconds(seconds: float) -> str:
    """A latency."""
    return f"{1000 * seconds:,.0f} ms" if seconds < 0.9995 else f"{seconds:,.2f} s"


def accuracy(arm: Mapping[str, Any], metric: str) -> str:
    """A mean with its interval."""
    found = arm["metrics"].get(metric)
    if found is None:
        return DASH
    if found.get("low") is None:
        return decimal(found["mean"])
    return f"{decimal(found['mean'])} ({decimal(found['low'])} to {decimal(found['high'])})"


_QUALITY = ("accuracy", "well\nformed", "ended", "same again", "same by\nseed", "same\nreworded")
_COST = ("prompt\ntokens", "output\ntokens", "p50", "p95", "per 1,000", "one-off")


def _table(result: Mapping[str, Any], columns: Sequence[str]) -> Table:
    """The arms by `columns`; one that nobody has a value in is left out."""
    rows = [_cells(arm, result["prompting"]) for arm in result["arms"]]
    used = [column for column in columns if any(cells[column] != DASH for cells in rows)]
    shown = table([("arm", False), *((column, True) for column in used)], gap=2)
    for arm, cells in zip(result["arms"], rows, strict=True):
        shown.add_row(arm["arm"], *(cells[column] for column in used))
    return shown


def _cells(arm: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, str]:
    facts = told["arms"][arm["arm"]]
    consistency, timing = facts["consistency"], facts["latency"]
    return {
        "accuracy": accuracy(arm, told["metric"]),
        "well\nformed": share(facts["well_formed"]),
        "ended": share(facts["finished"]),
        "same again": share(consistency["samples"]),
        "same by\nseed": share(consistency["seeds"]),
        "same\nreworded": share(consistency["paraphrases"]),
        "prompt\ntokens": f"{facts['prompt_tokens']:,.0f}",
        "output\ntokens": f"{facts['output_tokens']:,.1f}",
        "p50": milliseconds(timing["p50_s"]),
        "p95": milliseconds(timing["p95_s"]),
        "per 1,000": cost(facts["cost_per_1000"]),
        "one-off": cost(facts["one_off"]["total"]),
    }


def _legend(result: Mapping[str, Any]) -> Iterator[str]:
    told = result["prompting"]
    machine = told["hardware"]
    timings = [arm["latency"] for arm in told["arms"].values()]
    requests = sorted({each["requests"] for each in timings})
    at_once = sorted({each["concurrency"] for each in timings})
    metric = told["metric"].replace("_", " ")
    yield f"accuracy: {metric}, mean (95% interval) of {number_of(result['items'], 'question')}"
    yield "ended: by the model, not cut off; same: pairs of answers that say the same"
    yield (
        f"latency: warm, {_range(requests)} requests, {_range(at_once)} at once, prompts not cached; on "
        f"{printable(machine['processor'], 60)}, {number_of(machine['threads'], 'thread')}"
    )
    yield f"costs: {told['currency']}"


def _asked(told: Mapping[str, Any]) -> Iterator[Text]:
    for name, arm in told["arms"].items():
        yield Text(f"{name}: {printable(arm['about'], ABOUT_CHARS)}")
    yield Text(f"prompts were chosen on {number_of(told['dev_items'], 'other question')}", style="dim")


def _verdicts(result: Mapping[str, Any]) -> Iterator[Text]:
    for each in result["comparisons"]:
        if each["metric"] == result["prompting"]["metric"]:
            yield Text(each["sentence"], style=VERDICT_STYLE.get(each["verdict"], ""))


def _break_even(found: Mapping[str, Any] | None, name: str) -> str:
    if found is None:
        return "no break-even without all prices (--prices FILE)"
    names = {"trained": TUNED, "other": name, "neither": "neither"}
    before, after = names[found["cheaper_before"]], names[found["cheaper_after"]]
    if found["requests"] is None:
        return "they cost the same" if before == "neither" else f"{before} costs less, however many requests there are"
    a_day = ", ".join(f"{requests:,.0f} a day for {days} days" for days, requests in found["per_day"].items())
    days = f"; {found['days']:,.1f} days at yours" if found["days"] is not None else ""
    return f"{after} costs less from {found['requests']:,.0f} requests on ({a_day}{days})"


def _range(values: list[int]) -> str:
    return f"{values[0]:,}" if values[0] == values[-1] else f"{values[0]:,}–{values[-1]:,}"
