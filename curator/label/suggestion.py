"""What a form was pre-filled with, so that people's answers can be held against it."""

from dataclasses import dataclass

from curator.errors import DataError
from curator.label.answers import answers_of, choice, choices, written
from curator.label.config import VERDICTS
from curator.label.shape import Node, is_text


@dataclass(frozen=True)
class Suggestion:
    """The answers that a prediction gave; null where it gave none."""

    action: str | None = None
    rules: tuple[str, ...] | None = None
    response: str | None = None


NONE = Suggestion()

PROPOSED = "is_proposed"
"""The field of a task that says that its `draft` is no longer the old text."""


def suggestion_of(task: Node, annotation: Node) -> Suggestion:
    """What the annotator's form began with.

    That is the prediction that the annotation was made from, else the task's last one, and the task's own draft of a
    correction; exports may name predictions by number alone, which says nothing. What makes no sense suggests nothing:
    it is no answer of a person.
    """
    data = task.child("data").mapping()
    draft = data.get("draft") if data.get(PROPOSED) is True else None
    proposal = Suggestion(response=draft if isinstance(draft, str) and is_text(draft) else None)
    own = annotation.mapping().get("prediction")
    listed = task.mapping().get("predictions")
    candidates = [own, *reversed(listed if isinstance(listed, list) else [])]
    full = next((each for each in candidates if isinstance(each, dict) and each.get("result")), None)
    if full is None:
        return proposal
    try:
        answers = answers_of(Node(full, annotation.where).child("result"))
        response = written(answers, "rewrite") or proposal.response
        return Suggestion(choice(answers, "verdict", VERDICTS), choices(answers, "rules"), response)
    except DataError:
        return proposal
