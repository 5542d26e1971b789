"""What `curator evaluate` found, for the terminal: means with their intervals, and answers to read."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from curator.report.comparison import title_of
from curator.report.figures import DASH, decimal

_EXCERPT = 600


def evaluated_renderable(result: Mapping[str, Any]) -> RenderableType:
    """The whole result: the table, how the answers were written, and those to read."""
    parts: list[RenderableType] = [
        Text(f"{result['model']}: {result['items']:,} questions\n"),
        _table(result["measures"]),
    ]
    for task, told in result["writing"].items():
        parts.append(Text(f"\n{task}: {_writing(told)}"))
    if result["shown"]:
        parts += [Text(), *(_answer(each) for each in result["shown"])]
    if result["answers"]:
        parts.append(Text(f"\nanswers: {result['answers']}"))
    return Group(*parts)


def _table(measures: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("task", overflow="fold")
    table.add_column("metric", no_wrap=True)
    for name in ("mean", "95% interval", "questions"):
        table.add_column(name, justify="right", no_wrap=True)
    task = None
    for row in measures:
        shown = Text("" if row["task"] == task else row["task"])
        interval = DASH if row["low"] is None else f"{decimal(row['low'])} to {decimal(row['high'])}"
        table.add_row(shown, title_of(row["metric"]), decimal(row["mean"]), interval, f"{row['items']:,}")
        task = row["task"]
    return table


def _writing(told: Mapping[str, Any]) -> str:
    parts = [f"{told['answers']:,} answers of {told['tokens']:.0f} tokens"]
    if told["cut"]:
        parts.append(f"{told['cut']:,} cut off at the most tokens allowed")
    return ", ".join(parts)


def _answer(shown: Mapping[str, Any]) -> RenderableType:
    scores = "  ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in shown["scores"].items())
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    grid.add_row("asked", Text(_excerpt(shown["asked"])))
    grid.add_row("answer", Text(_excerpt(shown["texts"][0])))
    if shown["gold"].strip():
        grid.add_row("gold", Text(_excerpt(shown["gold"])))
    return Group(Text(f"{shown['item']}  {scores}", style="bold"), grid, Text())


def _excerpt(text: str) -> str:
    """The text, its middle left out where it is long; what would move the cursor is shown, not done."""
    plain = "".join(
        char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text.strip()
    )
    if len(plain) <= _EXCERPT:
        return plain
    half = _EXCERPT // 2
    return f"{plain[:half]} … {plain[-half:]}"
