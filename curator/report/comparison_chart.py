"""Quality against accuracy as a chart: one panel a metric, cleaner data to the right, better models up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curator.report.comparison import CONTROL_ARM, Arm, Reading, Trial, read_trial, title_of
from curator.report.figures import decimal
from curator.report.svg import drawing, element, nice_ticks, spread_apart, text

WIDTH, HEIGHT = 380, 290
LEFT, RIGHT, TOP, BOTTOM = 52, 366, 40, 236
LABEL_GAP = 15
DOT_GAP = 14
CHAR_WIDTH = 7.2  # of the label font, on the wide side


def comparison_charts(comparison: Mapping[str, Any]) -> list[str]:
    """One SVG panel for every metric.

    The horizontal axis is the quality index of what an arm trained on, with its interval; where that is not known of
    every trained arm, the rate of faulty records. An arm without either, such as the untrained model, is a dashed line;
    if no arm has one, the arms stand in their given order. Points that would cover each other stand side by side.
    """
    trial = read_trial(comparison)
    return [_panel(trial, metric) for metric in trial.metrics]


@dataclass(frozen=True)
class _Point:
    arm: Arm
    reading: Reading
    x: float
    across: tuple[float, float] | None
    """The ends of its horizontal bar."""


@dataclass(frozen=True)
class _Scale:
    """Maps `low`–`high` onto `start`–`end`, in user units of the drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def _panel(trial: Trial, metric: str) -> str:
    arms = [arm for arm in trial.arms if metric in arm.metrics]
    placeable = _placeable(arms)
    points, axis = _placed(placeable, metric)
    y = _y_scale([arm.metrics[metric] for arm in arms])
    heights = [y(point.reading.mean) for point in points]
    label_heights = spread_apart(heights, LABEL_GAP, TOP + 8, BOTTOM - 4)
    lines = [_line(arm, arm.metrics[metric], y) for arm in arms if arm not in placeable]
    marks = [_mark(point, y) for point in points]
    labels = [_label(point, height, points, y) for point, height in zip(points, label_heights, strict=True)]
    spoken = ", ".join(f"{arm.name} {decimal(arm.metrics[metric].mean)}" for arm in arms)
    title = text(title_of(metric), 12, 18, css="title")
    content = [title, *_grid(y), *_bands(points, y), *axis, *lines, *marks, *labels]
    return drawing(WIDTH, HEIGHT, f"{title_of(metric)}: {spoken}", content)


def _placeable(arms: Sequence[Arm]) -> Sequence[Arm]:
    """The arms that have a place on the horizontal axis."""
    with_quality = [arm for arm in arms if arm.quality]
    if with_quality and all(arm.quality for arm in arms if arm.seeds):
        return with_quality
    return [arm for arm in arms if arm.faults_per_1000 is not None] or arms


def _placed(arms: Sequence[Arm], metric: str) -> tuple[list[_Point], list[str]]:
    """The points from left to right and the drawn horizontal axis."""
    known = [arm.faults_per_1000 for arm in arms if arm.faults_per_1000 is not None]
    indices = [arm.quality for arm in arms if arm.quality]
    bars: list[tuple[float, float] | None] = [None] * len(arms)
    if len(indices) == len(arms):
        low, high = min(each.low for each in indices), max(each.high for each in indices)
        margin = 0.15 * (high - low) or 1.0
        scale = _Scale(low - margin, min(high + margin, 100 + margin / 4), LEFT, RIGHT)
        wanted = [scale(each.index) for each in indices]
        bars = [(scale(each.low), scale(each.high)) for each in indices]
        ticks = [(scale(tick), f"{tick:,.4g}") for tick in nice_ticks(scale.low, min(scale.high, 100))]
        name = "quality index of the data: cleaner to the right"
    elif len(known) == len(arms):
        worst = max([*known, 1.0])
        # More faults stand left, so the scale runs backwards; the margin keeps points off the frame.
        scale = _Scale(worst * 1.5, -worst * 0.12, LEFT, RIGHT)
        wanted = [scale(faults) for faults in known]
        ticks = [(scale(tick), f"{tick:,.4g}") for tick in nice_ticks(0, worst)]
        name = "faulty records per 1,000: cleaner data to the right"
    else:
        step = (RIGHT - LEFT) / max(len(arms), 1)
        wanted = [LEFT + step * (nth + 0.5) for nth in range(len(arms))]
        ticks, name = [], "arms in the order of the trial"
    places = spread_apart(wanted, DOT_GAP, LEFT + 10, RIGHT - 10)
    axis = [element("line", x1=LEFT, y1=BOTTOM, x2=RIGHT, y2=BOTTOM, css="axis")]
    axis += [text(label, x, BOTTOM + 16, css="tick", anchor="middle") for x, label in ticks]
    axis.append(text(name, (LEFT + RIGHT) / 2, HEIGHT - 16, css="tick", anchor="middle"))
    points = [
        _Point(arm, arm.metrics[metric], x, bar and (bar[0] + x - there, bar[1] + x - there))
        for arm, x, there, bar in zip(arms, places, wanted, bars, strict=True)
    ]
    return points, axis


