"""How `curator curate --what-if` and `curator rules sweep` look in a terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.tables import plain_table
from curator.text import printable

if TYPE_CHECKING:
    from curator.whatif import Removals, Step, Sweep, WhatIf

SOURCES_SHOWN = 20
OVERLAPS_SHOWN = 5
EXCERPT_CHARACTERS = 60


def removals_view(found: "Removals") -> Iterator[RenderableType]:
    """What each rule removes, from which source, and with which other rule."""
    hit = [each for each in found.rules if each.total.hits]
    if not hit:
        return
    rows = [
        (
            each.rule,
            each.then,
            f"{each.total.hits:,}",
            f"{each.total.only:,}",
            f"{each.total.marginal:,}",
            f"{each.total.hits / each.total.records:.1%}",
        )
        for each in hit
    ]
    columns: Any = {"rule": "left", "then": "left", "hits": "right", "only this": "right"}
    yield plain_table(columns | {"kept without it": "right", "share": "right"}, rows)
    yield Text()
    if len(hit[0].sources) > 1:
        yield from _by_source(found)
    for overlap in found.overlaps[:OVERLAPS_SHOWN]:
        yield Text(f"{_records(overlap.records)} removed by both {' and '.join(overlap.rules)}")
    if len(found.overlaps) > OVERLAPS_SHOWN:
        yield Text(f"… and {len(found.overlaps) - OVERLAPS_SHOWN:,} more pairs of rules overlap: --json")
    if found.overlaps:
        yield Text()


def what_if_view(found: "WhatIf") -> RenderableType:
    """A version under other rules."""
    from curator.report.quality import quality_view

    before, after = found.before["keep"], found.after["keep"]
    share = (after - before) / before if before else 0
    told = [
        f"{what}: {', '.join(names)}"
        for what, names in (
            ("new rules", found.new_rules),
            ("changed rules", found.changed_rules),
            ("rules left out", found.gone_rules),
        )
        if names
    ]
    return Group(
        Text(f"what if  {found.version}  {before:,} → {after:,} records kept  ({share:+.1%})", style="bold"),
        *map(Text, told),
        Text(),
        *removals_view(found.removals),
        *_moves(found),
        *quality_view({"now": found.quality.before, "then": found.quality.after}, with_change=True),
        Text(),
        *(Text(f"note: {printable(note, len(note))}") for note in found.notes),
        Text("nothing was measured or stored; to store it, curate the sources with these rules"),
    )


def sweep_view(found: "Sweep") -> RenderableType:
    """A rule at every step, and records that tip over."""
    current = found.current
    threshold = f"{found.column} {found.operator} {_number(current.value)}"
    steps = sorted({step.value: step for step in (*found.steps, current)}.values(), key=lambda step: step.value)
    columns: Any = {found.column: "right", "hits": "right", "only this": "right", "kept": "right", "change": "right"}
    rows = [
        (
            _number(step.value) + (" (now)" if step == current else ""),
            *(f"{count:,}" for count in (step.hits, step.only, step.kept)),
            f"{step.change:+,}",
            "over its limit" if step.is_over_limit else "",
        )
        for step in steps
    ]
    return Group(
        Text(f"{found.rule}: {threshold}, then {found.then}  (version {found.version})", style="bold"),
        Text(),
        plain_table(columns | {"": "left"}, rows),
        Text(),
        *_sources(steps),
        *_flips(steps),
        *(Text(f"note: {note}") for note in found.notes),
        Text("nothing was measured or stored; set the threshold in a rule pack, then: curator curate … --rules PACK"),
    )


def _by_source(found: "Removals") -> Iterator[RenderableType]:
    listed = sorted(
        ((each.rule, name, part) for each in found.rules for name, part in each.sources.items() if part.hits),
        key=lambda each: -each[2].hits,
    )
    rows = [
        (rule, printable(name), f"{part.hits:,}", f"{part.marginal:,}", f"{part.hits / part.records:.1%}")
        for rule, name, part in listed[:SOURCES_SHOWN]
    ]
    columns: Any = {"rule": "left", "source": "left", "hits": "right", "kept without it": "right", "share": "right"}
    yield plain_table(columns, rows)
    if len(listed) > SOURCES_SHOWN:
        yield Text(f"… and {len(listed) - SOURCES_SHOWN:,} more rules and sources: --json")
    yield Text()


def _moves(found: "WhatIf") -> Iterator[RenderableType]:
    if not found.moves:
        yield Text("no record would change its verdict")
        return
    for move in found.moves:
        by_rule = ", ".join(f"{rule} {count:,}" for rule, count in move.by_rule.items())
        yield Text(f"{move.before} → {move.after}: {_records(move.records)} ({by_rule})")
        for example in move.examples:
            place = f"{printable(example.record_id)}  {printable(example.source)}"
            yield Text(f"  {place}  {_short(example.excerpt)}")
    yield Text()


def _sources(steps: Sequence["Step"]) -> Iterator[RenderableType]:
    """Hits of each source, a column a step, where there are several sources."""
    names = sorted(steps[0].sources, key=lambda name: (-_most(steps, name), name))
    if len(names) < 2:
        return
    columns: Any = {"hits in": "left", **{_number(step.value): "right" for step in steps}}
    rows = [(printable(name), *(f"{step.sources[name].hits:,}" for step in steps)) for name in names[:SOURCES_SHOWN]]
    yield plain_table(columns, rows)
    if len(names) > SOURCES_SHOWN:
        yield Text(f"… and {len(names) - SOURCES_SHOWN:,} more sources: --json")
    yield Text()


def _most(steps: Sequence["Step"], name: str) -> int:
    return max(step.sources[name].hits for step in steps)


def _flips(steps: Sequence["Step"]) -> Iterator[RenderableType]:
    for step in steps:
        for flip in step.examples:
            measured = "missing" if flip.measured is None else f"{flip.measured:.4g}"
            place = f"{printable(flip.record_id)}  {flip.before} → {flip.after}"
            yield Text(f"at {_number(step.value)}: {place}  ({measured})  {_short(flip.excerpt)}")
    if any(step.examples for step in steps):
        yield Text()


def _records(count: int) -> str:
    return f"{count:,} record{'' if count == 1 else 's'}"


def _number(value: float) -> str:
    return f"{value:,.12g}"


def _short(excerpt: str) -> str:
    return excerpt[:EXCERPT_CHARACTERS]
