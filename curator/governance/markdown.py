"""Markdown from values that may hold anything: nothing in them makes markup, and every table stays a table."""

import re
from collections.abc import Iterable, Sequence

from curator.text import printable

_LONGEST = 2_000

_MARKUP = re.compile(r"([\\`*_{}\[\]#|<>~&$])")


def plain(value: object) -> str:
    """`value` on one line, as text and not as markup."""
    return _MARKUP.sub(r"\\\1", printable(str(value), _LONGEST))


def code(value: object) -> str:
    """`value` on one line in a fixed-width font."""
    text = printable(str(value), _LONGEST).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def table(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """A table; numbers to the right. The cells are Markdown already."""
    listed = [list(row) for row in rows]
    is_number = [bool(listed) and all(isinstance(row[at], int) for row in listed) for at in range(len(heads))]
    lines = [
        list(heads),
        ["---:" if number else "---" for number in is_number],
        *([f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in listed),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bullets(items: Iterable[str]) -> str:
    """One line an item."""
    return "\n".join(f"- {item}" for item in items)