def _y_scale(readings: Sequence[Reading]) -> _Scale:
    values = [value for reading in readings for value in (reading.low, reading.high, *reading.per_seed)]
    low, high = min(values), max(values)
    margin = 0.12 * (high - low) or 0.05 * abs(high) or 0.05
    return _Scale(low - margin, high + margin, BOTTOM, TOP)


def _grid(y: _Scale) -> list[str]:
    drawn = []
    for tick in nice_ticks(y.low, y.high, 5):
        drawn.append(element("line", x1=LEFT, y1=y(tick), x2=RIGHT, y2=y(tick), css="grid"))
        drawn.append(text(f"{tick:.4g}".replace("-", "−"), LEFT - 8, y(tick) + 4, css="tick", anchor="end"))
    return drawn


def _bands(points: Sequence[_Point], y: _Scale) -> list[str]:
    """The control arm's interval across the whole panel: what the same amount of data reaches by chance."""
    return [
        element(
            "rect",
            x=LEFT,
            y=y(point.reading.high),
            width=RIGHT - LEFT,
            height=y(point.reading.low) - y(point.reading.high),
            css="band",
        )
        for point in points
        if point.arm.name == CONTROL_ARM
    ]


def _line(arm: Arm, reading: Reading, y: _Scale) -> str:
    """An arm that has no place on the horizontal axis, named in the middle, where points are rare."""
    height = y(reading.mean)
    line = element("line", x1=LEFT, y1=height, x2=RIGHT, y2=height)
    name = text(f"{arm.name} {decimal(reading.mean)}", (LEFT + RIGHT) / 2, height - 5, css="name", anchor="middle")
    return element("g", line + name, css="reference")


def _mark(point: _Point, y: _Scale) -> str:
    reading, x = point.reading, point.x
    low, high = y(reading.low), y(reading.high)
    drawn = element("line", x1=x, y1=low, x2=x, y2=high, css="whisker")
    drawn += "".join(element("line", x1=x - 4, y1=end, x2=x + 4, y2=end, css="whisker") for end in (low, high))
    if point.across:
        drawn += element(
            "line", x1=point.across[0], y1=y(reading.mean), x2=point.across[1], y2=y(reading.mean), css="whisker"
        )
    drawn += "".join(element("circle", cx=x, cy=y(value), r=2, css="seed") for value in reading.per_seed)
    drawn += element("circle", cx=x, cy=y(reading.mean), r=5, css="mean")
    return element("g", drawn, css=_look(point.arm))


def _label(point: _Point, height: float, points: Sequence[_Point], y: _Scale) -> str:
    """The arm's name and mean beside its point: where there is more room, unless another point lies there."""
    content = f"{point.arm.name} {decimal(point.reading.mean)}"
    width = CHAR_WIDTH * len(content)
    left, right = point.across or (point.x, point.x)
    # Beyond its horizontal bar, where there is room: else on it.
    ends = {
        "start": right + 6 if point.x + 6 < right < WIDTH - 6 - width else point.x + 12,
        "end": left - 6 if LEFT - 6 + width < left < point.x - 6 else point.x - 12,
    }
    starts = {"start": ends["start"], "end": ends["end"] - width}
    preferred = "end" if point.x > (LEFT + RIGHT) / 2 else "start"
    sides = sorted(starts, key=lambda side: side != preferred)
    others = [(other.x, y(other.reading.mean)) for other in points if other is not point]
    free = (
        side
        for side in sides
        if not any(_covers(starts[side], width, height, *place) for place in others)
        and starts[side] > LEFT - 12
        and starts[side] + width < WIDTH
    )
    side = next(free, preferred)
    return element("g", text(content, ends[side], height + 4, css="name", anchor=side), css=_look(point.arm))


def _covers(start: float, width: float, height: float, x: float, y: float) -> bool:
    """Whether a label lies on the point at `x`, `y`."""
    return start - 8 < x < start + width + 8 and abs(height - y) < LABEL_GAP


def _look(arm: Arm) -> str:
    return "arm control" if arm.name == CONTROL_ARM else "arm"
