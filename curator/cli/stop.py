"""Ctrl-C before and after a command does its work: nothing is being written, so the process just goes."""

import os
import signal
from types import FrameType

STOPPED = "stopped; what was finished is kept, nothing is half-written"


def answer_ctrl_c() -> None:
    """End the process with a word on Ctrl-C, which Python would answer with a traceback; who ignores it goes on so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, go)


def go(number: int, _: FrameType | None) -> None:
    """Say so and end at once: an exception would be lost where an import or a finaliser is interrupted."""
    os.write(2, f"{STOPPED}\n".encode())
    os._exit(128 + number)
