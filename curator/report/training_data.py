"""What a model would learn from a version, for a terminal: shares, what is left out and why, and the first example."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from curator.report.figures import percent
from curator.report.terminal import table
from curator.text import printable

LOOK_CHARS = 400
REASONS_SHOWN = 12
PART_STYLE = {"learnt": "bold green", "chosen": "bold green", "rejected": "bold red", "read": ""}


def training_data_renderable(report: Mapping[str, Any]) -> RenderableType:
    """A data report, as `DataReport.to_dict` gives it."""
    parts: list[RenderableType] = []
    for stage in report["stages"]:
        parts += [*_stage(stage, report), Text()]
    if report["skipped_reasons"]:
        parts += [_reasons(report["skipped_reasons"], "of no use here"), Text()]
    return Group(*parts[:-1])


def _stage(stage: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[RenderableType]:
    usable, records = stage["usable"], stage["records"]
    head = f"{stage['stage']}: {usable:,} of {records:,} records can be learnt from"
    yield Text(head, style="bold" if usable else "bold red")
    if usable:
        share = percent(stage["supervised_tokens"], stage["tokens"])
        made = "" if stage["examples"] == usable else f"{stage['examples']:,} examples, "
        longest = f"the longest {stage['longest']:,} of {report['max_tokens']:,} allowed"
        yield Text(f"{made}{stage['tokens']:,} tokens, {stage['supervised_tokens']:,} learnt ({share}), {longest}")
    if stage["tokens_too_long"]:
        lost = percent(stage["tokens_too_long"], stage["tokens"] + stage["tokens_too_long"])
        yield Text(f"{lost} of all tokens are lost to that limit")
    if stage["reasons"]:
        yield Text()
        yield _reasons(stage["reasons"], "left out", records)
    for remark in stage["remarks"]:
        yield Text(f"note: {printable(remark)}", style="yellow")
    if stage["look"]:
        yield Text()
        yield Text(f"the first, {stage['first']}, as the model meets it", style="bold")
        yield _look(stage["look"])


def _reasons(reasons: Sequence[Mapping[str, Any]], title: str, records: int | None = None) -> Table:
    columns = [(title, False), ("records", True), *([("share", True)] if records else []), ("such as", False)]
    shown = table(columns, gap=2)
    for each in reasons[:REASONS_SHOWN]:
        share = [percent(each["records"], records)] if records else []
        shown.add_row(Text(printable(each["reason"])), f"{each['records']:,}", *share, Text(each["example"]))
    if len(reasons) > REASONS_SHOWN:
        shown.add_row(Text(f"and {len(reasons) - REASONS_SHOWN:,} more reasons: --json"))
    return shown


def _look(spans: Sequence[Mapping[str, str]]) -> RenderableType:
    shown = Table.grid(padding=(0, 2, 0, 0))
    shown.add_column(no_wrap=True)
    shown.add_column(overflow="fold")
    for span in spans:
        style = PART_STYLE[span["part"]]
        shown.add_row(Text(span["part"], style=style), Text(_middle_cut(span["text"]), style=style))
    return Padding(shown, (0, 0, 0, 2))


def _middle_cut(text: str) -> str:
    """The text on one line; of a long one beginning and end, for the end is what matters in an answer."""
    if len(text) <= LOOK_CHARS:
        return printable(text, LOOK_CHARS)
    half = LOOK_CHARS // 2
    return f"{printable(text[:half], half)} … {printable(text[-half:], half)}"
