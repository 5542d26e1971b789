"""One writer at a time in a folder that several share. The lock is the system's: a killed run leaves none behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from curator import progress
from curator.errors import DataError
from curator.files import make_folder, writing

if TYPE_CHECKING:
    from filelock import BaseFileLock

NAME = ".lock"
PATIENCE_S = 600


class Held(DataError):
    """Somebody else has held the lock for longer than one wanted to wait."""


@contextmanager
def locked(
    root: Path, patience_s: float, *, what: str = "store", hint: str = "wait for it, or use another store: --store DIR"
) -> Iterator[None]:
    """Wait until nobody else writes to the store in `root`, and keep others out while the block runs.

    The holder may take it again. Reading needs no lock: whatever appears in a store appears whole.

    Args:
        root: the folder.
        patience_s: how long to wait.
        what: is in the folder, for messages.
        hint: for whoever waited in vain.

    Raises:
        Held: somebody has held the lock for longer than `patience_s`.
        DataError: the folder is not writable.
    """
    from filelock import FileLock, Timeout  # 55 ms, and most commands only read

    with writing(root):
        make_folder(root)
        lock = FileLock(root / NAME, is_singleton=True)
        try:
            _acquire(lock, patience_s, what)
        except Timeout:
            raise Held(
                f"another curator has been writing to this {what} for {patience_s:g} seconds",
                where=str(root),
                hint=hint,
            ) from None
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: "BaseFileLock", patience_s: float, what: str) -> None:
    """Take the lock at once, or say that somebody else has it and wait."""
    try:
        lock.acquire(blocking=False)
    except TimeoutError:
        with progress.stage(f"waiting for another curator that writes to this {what}"):
            lock.acquire(timeout=patience_s)
