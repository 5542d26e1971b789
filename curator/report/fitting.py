"""Tables that become several below each other where the terminal is too narrow for one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

_NO_LIMIT = 10_000


@dataclass(frozen=True)
class Fitting:
    """A table of which each part names its rows and shows as many of the columns as there is room for.

    `make` gives the table with those columns that it is told, by their places; `columns` counts them.
    """

    make: Callable[[Sequence[int]], Table]
    columns: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The parts, with a blank line between."""
        rest = range(self.columns)
        while True:
            shown = next(
                (count for count in range(len(rest), 1, -1) if self._fits(rest[:count], console, options)),
                min(1, len(rest)),
            )
            yield self.make(rest[:shown])
            rest = rest[shown:]
            if not rest:
                return
            yield Text()

    def _fits(self, columns: Sequence[int], console: Console, options: ConsoleOptions) -> bool:
        unlimited = options.update(width=_NO_LIMIT, max_width=_NO_LIMIT)
        return Measurement.get(console, unlimited, self.make(columns)).maximum <= options.max_width
