"""What a language model and vectors of words measured, on the page."""

from curator.report.markup import Cell, cell, number, section, table
from curator.report.measured import Measured, Spread
from curator.report.svg import safe


def measured_section(measured: Measured | None) -> str:
    """The section; nothing where no model and no domain was named."""
    if measured is None:
        return ""
    facts = "".join(f"<p>{safe(fact[:1].upper() + fact[1:])}.</p>" for fact in measured.facts())
    headings = [cell("signal"), *map(number, ("records", "p5", "median", "p95"))]
    rows = [_row(each) for each in measured.spreads]
    return section("Model and meaning", facts + (table("", headings, rows, css="stacked") if rows else ""))


def _row(each: Spread) -> list[Cell]:
    return [
        cell(f"{safe(each.name)}<small>{safe(each.about)}</small>"),
        number(f"{each.records:,}"),
        *map(number, each.figures()),
    ]
