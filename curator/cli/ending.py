"""How a command ends when the world stops it: soon, with a word, and with a code that says by what."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from curator.cli.stop import STOPPED, go

PATIENCE_S = 1.0  # for what cannot be interrupted at once, such as a query; then the process goes as if it were killed

_ENOUGH_READ = 128 + 13  # what a shell says of a program that wrote into a pipe nobody reads any more
_SHOW_CURSOR = "\x1b[?25h"


@contextmanager
def stoppable() -> Iterator[None]:
    """Let the block be stopped: by Ctrl-C within two seconds, by SIGTERM and SIGHUP likewise, by a closed pipe.

    Whatever is being written is whole or absent even after a kill, so leaving at once is safe.
    """
    _open_closed_streams()
    try:
        if threading.current_thread() is not threading.main_thread():
            yield
        else:
            with _heard():
                yield
    except BrokenPipeError:
        # Python would try once more to write what is left, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(_ENOUGH_READ) from None


@contextmanager
def _heard() -> Iterator[None]:
    """Answer requests to stop, and leave the hard way when the block does not end in time."""
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = [number for number in numbers if signal.getsignal(number) == signal.SIG_DFL]  # nohup keeps its own
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    ended = threading.Event()
    before = signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    at_once = signal.getsignal(signal.SIGINT) is go
    if at_once:  # now there is something to tidy up, and a run to record as stopped
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in ours:
        signal.signal(number, _stop)
    threading.Thread(target=_watch, args=(read_end, ended), daemon=True).start()
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
        if at_once:
            signal.signal(signal.SIGINT, go)
        signal.set_wakeup_fd(before)
        ended.set()
        os.close(write_end)


def _stop(number: int, _: FrameType | None) -> None:
    click.echo(STOPPED, err=True)
    raise SystemExit(128 + number)


def _watch(read_end: int, ended: threading.Event) -> None:
    """Wait for a request to stop; when the block has not ended soon after, end the process."""
    while number := os.read(read_end, 1):
        if number[0] in (signal.SIGINT, signal.SIGTERM) and not ended.wait(PATIENCE_S):
            shown = _SHOW_CURSOR if os.isatty(2) else ""
            os.write(2, f"{shown}{STOPPED}\n".encode())
            os._exit(128 + number[0])
    os.close(read_end)


def _open_closed_streams() -> None:
    """Give standard streams that were closed to the null device, or the next file opened would take their place."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
