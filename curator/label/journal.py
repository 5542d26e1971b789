"""What was sent to a project and what the server has confirmed, a line an event: a kill loses nothing.

One file a project in the store's folder `label`. Losing it costs time alone: a push then asks the server what is there.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import orjson

from curator.errors import DataError
from curator.files import append_line
from curator.label.project import Project
from curator.versions.lock import PATIENCE_S, locked

FOLDER = "label"


class Journal:
    """The events of one project. Whoever writes holds its lock.

    `stored` has the task of each record that the server has confirmed, `doubtful` the records whose sending was not
    answered, `repeated` those that were sent again after such a doubt. `pulls` says until when a version has them all.
    """

    def __init__(self, path: Path, place: Mapping[str, object] | None = None) -> None:
        """Read what has happened; `place` says for people which project it is.

        Raises:
            DataError: the file holds something else.
        """
        self.path = path
        self._place = place or {}
        self._read()

    @classmethod
    def of(cls, store: Path, url: str, project: Project) -> "Journal":
        """The journal of a project on the server at `url`."""
        identity = f"{url}\n{project.id}\n{project.created}".encode()
        digest = hashlib.blake2b(identity, digest_size=6).hexdigest()
        place = {"url": url, "project": project.id, "title": project.title, "kind": project.kind}
        return cls(store / FOLDER / f"project-{project.id}-{digest}.jsonl", place)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other writers of this store out, and know what they have written."""
        with locked(self.path.parent, PATIENCE_S, what="journal of Label Studio", hint="wait for it"):
            self._read()
            yield

    def sending(self, version: str, records: Iterable[str]) -> None:
        """These are on their way from now on."""
        self._add({"event": "sending", "version": version, "records": list(records), **self._place})

    def confirmed(self, tasks: Mapping[str, int]) -> None:
        """The server has these, as tasks of these numbers."""
        self._add({"event": "stored", "tasks": dict(tasks)})

    def absent(self, records: Iterable[str]) -> None:
        """The server does not have these."""
        self._add({"event": "absent", "records": list(records)})

    def pulled(self, version: str, until: datetime) -> None:
        """This version has every annotation that was there at `until`, by the server's clock."""
        self._add({"event": "pulled", "version": version, "until": until.isoformat()})

    def _add(self, event: Mapping[str, object]) -> None:
        append_line(self.path, event)
        self._follow(event)

    def _read(self) -> None:
        self.stored: dict[str, int] = {}
        self.doubtful: set[str] = set()
        self.repeated: set[str] = set()
        self.pulls: dict[str, datetime] = {}
        self._lost: set[str] = set()
        for number, event in enumerate(_events(self.path), start=1):
            try:
                self._follow(event)
            except (KeyError, TypeError, ValueError, AttributeError):
                hint = "remove the file: the next push asks the server what is there"
                raise DataError("not as curator wrote it", where=f"{self.path}:{number}", hint=hint) from None

    def _follow(self, event: Mapping[str, object]) -> None:
        match event:
            case {"event": "sending", "records": list(records)}:
                self.repeated |= (self.doubtful | self._lost) & set(records)
                self.doubtful.update(records)
            case {"event": "stored", "tasks": dict(tasks)}:
                self.stored.update(tasks)
                self.doubtful.difference_update(tasks)
            case {"event": "absent", "records": list(records)}:
                self.doubtful.difference_update(records)
                self._lost.update(records)
            case {"event": "pulled", "version": str(version), "until": str(until)}:
                self.pulls[version] = datetime.fromisoformat(until)
            case _:
                raise ValueError(event)


def pushed(store: Path) -> set[str]:
    """The records that have been sent to any project from this store: nobody is asked about them again."""
    journals = [Journal(path) for path in sorted((store / FOLDER).glob("project-*.jsonl"))]
    return {record for journal in journals for record in (*journal.stored, *journal.doubtful)}


def _events(path: Path) -> Iterator[Mapping[str, object]]:
    """The lines of a journal; what a kill left of the last one is none."""
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            event = orjson.loads(line)
        except orjson.JSONDecodeError:
            if number == len(lines):
                return
            event = None
        yield event if isinstance(event, dict) else {}
