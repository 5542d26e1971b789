"""What was looked up in an index, on a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.dedup_shown import APART, PLACE_CHARS, SHOWN
from curator.cli.tables import plain_table
from curator.dedup import REMOVING
from curator.report.figures import number_of, percent
from curator.text import printable


def index_view(result: Mapping[str, Any], answers: pl.DataFrame, *, is_query: bool) -> RenderableType:
    """What became of the records, those decided most narrowly first.

    Args:
        result: the numbers.
        answers: as `Index.query` gives them.
        is_query: nothing was added, and records that only look like others are told too.
    """
    return Group(
        Text(_headline(result, is_query=is_query), style="bold"),
        Text(
            f"view {result['view']}; similarity from {result['threshold']:g}, each verified; {result['recall']}",
            style="dim",
        ),
        *_table(answers.filter(pl.col("kind").is_in(REMOVING)), "repeats"),
        *_table(answers.filter(~pl.col("kind").is_in(REMOVING)), "looks like"),
        Text(_next(result, is_query=is_query)),
    )


def _headline(result: Mapping[str, Any], *, is_query: bool) -> str:
    repeats = result["exact"] + result["near"]
    records = number_of(result["records"], "record")
    kinds = [f"{result[kind]:,} {word}" for kind, word in (("exact", "exactly"), ("near", "nearly")) if result[kind]]
    share = f" ({percent(repeats, result['records'])})" if result["records"] else ""
    told = f"{repeats:,} of {records} repeat{'s' if repeats == 1 else ''} a kept one{share}: {', '.join(kinds)}"
    if not repeats:
        told = f"{records}, none repeats a kept one"
    blank = f"; {result['not_compared']:,} without text" if result["not_compared"] else ""
    return f"{told}; {result['new']:,} new{'' if is_query else ', kept'}{blank}"


def _table(answers: pl.DataFrame, what: str) -> Iterator[RenderableType]:
    if answers.is_empty():
        return
    is_repeat = what == "repeats"
    columns: Any = {"record": "left", what: "left", "similarity": "right", "kind" if is_repeat else "but": "left"}
    shown = answers.sort(
        pl.col("kind") == "exact", "similarity", descending=[False, not is_repeat], maintain_order=True
    )
    rows = [
        (
            _place(each["source"], each["source_row"]),
            _place(each["twin_source"], each["twin_row"]),
            f"{each['similarity']:.3f}",
            each["kind"] if is_repeat else APART[each["kind"]],
        )
        for each in shown.head(SHOWN).iter_rows(named=True)
    ]
    yield Text()
    yield plain_table(columns, rows)
    if answers.height > len(rows):
        yield Text(f"… and {answers.height - len(rows):,} more: --json lists them all")


def _next(result: Mapping[str, Any], *, is_query: bool) -> str:
    folder = result["index"]
    holds = f"{folder} holds {number_of(result['kept'], 'record')}"
    if is_query and result["output"]:
        return f"\nthe others are in {result['output']}; {holds}, nothing was added"
    if is_query:
        return f"\n{holds}; nothing was added: curator dedup index add {folder} SOURCE…"
    return f"\n{holds}; look new ones up: curator dedup index query {folder} SOURCE…"


def _place(source: str | None, row: int | None) -> str:
    name = printable(source or "")
    short = name if len(name) <= PLACE_CHARS else "…" + name[1 - PLACE_CHARS :]
    return f"{short}:{row}"
