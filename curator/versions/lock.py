"""One writer at a time in a store. The lock is the operating system's, so a killed run never leaves it behind."""

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


@contextmanager
def locked(root: Path, patience_s: float) -> Iterator[None]:
    """Wait until nobody else writes to the store in `root`, and keep others out while the block runs.

    The holder may take it again. Reading needs no lock: whatever appears in a store appears whole.

    Raises:
        DataError: the folder is not writable, or somebody has held the lock for longer than `patience_s`.
    """
    from filelock import FileLock, Timeout  # 55 ms, and most commands only read

    with writing(root):
        make_folder(root)
        lock = FileLock(root / NAME, is_singleton=True)
        try:
            _acquire(lock, patience_s)
        except Timeout:
            raise DataError(
                f"another curator has been writing to this store for {patience_s:g} seconds",
                where=str(root),
                hint="wait for it, or use another store: --store DIR",
            ) from None
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: "BaseFileLock", patience_s: float) -> None:
    """Take the lock at once, or say that somebody else has it and wait."""
    try:
        lock.acquire(blocking=False)
    except TimeoutError:
        with progress.stage("waiting for another curator that writes to this store"):
            lock.acquire(timeout=patience_s)
