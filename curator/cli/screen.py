"""The terminal: a console for results, and progress bars that stay out of the way."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column

from curator.progress import Advance, Watcher

PIPED_COLUMNS = 100
WORTH_A_LINE_S = 1.0
WORTH_A_LINE_INSIDE_S = 10.0  # of a step that is part of another


def stdout() -> Console:
    """Where results go; wraps nothing that is piped."""
    console = _Output(highlight=False)
    if console.is_terminal or "COLUMNS" in os.environ:
        return console
    return _Output(highlight=False, width=PIPED_COLUMNS)


def watcher() -> Watcher:
    """Bars on a terminal; elsewhere one line a step that took longer than a second."""
    console = Console(stderr=True, highlight=False)
    return _Bars(console) if console.is_terminal else _lines(console)


class _Output(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command how it ends; rich would end it as if the data were not good enough."""
        raise BrokenPipeError


class _Bars:
    """One live display for all steps that are running, nested ones included."""

    def __init__(self, console: Console) -> None:
        # Where a line is too narrow, the bar gives way: counts, times and remarks are whole at 80 columns.
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None, table_column=Column(max_width=30)),
            MofNCompleteColumn(table_column=Column(no_wrap=True)),
            TimeElapsedColumn(table_column=Column(no_wrap=True)),
            TimeRemainingColumn(table_column=Column(no_wrap=True)),
            TextColumn("{task.fields[remark]}"),
            console=console,
            transient=True,
        )
        self._running: list[TaskID] = []

    @contextmanager
    def __call__(self, what: str, total: int | None) -> Iterator[Advance]:
        if not self._running:
            self._progress.start()
        task = self._progress.add_task(what, total=total, remark="")
        self._running.append(task)
        try:
            yield lambda step: self._progress.advance(task, step)
        finally:
            self._progress.remove_task(task)
            self._running.remove(task)
            if not self._running:
                self._progress.stop()

    def remark(self, text: str) -> None:
        """Show it behind the bar of the innermost step."""
        if self._running:
            self._progress.update(self._running[-1], remark=text)


def _lines(console: Console) -> Watcher:
    running = 0

    @contextmanager
    def show(what: str, total: int | None) -> Iterator[Advance]:
        nonlocal running
        began = time.monotonic()
        worth = WORTH_A_LINE_INSIDE_S if running else WORTH_A_LINE_S
        done = 0
        running += 1

        def advance(step: int) -> None:
            nonlocal done
            done += step

        try:
            yield advance
        finally:
            running -= 1
        seconds = time.monotonic() - began
        if seconds > worth:
            amount = f"{done:,} in " if done else ""
            console.print(f"{what}: {amount}{seconds:.0f} s")

    return show
