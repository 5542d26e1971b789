"""One at a time at a loop, and whoever comes second is told who the first one is."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from curator.errors import DataError
from curator.files import whole_file
from curator.text import printable
from curator.versions.lock import Held, locked

FILE = "holder.json"
SHOWN = 80


@dataclass(frozen=True)
class Holder:
    """A process that works on a loop."""

    pid: int
    host: str
    what: str
    since: str

    def __str__(self) -> str:
        return printable(
            f"process {self.pid} on {self.host} ({self.what}, since {self.since[:19].replace('T', ' ')} UTC)", SHOWN * 2
        )


@contextmanager
def holding(folder: Path, what: str, *, patience_s: float = 0) -> Iterator[None]:
    """Keep others away from `folder` while the block runs. A killed holder holds nothing.

    Args:
        folder: of the loop, or of what is done with it.
        what: is done, for those who come meanwhile, such as `curator loop run`.
        patience_s: how long to wait for another one.

    Raises:
        DataError: somebody else holds it; or the folder is not writable.
    """
    with ExitStack() as held:
        try:
            held.enter_context(locked(folder, patience_s, what="loop"))
        except Held:
            raise DataError(
                f"another curator works on this loop: {told(folder) or 'it has not said who it is'}",
                where=str(folder),
                hint="wait for it, or stop it first",
            ) from None
        with whole_file(folder / FILE) as file:
            file.write_bytes(orjson.dumps(asdict(_here(what))))
        yield


def holder(folder: Path) -> Holder | None:
    """Who holds `folder` at this moment; none when nobody does, or when nobody may be told because it is read-only."""
    if not folder.is_dir():
        return None
    try:
        with locked(folder, 0, what="loop"):
            return None
    except Held:
        return told(folder) or Holder(0, "an unknown host", "it has not said what", "")
    except DataError:
        return None


def told(folder: Path) -> Holder | None:
    """Who last said to hold `folder`; none when that cannot be read."""
    try:
        entry = orjson.loads((folder / FILE).read_bytes())
        return Holder(int(entry["pid"]), str(entry["host"]), str(entry["what"]), str(entry["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _here(what: str) -> Holder:
    return Holder(os.getpid(), socket.gethostname(), what, datetime.now(UTC).isoformat(timespec="seconds"))
