"""Every signal by name, and measuring them."""

from collections.abc import Iterable

import polars as pl

from curator.errors import SignalError
from curator.registry import Registry
from curator.signals import (
    arithmetic,
    attachments,
    casing,
    characters,
    chat,
    code_asked,
    compression,
    constraints,
    deeds,
    encoding,
    ending,
    fields,
    lacking,
    language,
    lines,
    loops,
    markup,
    options,
    outside,
    overlap,
    pairs,
    personal_data,
    phrases,
    safety,
    sentinels,
    shape,
    structured,
    tasks,
    terms,
    thinking,
    tool_calls,
    turns,
    untold,
    web,
    words,
)
from curator.signals.cues import sightings
from curator.signals.signal import Signal

_FAMILIES = (
    shape,
    words,
    characters,
    lines,
    loops,
    compression,
    ending,
    overlap,
    language,
    options,
    structured,
    constraints,
    arithmetic,
    sentinels,
    phrases,
    attachments,
    markup,
    encoding,
    tasks,
    chat,
    tool_calls,
    thinking,
    pairs,
    personal_data,
    safety,
    casing,
    code_asked,
    fields,
    outside,
    deeds,
    lacking,
    untold,
    terms,
    turns,
    web,
)

SIGNALS: Registry[Signal] = Registry(
    "signal",
    {signal.name: signal for family in _FAMILIES for signal in family.SIGNALS},
    group="curator.signals",
    kind=Signal,
)


def schema() -> dict[str, pl.DataType]:
    """The type of every signal column."""
    return {name: SIGNALS.get(name).dtype for name in SIGNALS}


def measure(frame: pl.LazyFrame, names: Iterable[str]) -> pl.LazyFrame:
    """Add one column for each named signal.

    Every signal looks at one record alone, so measuring parts of a frame and putting them together gives the same.

    Args:
        frame: the canonical columns, with the views `prompt`, `response` and `full`.
        names: signals to measure; one named twice is measured once.

    Raises:
        RecipeError: there is no signal of that name.
        SignalError: the frame lacks a column that a signal reads.
    """
    wanted = [SIGNALS.get(name) for name in dict.fromkeys(names)]
    present = frame.collect_schema()
    for signal in wanted:
        missing = [column for column in signal.needs if column not in present]
        if missing:
            raise SignalError(
                f"{signal.name} reads {', '.join(missing)}, which the frame does not have",
                hint="give it canonical records with curator.schema.views()",
            )
    tables = dict.fromkeys(signal.table for signal in wanted if signal.table)
    for table in tables:
        if table.ready:
            table.ready()
    cues = {signal.name: signal.cue for signal in wanted if signal.cue}
    seen = sightings(cues | {name: cue for table in tables for name, cue in table.cues.items()})
    return (
        frame.with_columns(seen)
        .with_columns(table.column() for table in tables)
        .with_columns(signal.column() for signal in wanted)
        .drop(*(table.name for table in tables), *(each.meta.output_name() for each in seen))
    )
