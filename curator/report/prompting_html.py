"""Prompting against fine-tuning, for a page: the table, the costs by number of requests, and what may be said."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from curator.report.figures import DASH, number_of
from curator.report.markup import cell, number, section, table
from curator.report.prompting import TUNED, accuracy, cost, milliseconds, said, share
from curator.report.sheet import sheet
from curator.report.svg import drawing, element, nice_ticks, safe, spread_apart, text

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 60, 520, 40, 246
LABEL_GAP = 15

Scale = Callable[[float], float]


def prompting_page(result: Mapping[str, Any]) -> str:
    """The page of one comparison."""
    title = f"Prompting against fine-tuning on {result['version']}"
    questions = number_of(result["items"], "question")
    return sheet(
        title, f"{questions}; prompts chosen on {result['prompting']['dev_items']:,} others", prompting_section(result)
    )


def prompting_section(result: Mapping[str, Any]) -> str:
    """The sections of the page."""
    told = result["prompting"]
    sentences = [each["sentence"] for each in result["comparisons"] if each["metric"] == told["metric"]]
    notes = "".join(f'<p class="quiet">{safe(each)}</p>' for each in told["remarks"])
    answer = "".join(f"<p>{safe(each)}</p>" for each in sentences) + notes
    chart = _chart(result)
    costs = (f"<figure>{chart}</figure>" if chart else "") + "".join(f"<p>{safe(each)}</p>" for each in said(result))
    return (
        section("What may be said", answer)
        + section("Quality", _quality(result))
        + section("Costs, latency and privacy", _costs(result) + costs)
        + section("How each was asked", _asked(told))
    )


def _quality(result: Mapping[str, Any]) -> str:
    told = result["prompting"]
    names = ("accuracy", "well formed", "ended by itself", "same again", "same by seed", "same reworded")
    rows = []
    for arm in result["arms"]:
        facts = told["arms"][arm["arm"]]
        same = facts["consistency"]
        shares = (facts["well_formed"], facts["finished"], same["samples"], same["seeds"], same["paraphrases"])
        rows.append(
            [cell(safe(arm["arm"])), number(accuracy(arm, told["metric"])), *(number(share(each)) for each in shares)]
        )
    metric = safe(told["metric"].replace("_", " "))
    caption = f"Accuracy is {metric} with its 95% interval; same is the share of pairs of answers that say the same"
    return table(caption, [cell("arm"), *map(number, names)], rows)


def _costs(result: Mapping[str, Any]) -> str:
    told = result["prompting"]
    names = ("prompt tokens", "output tokens", "p50", "p95", "per 1,000 requests", "one-off")
    rows = []
    for name, facts in told["arms"].items():
        timing = facts["latency"]
        rows.append(
            [
                cell(safe(name)),
                number(f"{facts['prompt_tokens']:,.0f}"),
                number(f"{facts['output_tokens']:,.1f}"),
                number(milliseconds(timing["p50_s"])),
                number(milliseconds(timing["p95_s"])),
                number(cost(facts["cost_per_1000"])),
                number(cost(facts["one_off"]["total"])),
            ]
        )
    machine = told["hardware"]
    threads = number_of(machine["threads"], "thread")
    place = f"warm, on {safe(machine['processor'])}, {threads}"
    caption = f"Costs in {safe(told['currency'])}; latency of a whole answer, {place}"
    return table(caption, [cell("arm"), *map(number, names)], rows)


def _asked(told: Mapping[str, Any]) -> str:
    rows = [[cell(safe(name)), cell(safe(arm["about"]))] for name, arm in told["arms"].items()]
    tried = "".join(_tried(arm, found) for arm, found in told["tried"].items())
    return table("", [cell("arm"), cell("asked")], rows) + tried


def _tried(arm: str, found: Mapping[str, float | None]) -> str:
    listed = ", ".join(f"{safe(name)} {DASH if value is None else f'{value:.3f}'}" for name, value in found.items())
    return f'<p class="quiet">{safe(arm)}, accuracy on the questions for choosing: {listed}</p>'


def _chart(result: Mapping[str, Any]) -> str:
    """What each arm has cost after so many requests, up to twice the farthest break-even; blank without one."""
    told = result["prompting"]
    known = {
        name: (arm["one_off"]["total"], arm["cost_per_1000"] / 1000)
        for name, arm in told["arms"].items()
        if arm["cost_per_1000"] is not None and arm["one_off"]["total"] is not None
    }
    meetings = [each["requests"] for each in told["break_even"].values() if each and each["requests"]]
    if not meetings or TUNED not in known:
        return ""
    most: float = 2 * max(meetings)
    highest: float = max(one_off + each * most for one_off, each in known.values())

    def x(requests: float) -> float:
        return LEFT + requests / most * (RIGHT - LEFT)

    def y(spent: float) -> float:
        return BOTTOM - spent / highest * (BOTTOM - TOP)

    ends = [y(one_off + each * most) for one_off, each in known.values()]
    places = spread_apart(ends, LABEL_GAP, TOP + 4, BOTTOM - 4)
    lines = [
        _line(name, (x(0), y(one_off)), (x(most), end), place)
        for (name, (one_off, _)), end, place in zip(known.items(), ends, places, strict=True)
    ]
    spoken = ", ".join(f"{name} {cost(one_off + each * most)}" for name, (one_off, each) in known.items())
    label = f"Costs after {most:,.0f} requests: {spoken}"
    return drawing(WIDTH, HEIGHT, label, [*_axes(told["currency"], most, highest, x, y), *lines])


def _line(name: str, start: tuple[float, float], end: tuple[float, float], place: float) -> str:
    line = element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], css="whisker")
    label = text(name, end[0] + 8, place + 4, css="name")
    return element("g", line + label, css="arm" if name == TUNED else "arm control")


def _axes(currency: str, most: float, highest: float, x: Scale, y: Scale) -> Sequence[str]:
    drawn = [text(f"costs in {currency}", 12, 18, css="title")]
    for tick in nice_ticks(0, highest, 4):
        drawn.append(element("line", x1=LEFT, y1=y(tick), x2=RIGHT, y2=y(tick), css="grid"))
        drawn.append(text(cost(tick), LEFT - 8, y(tick) + 4, css="tick", anchor="end"))
    drawn.append(element("line", x1=LEFT, y1=BOTTOM, x2=RIGHT, y2=BOTTOM, css="axis"))
    drawn += [
        text(f"{tick:,.0f}", x(tick), BOTTOM + 16, css="tick", anchor="middle") for tick in nice_ticks(0, most, 4)
    ]
    drawn.append(text("requests", (LEFT + RIGHT) / 2, HEIGHT - 16, css="tick", anchor="middle"))
    return drawn
