"""Duplicates on a terminal of any width: who goes for whom, what was decided most narrowly first."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.tables import plain_table
from curator.dedup.comparison import OTHER
from curator.report.figures import number_of, percent
from curator.text import printable

if TYPE_CHECKING:
    from curator.cli.dedup_found import Found
    from curator.dedup.comparison import Settings

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


def dedup_view(found: "Found", recall: str, output: str | None, *, width: int) -> RenderableType:
    """What was found, for `width` columns.

    Args:
        found: what goes, and why.
        recall: what share of the pairs is found, in words.
        output: where the records that stay were written.
        width: of the terminal.
    """
    removals, pairs = _first(found)
    sources = pl.concat([removals["source"], removals["twin_source"], pairs["a_source"], pairs["b_source"]])
    is_one_source = sources.n_unique() <= 1
    return Group(
        Text(_headline(found), style="bold"),
        *_leak(found),
        Text(_how(found.settings), style="dim"),
        Text(f"every removal is verified; the search {recall}", style="dim"),
        *_removed(found, removals, is_one_source=is_one_source, width=width),
        *_apart(found, pairs, is_one_source=is_one_source),
        *_next(found.settings, output),
    )


def _first(found: "Found") -> tuple[pl.DataFrame, pl.DataFrame]:
    """The removals to show, those for the other set first, then those decided most narrowly; and the other pairs.

    Of these the ones that mean the same come first, for somebody asked for them.
    """
    order = (pl.col("in_other").not_(), pl.col("kind") == "exact", "similarity", "source", "source_row")
    removals = found.removals.sort(*order).head(SHOWN).collect(engine="streaming")
    apart = found.pairs.filter(pl.col("kind") != "near").sort(pl.col("kind") != "semantic", maintain_order=True)
    return removals, apart.head(PAIRS_SHOWN).collect(engine="streaming")


def _headline(found: "Found") -> str:
    records = number_of(found.settings.records, "record")
    if not found.removed:
        return f"{records}, no duplicates"
    words = (("exact", "exactly"), ("near", "nearly"))
    kinds = [f"{found.counts[kind]:,} {word}" for kind, word in words if kind in found.counts]
    share = percent(found.removed, found.settings.records)
    return f"{found.removed:,} of {records} repeat another ({share}): {', '.join(kinds)}"


def _leak(found: "Found") -> Iterator[Text]:
    leak = found.leak
    if leak is None:
        return
    name = printable(leak["against"], 60)
    leaked = leak["exact"] + leak["near"]
    repeated = number_of(leak["repeated"], "record")
    what = f"{leaked:,} of them repeat {repeated} of {name}" if leaked else f"none repeats {name}"
    yield Text(f"{what}, which has {leak['records']:,}", style="bold")


def _how(settings: "Settings") -> str:
    views = f"view{'s' if len(settings.views) > 1 else ''} {', '.join(settings.views)}"
    return f"{views}; similarity from {settings.threshold:g}; kept: {settings.keep}"


def _removed(found: "Found", removals: pl.DataFrame, *, is_one_source: bool, width: int) -> Iterator[RenderableType]:
    """The records that go."""
    if removals.is_empty():
        return
    columns: Any = {"row": "right", "repeats row": "right"} if is_one_source else {"record": "left", "repeats": "left"}
    columns |= {"similarity": "right", "kind": "left"}
    has_views = len(found.settings.views) > 1 or removals["view"].unique().to_list() != list(found.settings.views)
    if has_views:
        columns["view"] = "left"
    if width >= WIDE:
        columns |= {"record": "left", "repeats": "left"} if is_one_source else {"id": "left", "id of the kept": "left"}
    elif is_one_source:
        columns["record"] = "left"
    rows = []
    for each in removals.iter_rows(named=True):
        row = [
            _place(each["source"], each["source_row"], is_one_source),
            _place(each["twin_source"], each["twin_row"], is_one_source),
            f"{each['similarity']:.3f}",
            each["kind"],
        ]
        row += [each["view"]] if has_views else []
        row += [each["record_id"], each["twin_id"].removeprefix(OTHER)]
        rows.append(row[: len(columns)])
    yield Text()
    yield plain_table(columns, rows)
    if found.removed > len(rows):
        yield Text(f"… and {found.removed - len(rows):,} more: --json lists them all")


def _apart(found: "Found", pairs: pl.DataFrame, *, is_one_source: bool) -> Iterator[RenderableType]:
    """The pairs that looked like duplicates and are none."""
    if pairs.is_empty():
        return
    counts = found.pairs.filter(pl.col("kind") != "near").group_by("kind").len().collect(engine="streaming")
    counts = counts.sort("len", "kind", descending=[True, False])
    reasons = ", ".join(f"{APART[kind]}: {count:,}" for kind, count in counts.iter_rows())
    yield Text()
    yield Text(f"{number_of(int(counts['len'].sum()), 'pair')} alike and no duplicates ({reasons})")
    sides: Any = "right" if is_one_source else "left"
    columns: Any = {"row": sides, "and row": sides} if is_one_source else {"record": sides, "and": sides}
    columns |= {"similarity": "right", "why both may stay": "left"}
    rows = [
        (
            _place(each["a_source"], each["a_row"], is_one_source),
            _place(each["b_source"], each["b_row"], is_one_source),
            f"{each['similarity']:.3f}",
            APART[each["kind"]],
        )
        for each in pairs.iter_rows(named=True)
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
