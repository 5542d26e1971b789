"""How `curator label calibrate` looks in a terminal."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.tables import plain_table

if TYPE_CHECKING:
    from curator.label.calibration import Calibration, Rates, Recall, Share

SHOWN = 30
NAMED = 6  # rules that no threshold helps


def calibrate_view(version: str, found: "Calibration", applied: Mapping[str, Any]) -> RenderableType:
    """A row a rule that anybody labelled, then thresholds, then what was written."""
    told = [each for each in found.rules if each.precision.labels]
    told.sort(key=lambda each: (-each.precision.labels, each.rule))
    parts: list[RenderableType] = [
        Text(
            f"{version}  {found.labelled:,} labelled records, {found.control:,} of them drawn at random; "
            f"{len(told):,} of {len(found.rules):,} rules have labelled hits\n"
        )
    ]
    if told:
        columns: Any = {"rule": "left", "hits": "right", "labels": "right", "right": "right", "95 %": "right"}
        parts += [plain_table(columns | {"to ±5": "right", "finds": "right"}, map(_row, told[:SHOWN])), Text()]
    if len(told) > SHOWN:
        parts.append(Text(f"… and {len(told) - SHOWN:,} more rules: --json\n"))
    parts += map(Text, _remarks(found))
    parts += _thresholds(found)
    parts += map(Text, _written(found, applied))
    return Group(*parts)


def _row(each: "Rates") -> tuple[str, ...]:
    more = each.more_labels
    all_left = each.hits - each.precision.labels
    return (
        each.rule,
        f"{each.hits:,}",
        f"{each.precision.labels:,}",
        _percent(each.precision.share),
        _interval(each.precision),
        "" if more is None else "enough" if not more else f"all {more:,}" if more == all_left else f"{more:,} more",
        _percent(each.recall.recall),
    )


def _remarks(found: "Calibration") -> Iterator[str]:
    if any(each.recall.recall is not None for each in found.rules):
        yield "finds: the share of what people dropped or corrected that the rule hits"
    if found.together.recall is not None:
        yield (
            f"all rules that drop or ask for a review together find {_percent(found.together.recall)} of it "
            f"(95 %: {_interval(found.together)})"
        )
    yield from found.notes
    unlabelled = sum(not each.precision.labels and each.hits > 0 for each in found.rules)
    if unlabelled:
        yield f"{unlabelled:,} rules hit records but none that anybody labelled: curator label push --strategy mixed"


def _thresholds(found: "Calibration") -> Iterator[RenderableType]:
    new = [each for each in found.suggestions if each.is_new]
    hopeless = [each.rule for each in found.suggestions if each.value is None]
    if new:
        rows = [
            (
                each.rule,
                f"{each.column} {each.operator} {each.current:g}",
                f"{each.value:g}",
                f"{_percent(each.precision.share)} ({_interval(each.precision)})",
                f"{each.hits:,}",
            )
            for each in new
        ]
        yield Text()
        yield plain_table(
            {"threshold": "left", "now": "left", "better": "right", "right": "right", "would hit": "right"}, rows
        )
    if hopeless:
        more = f" and {len(hopeless) - NAMED:,} more" if len(hopeless) > NAMED else ""
        yield Text(f"no threshold is right {found.wanted:.0%} of the time: {', '.join(hopeless[:NAMED])}{more}")
    if not new and not hopeless and found.suggestions:
        yield Text(f"the thresholds that were tried are right {found.wanted:.0%} of the time as they are")


def _written(found: "Calibration", applied: Mapping[str, Any]) -> Iterator[str]:
    if not applied:
        if any(each.is_new for each in found.suggestions):
            yield "\nwrite rule packs with these numbers: curator label calibrate --apply FOLDER"
        return
    if applied["written"]:
        yield "\nwritten; look at the patch, then: curator curate … --rules FILE"
        yield from (f"  {path}" for path in applied["written"])
    elif not applied["not_written"]:
        yield "\nno threshold is suggested, so nothing was written"
    yield from applied["not_written"]


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _interval(each: "Share | Recall") -> str:
    return "" if each.low is None or each.high is None else f"{each.low:.0%} to {each.high:.0%}"
