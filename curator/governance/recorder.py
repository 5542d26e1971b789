"""Keep a record of every run beside its versions: `openlineage.jsonl`, an event a line, no network."""

import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from curator.errors import DataError
from curator.files import append_line
from curator.governance.openlineage import Kind, event, measured, read_from, stored, written_to
from curator.versions import DatasetVersion
from curator.versions.lock import PATIENCE_S, locked

FILE = "openlineage.jsonl"
AT_ONCE_S = 1  # who stops a run does not want to wait for another one


@dataclass
class Recording:
    """A run while it is recorded: tell it the versions that the run makes, and what else is to be said of it.

    `facets` are further ones of the run, `outputs` what it makes that is no version.
    """

    run_id: str
    made: list[DatasetVersion] = field(default_factory=list)
    facets: dict[str, Any] = field(default_factory=dict)
    outputs: list[dict[str, Any]] = field(default_factory=list)

    def makes(self, version: DatasetVersion) -> None:
        """Name a version that the run stored."""
        self.made.append(version)


@contextmanager
def recorded(
    store: Path,
    job: str,
    *,
    warn: Callable[[str], None],
    sources: Sequence[str] = (),
    parents: Sequence[DatasetVersion] = (),
) -> Iterator[Recording]:
    """Write a START event, run the block, and write how it ended: COMPLETE, FAIL or, when it was stopped, ABORT.

    Where there is no store yet START waits until the block has made it; a run that fails before leaves nothing. A
    run that ended well has ended well, even when that cannot be written.

    Args:
        store: the folder of the store.
        job: what is done, such as `curate` or `label import`.
        warn: told in one line when COMPLETE cannot be written.
        sources: the files, patterns and addresses that are read.
        parents: the versions that are read.

    Raises:
        DataError: START cannot be written before the block is run. Whatever ends the block goes through as it is.
    """
    recording = Recording(str(uuid.uuid4()))
    read = [*map(read_from, sources), *map(stored, parents)]
    path = store / FILE
    unwritten = [event("START", run_id=recording.run_id, job=job, inputs=read)]

    def start() -> None:
        if unwritten and store.is_dir():
            append(path, unwritten[0])
            unwritten.clear()

    def tell(kind: Kind, inputs: Sequence[Mapping[str, Any]] = read, patience_s: float = PATIENCE_S) -> None:
        outputs = [*map(written_to, recording.made), *recording.outputs]
        error = sys.exception() if kind == "FAIL" else None
        found = event(
            kind,
            run_id=recording.run_id,
            job=job,
            inputs=inputs,
            outputs=outputs,
            error=error,
            facets=recording.facets,
        )
        start()
        if not unwritten:
            append(path, found, patience_s)

    start()
    try:
        yield recording
    except BaseException as error:
        with suppress(DataError):  # the first error is the one to tell, and at once
            tell("FAIL" if isinstance(error, Exception) else "ABORT", patience_s=AT_ONCE_S)
        raise
    try:
        found = measured(sources, recording.made[-1]) if recording.made else read[: len(sources)]
        tell("COMPLETE", [*found, *read[len(sources) :]])
    except DataError as error:
        warn(f"warning: all is stored, but the end of this run is not recorded: {error}")


def append(path: Path, content: Mapping[str, Any], patience_s: float = PATIENCE_S) -> None:
    """Add one event as one line, and wait until it is on the disk.

    Raises:
        DataError: the disk is full, the place not writable, or somebody wrote to the store for `patience_s`.
    """
    with locked(path.parent, patience_s):
        append_line(path, content)
