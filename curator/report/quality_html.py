"""The quality index on the page: figures with their intervals."""

from curator.report.figures import number_of
from curator.report.markup import Cell, cell, number, section, table
from curator.report.quality import HEADING, NOTE, Row, index, interval, quiet_parts, rows
from curator.report.svg import safe
from curator.scores import Qualities


def quality_section(quality: Qualities) -> str:
    """The section; nothing where there are no records or no rules."""
    sets = [quality.input, quality.kept]
    if not any(each.whole for each in sets):
        return ""
    headings = [cell(HEADING), number("as read"), number("kept")]
    shown = table(f"{NOTE} In small print: 95% intervals.", headings, [_row(row) for row in rows(sets)])
    quiet = quiet_parts(sets)
    others = f'<p class="quiet">{number_of(quiet, "other part")} at 100.</p>' if quiet else ""
    return section("Quality index", shown + others)


def _row(row: Row) -> list[Cell]:
    return [cell(safe(row.name)), *(number(index(each), interval=interval(each)) for each in row.measures)]
