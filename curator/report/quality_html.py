"""The quality index on the page: figures with their intervals, and a bar for what is kept."""

from curator.report.charts import share_bar
from curator.report.figures import number_of
from curator.report.markup import Cell, cell, number, section, table, word
from curator.report.quality import HEADING, NOTE, Row, index, interval, quiet_parts, rows
from curator.report.svg import safe
from curator.scores import Qualities


def quality_section(quality: Qualities) -> str:
    """The section; nothing where there are no records or no rules."""
    sets = [quality.input, quality.kept]
    if not any(each.whole for each in sets):
        return ""
    figures = [number(heading) for heading in ("as read", "95% interval", "kept", "95% interval")]
    headings = [word(HEADING), *figures, word("")]
    shown = table(NOTE, headings, [_row(row) for row in rows(sets)])
    quiet = quiet_parts(sets)
    others = f'<p class="quiet">{number_of(quiet, "other part")} at 100.</p>' if quiet else ""
    return section("Quality index", shown + others)


def _row(row: Row) -> list[Cell]:
    kept = row.measures[-1]
    figures = [number(text) for each in row.measures for text in (index(each), interval(each))]
    return [cell(safe(row.name)), *figures, cell(share_bar(kept.index / 100) if kept else "")]
