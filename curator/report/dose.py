"""Accuracy against the share of faults, for a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from curator.report.comparison import title_of
from curator.report.figures import DASH, decimal, spread
from curator.report.terminal import table

BAR_CHARS = 40
_EIGHTHS = " ▏▎▍▌▋▊▉"
_STYLE = {"raw": "yellow", "curated": "green", "random": "dim"}
_COURSE = {
    "falls at every step": "falls at every step, each interval below 0",
    "falls": "falls, but not certainly at every step",
    "rises": "rises",
    "cannot tell": "cannot tell whether it falls",
}


def dose_renderable(result: Mapping[str, Any]) -> RenderableType:
    """Each kind of fault: what was put in and found, every arm at every share, and how that moves."""
    seeds = max(len(arm["seeds"]) for arm in result["arms"])
    head = f"{result['records']:,} records, {result['items']:,} held-out questions, {seeds} seed{'s' * (seeds != 1)}"
    parts: list[RenderableType] = [Text(head, style="bold")]
    parts += [Text(f"{count:,} left out: {reason}", style="dim") for reason, count in result["left_out"].items()]
    parts += [Text(f"note: {note}") for note in result["notes"]]
    for fault in result["faults"]:
        parts += [Text(), *_fault(fault, result)]
    return Group(*parts)


def _fault(fault: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[RenderableType]:
    claimed = f" (claimed by {fault['claimed_by']})" if fault["claimed_by"] else ""
    yield Text(f"{fault['fault'].replace('+', ' + ')}{claimed}", style="bold")
    yield _found(fault["doses"])
    for metric in result["arms"][0]["metrics"]:
        yield Text(f"\n{title_of(metric)}", style="italic")
        yield _reached(fault["doses"], metric, result)
        for arm, trends in fault["trends"].items():
            yield _course(arm, trends[metric])
        yield _gain(fault["gains"][metric])
    first = next(iter(result["arms"][0]["metrics"]))
    yield Text()
    yield from _bars(fault["doses"], first, result["arms"])


def _found(doses: Iterable[Mapping[str, Any]]) -> RenderableType:
    shown = table([("share", True), ("faulty", True), ("curation missed", True), ("sound lost", True), ("kept", True)])
    for dose in doses:
        faulty = sum(dose["injected"].values())
        missed = f"{dose['missed']:,}" if faulty else DASH
        shown.add_row(_percent(dose), f"{faulty:,}", missed, f"{dose['lost']:,}", f"{dose['kept']:,}")
    return shown


def _reached(doses: Iterable[Mapping[str, Any]], metric: str, result: Mapping[str, Any]) -> RenderableType:
    columns = [("share", True), ("raw", True), ("curated", True), ("random", True)]
    shown = table([*columns, ("curated − random", True)], gap=1)
    arms = {arm["arm"]: arm["metrics"] for arm in result["arms"]}
    for dose in doses:
        names = dose["arms"]
        cells = [_mean(arms[names[kind]][metric]) if kind in names else DASH for kind in _STYLE]
        shown.add_row(_percent(dose), *cells, _difference(names, metric, result["comparisons"]))
    return shown


def _difference(names: Mapping[str, str], metric: str, comparisons: Iterable[Mapping[str, Any]]) -> str:
    for each in comparisons:
        if (each["a"], each["b"], each["metric"]) == (names["curated"], names.get("random"), metric):
            return _interval(each)
    return DASH


def _mean(metric: Mapping[str, Any]) -> str:
    return spread(metric["mean"], metric["sd"])


def _interval(found: Mapping[str, Any]) -> str:
    low, high = decimal(found["low"], signed=True), decimal(found["high"], signed=True)
    return f"{decimal(found['difference'], signed=True)} ({low} to {high})"


def _course(arm: str, trend: Mapping[str, Any]) -> Text:
    told = f"{arm}: {_COURSE[trend['course']]}; from no faulty record to faulty ones alone: {_interval(trend['slope'])}"
    return Text(told, style=_STYLE[arm])


def _gain(found: Mapping[str, Any]) -> Text:
    return Text(f"curated − random, mean over the shares above 0: {_interval(found)}")


def _bars(doses: Iterable[Mapping[str, Any]], metric: str, arms: Iterable[Mapping[str, Any]]) -> Iterator[Text]:
    """One bar an arm and share, from 0 to 1."""
    means = {arm["arm"]: arm["metrics"][metric]["mean"] for arm in arms}
    if not all(0 <= mean <= 1 for mean in means.values()):
        return
    for dose in doses:
        for at, (kind, name) in enumerate(dose["arms"].items()):
            line = Text(f"{'' if at else _percent(dose):>5}  {kind:<8} ")
            line.append(_bar(means[name]), style=_STYLE[kind])
            yield line.append(f" {decimal(means[name])}")


def _bar(share: float) -> str:
    eighths = round(share * BAR_CHARS * 8)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _percent(dose: Mapping[str, Any]) -> str:
    return f"{100 * dose['share']:g}%"
