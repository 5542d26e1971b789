"""What the program `curator` runs. The command line is imported once Ctrl-C is answered in words."""

import gc
import sys

from curator.cli.stop import answer_ctrl_c

OBJECTS = 20_000
"""Made between two searches for unused ones; the search among those of the libraries took a tenth of a run."""


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: 0 fine, 1 data not good enough, 2 impossible wish, 3 a service failed."""
    answer_ctrl_c()
    gc.set_threshold(OBJECTS)
    from curator.cli.commands import run

    code = run(args)
    gc.freeze()  # the process ends: nothing that is left needs to be looked through
    sys.exit(code)
