"""Tables and sections of the page, marked up so that a screen reader finds its way."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """The inner HTML of a table cell, escaped by whoever made it, and its CSS classes."""

    content: str
    css: str = ""


def cell(content: str) -> Cell:
    """A cell that may wrap."""
    return Cell(content)


def word(content: str, *, css: str = "") -> Cell:
    """A cell that stays on one line."""
    return Cell(content, f"word {css}".strip())


def number(content: str, *, interval: str = "") -> Cell:
    """A number: right-aligned, on one line; its interval, smaller, goes below it on narrow screens."""
    return Cell(f"{content} <small>{interval}</small>" if interval else content, "number")


def section(title: str, body: str) -> str:
    """A titled part of the page; `title` is plain text of ours."""
    return f"<section>\n<h2>{title}</h2>\n{body}\n</section>\n"


def table(caption: str, headings: Sequence[Cell], rows: Sequence[Sequence[Cell]], *, css: str = "") -> str:
    """A table whose first column names its rows; wider than the page, it scrolls by itself.

    On narrow screens a `stacked` one has its names above the other columns.
    """
    titled = f'<p class="quiet caption">{caption}</p>' if caption else ""
    head = "".join(_written("th", each, ' scope="col"') for each in headings)
    body = "".join(f"<tr>{_row(row)}</tr>\n" for row in rows)
    label = caption or "table"
    styled = f' class="{css}"' if css else ""
    # The caption stands outside, because inside it would scroll away with a wide table.
    return (
        f'{titled}<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table aria-label="{label}"{styled}><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>'
    )


def _row(row: Sequence[Cell]) -> str:
    first, *rest = row
    return _written("th", first, ' scope="row"') + "".join(_written("td", each) for each in rest)


def _written(tag: str, each: Cell, attributes: str = "") -> str:
    css = f' class="{each.css}"' if each.css else ""
    return f"<{tag}{attributes}{css}>{each.content}</{tag}>"
