"""Who is champion: the version that a loop's challengers must beat, and all that were it before.

A line a coronation in `champion.jsonl` of the loop's folder; the last one stands. Because the file names versions,
pruning leaves them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import orjson

from curator.errors import DataError
from curator.files import append_line, is_whole
from curator.text import printable

FILE = "champion.jsonl"
BY_TRIAL, BY_HAND = "trial", "hand"
SHOWN = 200  # characters of a reason

_KINDS = {
    "loop": str,
    "version": str,
    "by": str,
    "reason": str,
    "at": str,
    "previous": str | None,
    "turn": str | None,
    "runs": list,
    "scores": dict,
    "comparisons": list,
}


@dataclass(frozen=True)
class Champion:
    """A version and what made it champion.

    `turn` is the fingerprint of the turn of the loop that crowned it, null when a person did. `runs` are its trained
    runs, `scores` the mean of each metric over them, `comparisons` the differences that decided.
    """

    loop: str
    version: str
    by: str
    reason: str
    previous: str | None
    turn: str | None = None
    runs: list[str] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)
    comparisons: list[dict[str, Any]] = field(default_factory=list)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def to_dict(self) -> dict[str, Any]:
        """The champion as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Self:
        """The champion that `to_dict` wrote.

        Raises:
            ValueError: something else.
        """
        if entry.keys() != _KINDS.keys() or not all(isinstance(entry[key], kind) for key, kind in _KINDS.items()):
            raise ValueError("not as curator wrote it")
        datetime.fromisoformat(entry["at"])
        return cls(**entry)


class Champions:
    """The champions of one loop. Whoever crowns one holds the loop."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def history(self) -> list[Champion]:
        """Every champion, the first one first.

        What a kill left of a last line is passed over: its coronation was never said to be done.

        Raises:
            DataError: a line makes no sense.
        """
        return list(self._read())

    def current(self) -> Champion | None:
        """Who is champion; none before the first coronation.

        Raises:
            DataError: the file is damaged.
        """
        history = self.history()
        return history[-1] if history else None

    def before(self, turn: str) -> str | None:
        """The version that the turn with this fingerprint challenges: when the turn was interrupted just after it
        had crowned its own, still the one before.

        Raises:
            DataError: the file is damaged.
        """
        current = self.current()
        if current is None:
            return None
        return current.previous if current.turn == turn else current.version

    def crown(self, champion: Champion) -> None:
        """Make a version champion; it is on the disk when this returns.

        Raises:
            DataError: the disk is full or not writable; the champion is then who it was.
        """
        append_line(self.path, champion.to_dict())

    def _read(self) -> Iterator[Champion]:
        try:
            *lines, last = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        except OSError as error:
            raise DataError(f"cannot be read: {error.strerror or error}", where=str(self.path)) from None
        for number, line in enumerate([*lines, last] if is_whole(last) else lines, start=1):
            try:
                yield Champion.from_dict(orjson.loads(line))
            except (ValueError, AttributeError, TypeError):
                raise DataError(
                    "is no champion as curator wrote it",
                    where=f"{self.path}:{number}",
                    hint="put the line right from a backup, or delete it: then the one above it stands",
                ) from None


@dataclass(frozen=True)
class Reign:
    """A time in which a version was champion of a loop; `until` is null while it is."""

    loop: str
    since: str
    until: str | None
    by: str
    reason: str

    def __str__(self) -> str:
        began, ended = (moment and moment[:16].replace("T", " ") for moment in (self.since, self.until))
        time = f"{began} to {ended} UTC" if ended else f"since {began} UTC"
        return f"{'was ' if ended else ''}champion of {self.loop} {time} ({printable(self.reason, SHOWN)})"

    def to_dict(self) -> dict[str, Any]:
        """The reign as JSON values."""
        return asdict(self)


def reigns(store: Path, version: str) -> list[Reign]:
    """When a version was champion, of every loop in the store; the oldest first.

    Args:
        store: the folder of the store.
        version: its whole id.

    Raises:
        DataError: the file of a loop is damaged.
    """
    found = []
    for file in sorted((store / "loops").glob(f"*/{FILE}")):
        history = Champions(file.parent).history()
        for champion, following in zip(history, [*history[1:], None], strict=True):
            if champion.version == version:
                until = following.at if following else None
                found.append(Reign(champion.loop, champion.at, until, champion.by, champion.reason))
    return sorted(found, key=lambda reign: reign.since)
