"""The one look of our tables: no frame, a blank between columns, numbers to the right."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from rich.table import Table
from rich.text import Text

Side = Literal["left", "right"]

WIDE = 120
"""From this many columns on, a table also says what its rows mean."""


def plain_table(columns: Mapping[str, Side], rows: Iterable[Sequence[str]]) -> Table:
    """A table of texts; markup in them is shown, not followed. The first column never wraps."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for index, (name, side) in enumerate(columns.items()):
        table.add_column(name, justify=side, no_wrap=index == 0 or side == "right", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def explained_table(columns: Mapping[str, Side], rows: Iterable[Sequence[str]], *, width: int) -> Table:
    """A table whose last column only explains or gives an example; left out where that would be squeezed."""
    if width >= WIDE:
        return plain_table(columns, rows)
    *shown, _ = columns
    return plain_table({name: columns[name] for name in shown}, [row[:-1] for row in rows])
