"""What the program `curator` runs. The command line is imported once Ctrl-C is answered in words."""

import sys

from curator.cli.stop import answer_ctrl_c


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: 0 fine, 1 data not good enough, 2 impossible wish, 3 a service failed."""
    answer_ctrl_c()
    from curator.cli.commands import run

    sys.exit(run(args))
