"""People's answers: Label Studio's JSON export, read without guessing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import orjson

from curator.errors import DataError, Problem
from curator.label.config import DROPPING_MARGINS, MARGINS, VERDICTS
from curator.label.shape import Node
from curator.text import printable

Action = Literal["keep", "fix", "drop", "prefer"]
Side = Literal["chosen", "rejected"]

MAX_FILE_BYTES = 1 << 30
RATINGS = range(1, 6)


@dataclass(frozen=True)
class Verdict:
    """What one person said about one record.

    `action` is null for a skip. `response` is the corrected text of a `fix`, `preferred` the better side of a
    `prefer`; both are null otherwise. `rating` is 1–5 or null. `right_rules` are the rules that the person agrees
    with; null where the question was not answered. `content` is the digest of the record as it was shown.
    """

    record_id: str
    content: str
    kind: str
    action: Action | None
    response: str | None
    preferred: Side | None
    rating: int | None
    errors: tuple[str, ...]
    right_rules: tuple[str, ...] | None
    note: str | None
    annotator: str
    at: datetime
    where: str

    @property
    def skipped(self) -> bool:
        """Whether the person passed the record on."""
        return self.action is None


@dataclass(frozen=True)
class Annotations:
    """An export: its usable verdicts, in file order, and the annotations that say nothing usable."""

    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]
    tasks: int
    unlabelled: int


def read(path: Path) -> Annotations:
    """Read a JSON export (not JSON-MIN or CSV: those lose skips and who said what).

    Raises:
        DataError: missing, not such an export, or malformed anywhere; nothing is read by halves.
    """
    tasks = _loaded(path)
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    unlabelled = 0
    for task in tasks.items():
        annotations = _annotations(task)
        unlabelled += not annotations
        for annotation in annotations:
            found = _verdict(task.child("data"), annotation)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                verdicts.append(found)
    return Annotations(tuple(verdicts), tuple(problems), len(tasks.items()), unlabelled)


def _loaded(path: Path) -> Node:
    where = str(path)
    if not path.is_file():
        what = "is a directory, not a file" if path.is_dir() else "no such file"
        raise DataError(what, where=where, hint="name the JSON export of a Label Studio project")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise DataError(f"larger than {MAX_FILE_BYTES >> 20:,} MB", where=where, hint="export the project in parts")
    try:
        data = orjson.loads(path.read_bytes())
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


def _verdict(data: Node, annotation: Node) -> Verdict | Problem:
    """The verdict of one annotation, or why it has none."""
    where = annotation.where
    shown = {name: _short(data, name) for name in ("record_id", "content", "kind")}
    absent = [name for name, value in shown.items() if value is None]
    if absent:
        return Problem(f"the task has no {absent[0]!r}, so it did not come from curator", where)
    annotator = _annotator(annotation)
    if annotator is None:
        return Problem("nobody's name is on this annotation", where, "its account may have been deleted")
    answers = _answers(annotation.child("result"))
    is_skipped = annotation.flag("was_cancelled")
    decision = _NO_DECISION if is_skipped else _decision(data, answers, where)
    if isinstance(decision, Problem):
        return decision
    return Verdict(
        record_id=str(shown["record_id"]),
        content=str(shown["content"]),
        kind=str(shown["kind"]),
        action=decision.action,
        response=decision.response,
        preferred=decision.preferred,
        rating=_rating(answers),
        errors=tuple(" / ".join(path) for path in _paths(answers)),
        right_rules=tuple(answers["rules"].child("choices").texts()) if "rules" in answers else None,
        note=_written(answers, "note"),
        annotator=annotator,
        at=_time(annotation),
        where=where,
    )


@dataclass(frozen=True)
class _Decision:
    action: Action | None
    response: str | None = None
    preferred: Side | None = None


_NO_DECISION = _Decision(None)


def _decision(data: Node, answers: Mapping[str, Node], where: str) -> _Decision | Problem:
    if data.child("kind").value == "preference":
        return _pair_decision(data, answers, where)
    verdict = _choice(answers, "verdict", VERDICTS)
    if verdict == "fix":
        rewrite = _written(answers, "rewrite")
        if rewrite is None or not rewrite.strip():
            return Problem("the verdict is 'fix' but there is no corrected text", where)
        return _Decision("fix", response=rewrite)
    if verdict == "keep":
        return _Decision("keep")
    return _Decision("drop") if verdict == "drop" else Problem("no verdict was given", where)


def _pair_decision(data: Node, answers: Mapping[str, Node], where: str) -> _Decision | Problem:
    if _choice(answers, "margin", MARGINS) in DROPPING_MARGINS:
        return _Decision("drop")
    if "winner" not in answers:
        return Problem("no better answer was chosen", where)
    selected = answers["winner"].child("selected").one_of(("left", "right"))
    left = data.child("left_is").one_of(("chosen", "rejected"))
    # The sides were shuffled when the task was made; the task remembers how.
    is_chosen = (selected == "left") == (left == "chosen")
    return _Decision("prefer", preferred="chosen" if is_chosen else "rejected")


def _answers(results: Node) -> dict[str, Node]:
    """The value of each answered question; regions and relations without a question's name do not count."""
    named: Iterator[tuple[object, Node]] = ((each.mapping().get("from_name"), each) for each in results.items())
    return {name: each.child("value") for name, each in named if isinstance(name, str)}


def _choice(answers: Mapping[str, Node], name: str, options: tuple[str, ...]) -> str | None:
    """The ticked option of a question with one answer; null when unanswered."""
    if name not in answers:
        return None
    ticked = answers[name].child("choices").items()
    if len(ticked) > 1:
        raise DataError(f"{len(ticked)} answers to {name!r}, which takes one", where=answers[name].where)
    return ticked[0].one_of(options) if ticked else None


def _written(answers: Mapping[str, Node], name: str) -> str | None:
    """What was typed; a text area may hold one text or a list."""
    if name not in answers:
        return None
    text = answers[name].child("text")
    return "\n".join(text.texts()) if isinstance(text.value, list) else text.text()


def _rating(answers: Mapping[str, Node]) -> int | None:
    if "quality" not in answers:
        return None
    rating = answers["quality"].child("rating")
    if rating.integer() not in RATINGS:
        raise DataError(f"a rating of {rating.integer()}, not 1 to 5", where=rating.where)
    return rating.integer()


def _paths(answers: Mapping[str, Node]) -> Iterator[list[str]]:
    if "errors" in answers:
        for path in answers["errors"].child("taxonomy").items():
            yield path.texts()


def _short(data: Node, name: str) -> str | None:
    value = data.mapping().get(name)
    return value if isinstance(value, str) and value else None


def _annotator(annotation: Node) -> str | None:
    """The account's number, which says less about a person than an address; null for a deleted account."""
    by = annotation.mapping().get("completed_by")
    if isinstance(by, Mapping):
        by = by.get("id")
    return printable(str(by), 80) if isinstance(by, int | str) and not isinstance(by, bool) else None


def _time(annotation: Node) -> datetime:
    fields = annotation.mapping()
    name = "updated_at" if fields.get("updated_at") else "created_at"
    return annotation.child(name).time()
