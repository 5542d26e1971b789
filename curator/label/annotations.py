"""People's answers: Label Studio's JSON export, read without guessing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from curator.errors import DataError, Problem
from curator.label.shape import Node, parsed
from curator.label.verdict import Verdict, verdict_of
from curator.label.verdicts import Verdicts

MAX_FILE_BYTES = 1 << 30


@dataclass(frozen=True)
class Annotations:
    """An export: its usable verdicts, in file order, and the annotations that say nothing usable."""

    verdicts: Verdicts
    problems: tuple[Problem, ...]
    tasks: int
    unlabelled: int


def read(path: Path) -> Annotations:
    """Read a JSON export (not JSON-MIN or CSV: those lose skips and who said what).

    Raises:
        DataError: missing, not such an export, or malformed anywhere; nothing is read by halves.
    """
    tasks = _loaded(path).items()
    problems: list[Problem] = []
    verdicts = Verdicts.of(_verdicts(tasks, problems))
    unlabelled = sum(not _annotations(task) for task in tasks)
    return Annotations(verdicts, tuple(problems), len(tasks), unlabelled)


def _verdicts(tasks: Iterable[Node], problems: list[Problem]) -> Iterator[Verdict]:
    """The verdicts as they stand in the file; why an annotation has none goes to `problems`."""
    for task in tasks:
        for annotation in _annotations(task):
            found = verdict_of(task, annotation)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                yield found


def _loaded(path: Path) -> Node:
    where = str(path)
    if not path.is_file():
        what = "is a directory, not a file" if path.is_dir() else "no such file"
        raise DataError(what, where=where, hint="name the JSON export of a Label Studio project")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise DataError(f"larger than {MAX_FILE_BYTES >> 20:,} MB", where=where, hint="export the project in parts")
    try:
        data = parsed(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise DataError(
            f"not JSON: {error.msg}", where=f"{where}:{error.lineno}:{error.colno}", hint=_EXPORT_HINT
        ) from None
    if not isinstance(data, list):
        raise DataError("not a list of tasks", where=where, hint=_EXPORT_HINT)
    return Node(data, where)


_EXPORT_HINT = "in Label Studio choose Export, then JSON"


def _annotations(task: Node) -> list[Node]:
    fields = task.mapping()
    if "annotations" not in fields:
        if "annotation_id" in fields or "annotator" in fields:
            what = "a JSON-MIN export, which loses skips and who said what"
        else:
            what = "a task without 'annotations'"
        raise DataError(what, where=task.where, hint=_EXPORT_HINT)
    return task.child("annotations").items()
