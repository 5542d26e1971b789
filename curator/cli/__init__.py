"""What the program `curator` runs. The command line is imported once Ctrl-C is answered in words."""

import gc
import os
import sys
from contextlib import suppress

from curator.cli.stop import answer_ctrl_c

STOPPED_BY = 128
"""An exit code above it is this plus the number of the signal that stopped the command."""
OBJECTS = 20_000
"""Made between two searches for unused ones; the search among those of the libraries took a tenth of a run."""


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: 0 fine, 1 data not good enough, 2 impossible wish, 3 a service failed."""
    answer_ctrl_c()
    gc.set_threshold(OBJECTS)
    from curator.cli.commands import run

    code = run(args)
    if code > STOPPED_BY:
        _leave(code)
    gc.freeze()  # the process ends: nothing that is left needs to be looked through
    sys.exit(code)


def _leave(code: int) -> None:
    """End at once: Polars' threads may still be at work on memory that Python would free at its end."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
