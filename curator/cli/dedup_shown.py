"""Duplicates on a terminal of any width: who goes for whom, what was decided most narrowly first."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.tables import plain_table
from curator.report.figures import number_of, percent
from curator.text import printable

if TYPE_CHECKING:
    from curator.dedup.comparison import Comparison, Settings

SHOWN = 20
PAIRS_SHOWN = 8
WIDE = 120
"""From this many columns on, both records are named by their ids too."""

PLACE_CHARS = 28

APART = {
    "below": "under the threshold",
    "numbers": "other numbers",
    "entities": "other names",
    "content": "other words that count",
    "part": "a part is not alike",
    "conflict": "another answer",
    "semantic": "alike in meaning only",
}
"""Why two similar records are no duplicates."""


def dedup_view(
    found: "Comparison", removals: pl.DataFrame, recall: str, output: str | None, *, width: int
) -> RenderableType:
    """What was found, for `width` columns.

    Args:
        found: the compared records.
        removals: those of them that go, as `Comparison.removals` gives them.
        recall: what share of the pairs is found, in words.
        output: where the records that stay were written.
        width: of the terminal.
    """
    settings = found.settings
    is_one_source = found.places["source"].n_unique() == 1
    return Group(
        Text(_headline(settings, removals), style="bold"),
        *_leak(settings, removals),
        Text(_how(settings), style="dim"),
        Text(f"every removal is verified; the search {recall}", style="dim"),
        *_removed(settings, removals, is_one_source=is_one_source, width=width),
        *_apart(found, is_one_source=is_one_source),
        *_next(settings, output),
    )


def _headline(settings: "Settings", removals: pl.DataFrame) -> str:
    records = number_of(settings.records, "record")
    if removals.is_empty():
        return f"{records}, no duplicates"
    counts = dict(removals.group_by("kind").len().iter_rows())
    kinds = [f"{counts[kind]:,} {word}" for kind, word in (("exact", "exactly"), ("near", "nearly")) if kind in counts]
    share = percent(removals.height, settings.records)
    return f"{removals.height:,} of {records} repeat another ({share}): {', '.join(kinds)}"


def _leak(settings: "Settings", removals: pl.DataFrame) -> Iterator[Text]:
    if settings.against is None:
        return
    leaked = removals.filter("in_other")
    name = printable(settings.against, 60)
    repeated = number_of(leaked["twin_id"].n_unique(), "record")
    what = f"{leaked.height:,} of them repeat {repeated} of {name}" if leaked.height else f"none repeats {name}"
    yield Text(f"{what}, which has {settings.others:,}", style="bold")


def _how(settings: "Settings") -> str:
    views = f"view{'s' if len(settings.views) > 1 else ''} {', '.join(settings.views)}"
    return f"{views}; similarity from {settings.threshold:g}; kept: {settings.keep}"


def _removed(
    settings: "Settings", removals: pl.DataFrame, *, is_one_source: bool, width: int
) -> Iterator[RenderableType]:
    """The records that go, those of the other set first, then those decided most narrowly."""
    if removals.is_empty():
        return
    columns: Any = {"record": "right" if is_one_source else "left", "repeats": "right" if is_one_source else "left"}
    if is_one_source:
        columns = {"row": "right", "repeats row": "right"}
    columns |= {"similarity": "right", "kind": "left"}
    if len(settings.views) > 1:
        columns["view"] = "left"
    if width >= WIDE:
        columns |= {"record": "left", "repeats": "left"} if is_one_source else {"id": "left", "id of the kept": "left"}
    elif is_one_source:
        columns["record"] = "left"
    shown = removals.sort(
        pl.col("in_other").not_(), pl.col("kind") == "exact", "similarity", "source", "source_row"
    ).head(SHOWN)
    rows = []
    for each in shown.iter_rows(named=True):
        row = [
            _place(each["source"], each["source_row"], is_one_source),
            _place(each["twin_source"], each["twin_row"], is_one_source),
            f"{each['similarity']:.3f}",
            each["kind"],
        ]
        row += [each["view"]] if len(settings.views) > 1 else []
        row += [each["record_id"], each["twin_id"].removeprefix("~")]
        rows.append(row[: len(columns)])
    yield Text()
    yield plain_table(columns, rows)
    if removals.height > len(rows):
        yield Text(f"… and {removals.height - len(rows):,} more, more alike: --json lists them all")


def _apart(found: "Comparison", *, is_one_source: bool) -> Iterator[RenderableType]:
    """The pairs that looked like duplicates and are none."""
    apart = found.evidence().filter(pl.col("kind") != "near")
    if apart.is_empty():
        return
    counts = apart.group_by("kind").len().sort("len", "kind", descending=[True, False])
    reasons = ", ".join(f"{APART[kind]}: {count:,}" for kind, count in counts.iter_rows())
    yield Text()
    yield Text(f"{number_of(apart.height, 'pair')} alike and no duplicates ({reasons})")
    sides: Any = "right" if is_one_source else "left"
    columns: Any = {"row": sides, "and row": sides} if is_one_source else {"record": sides, "and": sides}
    columns |= {"similarity": "right", "why both may stay": "left"}
    rows = [
        (
            _place(each["a_source"], each["a_source_row"], is_one_source),
            _place(each["b_source"], each["b_source_row"], is_one_source),
            f"{each['similarity']:.3f}",
            APART[each["kind"]],
        )
        for each in apart.head(PAIRS_SHOWN).iter_rows(named=True)
    ]
    yield plain_table(columns, rows)


def _next(settings: "Settings", output: str | None) -> Iterator[Text]:
    yield Text()
    if settings.conflicts:
        have = "has" if settings.conflicts == 1 else "have"
        conflicts = number_of(settings.conflicts, "record")
        yield Text(f"{conflicts} {have} the prompt of another and a different short answer: curator curate tells which")
    yield Text(f"wrote {output}" if output else "nothing was removed; write what stays: -o FILE")


def _place(source: str, row: int, is_one_source: bool) -> str:
    if is_one_source:
        return f"{row:,}"
    name = printable(source)
    short = name if len(name) <= PLACE_CHARS else "…" + name[1 - PLACE_CHARS :]
    return f"{short}:{row}"
