"""The quality index with its interval, its aspects and its parts, as rows that every rendering shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from curator.report.figures import DASH, MINUS, number_of
from curator.scores import ASPECTS, Measure, Quality

HEADING = "quality, 0 to 100"
NOTE = "100: no rule hit anything. Parts are rule packs; a score is their product."


@dataclass(frozen=True)
class Row:
    """A line of the table: what is scored, and its measure in every column, null where nothing is known of it."""

    name: str
    measures: tuple[Measure | None, ...]


def rows(columns: Sequence[Quality]) -> list[Row]:
    """The index, its aspects, and the parts that lower it anywhere, those that lower it most first."""
    listed = [Row("all", tuple(each.whole for each in columns))]
    listed += [Row(aspect, tuple(each.aspects.get(aspect) for each in columns)) for aspect in ASPECTS]
    faulty = dict.fromkeys(name for each in columns for name, part in each.parts.items() if part.faulty)
    parts = [Row(f"in {name}", tuple(each.parts.get(name) for each in columns)) for name in faulty]
    known = [row for row in listed if any(row.measures)]
    return known + sorted(parts, key=lambda row: min(each.index for each in row.measures if each))


def quiet_parts(columns: Sequence[Quality]) -> int:
    """How many parts lower nothing."""
    parts = {name for each in columns for name in each.parts}
    return len(parts) - len({name for each in columns for name, part in each.parts.items() if part.faulty})


def index(measure: Measure | None) -> str:
    """`97.44`; what is not perfect never reads as 100.00."""
    if measure is None:
        return DASH
    return "99.99" if measure.faulty and measure.index > 99.99 else f"{measure.index:.2f}"


def interval(measure: Measure | None) -> str:
    """`97.13 to 97.72`."""
    return DASH if measure is None else f"{measure.low:.2f} to {measure.high:.2f}"


def change(before: Measure | None, after: Measure | None) -> str:
    """By how many points the index is higher."""
    if before is None or after is None:
        return DASH
    points = round(after.index - before.index, 2)
    return f"{points:+.2f}".replace("-", MINUS) if points else "0.00"


def quality_view(columns: Mapping[str, Quality], *, with_change: bool = False) -> Iterator[RenderableType]:
    """The table for a terminal: a column of figures for each of the named sets of records.

    Args:
        columns: the sets by name, in order.
        with_change: add how much higher the last one is than the first.
    """
    sets = list(columns.values())
    if not any(each.whole for each in sets):
        return
    shown = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    shown.add_column(HEADING, overflow="fold")
    for name in columns:
        shown.add_column(name, justify="right", no_wrap=True)
        shown.add_column("95% interval", justify="right", no_wrap=True)
    if with_change:
        shown.add_column("change", justify="right", no_wrap=True)
    for row in rows(sets):
        figures = [text for each in row.measures for text in (index(each), interval(each))]
        figures += [change(row.measures[0], row.measures[-1])] if with_change else []
        shown.add_row(Text(row.name), *figures, style="" if row.name in ("all", *ASPECTS) else "dim")
    yield shown
    if quiet := quiet_parts(sets):
        yield Text(f"{number_of(quiet, 'other part')} at 100", style="dim")
