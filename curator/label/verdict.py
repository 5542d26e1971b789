"""What one person said about one record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from curator.errors import Problem
from curator.label.answers import Answers, answers_of, choice, choices, errors, rating, written
from curator.label.config import DROPPING_MARGINS, MARGINS, VERDICTS
from curator.label.shape import LARGEST, Node, is_text
from curator.label.suggestion import NONE, Suggestion, suggestion_of
from curator.text import printable

Action = Literal["keep", "fix", "drop", "prefer"]
Side = Literal["chosen", "rejected"]

ADJUDICATION = "adjudication"
"""The stratum of records that are shown once more because people differed: one answer to these decides."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one person said about one record.

    `action` is null for a skip. `response` is the corrected text of a `fix`, `preferred` the better side of a
    `prefer`; both are null otherwise. `rating` is 1–5 or null. `right_rules` are the rules that the person agrees
    with; null where the question was not answered. `content` is the digest of the record as it was shown.
    `lead_seconds` is how long the form was open. `project`, `task` and `annotation` are numbers on the server.
    `stratum` and `probability` say how the record was drawn, and how likely that was; null where the task does not.
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
    lead_seconds: float | None = None
    project: int | None = None
    task: int | None = None
    annotation: int | None = None
    suggested: Suggestion = NONE
    stratum: str | None = None
    probability: float | None = None

    @property
    def skipped(self) -> bool:
        """Whether the person passed the record on."""
        return self.action is None


def verdict_of(task: Node, annotation: Node, project: int | None = None) -> Verdict | Problem:
    """The verdict of one annotation, or why it has none.

    Args:
        task: with its `data`.
        annotation: one of the task's, as the server's JSON has it.
        project: the server's number of the project; none for a file, whose server is unknown.

    Raises:
        DataError: the annotation, or what the task says of its record, is malformed.
    """
    data, where = task.child("data"), annotation.where
    shown = {name: _short(data, name) for name in ("record_id", "content", "kind")}
    absent = [name for name, value in shown.items() if value is None]
    if absent:
        return Problem(f"the task has no {absent[0]!r}, so it did not come from curator", where)
    annotator = _annotator(annotation)
    if annotator is None:
        return Problem("nobody's name is on this annotation", where, "its account may have been deleted")
    answers = answers_of(annotation.child("result"))
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
        rating=rating(answers),
        errors=errors(answers),
        right_rules=choices(answers, "rules"),
        note=written(answers, "note"),
        annotator=annotator,
        at=_time(annotation),
        where=where,
        lead_seconds=_amount(annotation, "lead_time"),
        project=project,
        task=_id(annotation, "task") or _id(task, "id"),
        annotation=_id(annotation, "id"),
        suggested=suggestion_of(task, annotation),
        stratum=_short(data, "stratum"),
        probability=_share(data, "probability"),
    )


@dataclass(frozen=True)
class _Decision:
    action: Action | None
    response: str | None = None
    preferred: Side | None = None


_NO_DECISION = _Decision(None)


def _decision(data: Node, answers: Answers, where: str) -> _Decision | Problem:
    if data.child("kind").value == "preference":
        return _pair_decision(data, answers, where)
    verdict = choice(answers, "verdict", VERDICTS)
    if verdict == "fix":
        rewrite = written(answers, "rewrite")
        if rewrite is None or not rewrite.strip():
            return Problem("the verdict is 'fix' but there is no corrected text", where)
        return _Decision("fix", response=rewrite)
    if verdict == "keep":
        return _Decision("keep")
    return _Decision("drop") if verdict == "drop" else Problem("no verdict was given", where)


def _pair_decision(data: Node, answers: Answers, where: str) -> _Decision | Problem:
    if choice(answers, "margin", MARGINS) in DROPPING_MARGINS:
        return _Decision("drop")
    if "winner" not in answers:
        return Problem("no better answer was chosen", where)
    selected = answers["winner"].child("selected").one_of(("left", "right"))
    left = data.child("left_is").one_of(("chosen", "rejected"))
    # The sides were shuffled when the task was made; the task remembers how.
    is_chosen = (selected == "left") == (left == "chosen")
    return _Decision("prefer", preferred="chosen" if is_chosen else "rejected")


def _short(data: Node, name: str) -> str | None:
    value = data.mapping().get(name)
    return value if isinstance(value, str) and value and is_text(value) else None


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


def _id(node: Node, name: str) -> int | None:
    value = node.mapping().get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST else None


def _amount(node: Node, name: str) -> float | None:
    """A measurement on the side: null where it is none, for it decides nothing."""
    value = node.mapping().get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < LARGEST else None


def _share(node: Node, name: str) -> float | None:
    value = _amount(node, name)
    return value if value is not None and 0 < value <= 1 else None
