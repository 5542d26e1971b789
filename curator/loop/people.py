"""What people are asked in a turn of the loop, and what their answers make of the curated version."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator import label
from curator.governance.recorder import Recording, recorded
from curator.label.apply import WithoutEffect
from curator.label.version import export_tasks, import_annotations
from curator.loop.curating import Warn, stamps
from curator.recipe import Label
from curator.text import printable
from curator.trial.journal import Journal, Result
from curator.versions import DatasetVersion, VersionStore

if TYPE_CHECKING:
    from curator.label import Applied
    from curator.label.client import Client

Connect = Callable[[], "Client"]


class People:
    """The labelling part of a recipe: a file of answers, or a project on a server; perhaps neither."""

    def __init__(
        self, wanted: Label | None, store: VersionStore, journal: Journal, *, folder: Path, connect: Connect, warn: Warn
    ) -> None:
        self._wanted = wanted
        self._store = store
        self._journal = journal
        self._folder = folder
        self._connect = connect
        self._warn = warn

    def ask(self, curated: DatasetVersion) -> dict[str, int]:
        """Put what waits for review before people: into the project, or else into a folder as files to import.

        Returns:
            The number of tasks of each kind; those of a project that are new there.

        Raises:
            ServiceError: the server does not answer, or refuses.
        """
        wanted = self._wanted
        if wanted is None:
            return {}
        if wanted.project is not None:
            return self._push(curated, wanted.project, wanted.budget)

        def work() -> Result:
            return {"tasks": export_tasks(curated, self._folder, budget=wanted.budget)}

        inputs = {"version": curated.id, "budget": wanted.budget}
        tasks: dict[str, int] = self._journal.once("label/export", inputs, work)["tasks"]
        return tasks

    def hear(self, curated: DatasetVersion) -> dict[str, Any] | None:
        """Bring the answers back: `version` is what they made. None when the recipe names no place to look.

        Raises:
            DataError: the file of answers cannot be read, or has nothing to do with this version.
            ServiceError: the server does not answer, or refuses.
        """
        wanted = self._wanted
        if wanted is None:
            return None
        if wanted.project is not None:
            return self._pull(curated, wanted.project)
        if wanted.annotations is None:
            return None
        path = Path(wanted.annotations)

        def work() -> Result:
            with self._recorded("loop import", curated) as run:
                child, applied = import_annotations(self._store, curated, label.read(path))
                run.makes(child)
            return _told(child, applied)

        return self._journal.once("label/import", {"version": curated.id, "file": stamps([str(path)])}, work)

    def _push(self, curated: DatasetVersion, project: str, budget: int) -> dict[str, int]:
        from curator.label.round_trip import push_version

        pushed = push_version(self._connect(), self._store, curated, project, budget=budget, control=0.0)
        for each in pushed:
            for problem in each.refused:
                self._warn(f"warning: {problem}")
        return {each.project.kind: len(each.added) for each in pushed}

    def _pull(self, curated: DatasetVersion, project: str) -> dict[str, Any]:
        from curator.label.project import find
        from curator.label.round_trip import pull_annotations

        client = self._connect()
        if not find(client, project, must_exist=False):
            return _told(curated, None)
        with self._recorded("loop pull", curated) as run:
            try:
                brought = pull_annotations(client, self._store, curated, project)
            except WithoutEffect as error:
                self._warn(f"project {printable(project)}: {error.problems[0].what} ({curated.id})")
                return _told(curated, None)
            if brought.version.id != curated.id:
                run.makes(brought.version)
        return _told(brought.version, brought.applied)

    def _recorded(self, job: str, parent: DatasetVersion) -> AbstractContextManager[Recording]:
        return recorded(self._store.root, job, warn=self._warn, parents=[parent])


def _told(version: DatasetVersion, applied: "Applied | None") -> dict[str, Any]:
    return {
        "version": version.id,
        "decided": dict(applied.decided) if applied else {},
        "skipped": len(applied.skipped) if applied else 0,
        "problems": [str(problem) for problem in applied.problems] if applied else [],
    }
