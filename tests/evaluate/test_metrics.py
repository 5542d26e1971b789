"""Scores of single items, from a model whose every answer is known."""

import math
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import pytest

from curator import progress
from curator.errors import DataError
from curator.evaluate import Evaluation, Heldout, Item, evaluate


@dataclass(frozen=True)
class Answer:
    """A completion as the fake model sees it."""

    tokens: int
    log_likelihood: float
    greedy_match: bool = False


class Model:
    """Knows the answers of a table and counts the questions."""

    def __init__(self, table: Mapping[str, Answer]) -> None:
        self.table = table
        self.asked: list[str] = []

    def log_likelihoods(self, items: Sequence[tuple[Sequence[Mapping[str, str]], str]], /) -> list[Answer]:
        self.asked += [completion for _, completion in items]
        return [self.table[completion] for _, completion in items]


def heldout(*items: tuple[str, tuple[str, ...] | None]) -> Heldout:
    turns = ({"role": "user", "content": "?"},)
    made = tuple(Item(f"i{n}", turns, answer, options, f"t{n % 2}") for n, (answer, options) in enumerate(items))
    return Heldout(made, "0" * 64, "heldout.jsonl")


TABLE = {
    "yes": Answer(2, -1.0, True),
    "no": Answer(2, -3.0),
    "perhaps not": Answer(4, -2.0),
    "even": Answer(1, -3.0),
}


@pytest.mark.parametrize(
    ("answer", "options", "scores"),
    [
        ("yes", ("yes", "no"), (1.0, 1.0, -0.5)),
        ("no", ("yes", "no"), (0.0, 0.0, -1.5)),
        ("perhaps not", ("no", "perhaps not"), (0.0, 1.0, -0.5)),  # by the sum, though -3/2 and -2/4 agree here
        ("no", ("perhaps not", "no"), (0.0, 0.0, -1.5)),
        ("even", ("no", "even"), (0.0, 0.0, -3.0)),  # a tie is no hit
        ("yes", None, (1.0, None, -0.5)),
    ],
)
def test_scores(answer: str, options: tuple[str, ...] | None, scores: tuple[float | None, ...]) -> None:
    found = evaluate(Model(TABLE), heldout((answer, options)))
    assert tuple(values[0] for values in found.scores.values()) == scores
    assert list(found.scores) == ["exact_match", "option_accuracy", "answer_log_likelihood"]


def test_each_option_is_asked_once_and_scores_stay_with_their_item() -> None:
    model = Model(TABLE)
    found = evaluate(model, heldout(("no", ("yes", "no")), ("even", None), ("yes", ("no", "yes"))))
    assert model.asked == ["yes", "no", "even", "no", "yes"]
    assert found.item_ids == ("i0", "i1", "i2")
    assert found.scores["exact_match"] == (0.0, 0.0, 1.0)
    assert found.scores["option_accuracy"] == (0.0, None, 1.0)


def test_means_leave_out_items_without_a_value() -> None:
    found = evaluate(Model(TABLE), heldout(("no", ("yes", "no")), ("even", None), ("yes", ("no", "yes"))))
    assert found.mean("option_accuracy") == 0.5
    assert found.mean("option_accuracy", "t0") == 0.5
    assert found.mean("option_accuracy", "t1") is None
    assert found.mean("exact_match", "t0") == 0.5


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_broken_model_is_an_error_that_names_the_item(value: float) -> None:
    with pytest.raises(DataError, match="i0"):
        evaluate(Model({"yes": Answer(1, value)}), heldout(("yes", None)))


def test_progress_counts_completions() -> None:
    seen: list[tuple[str, int | None]] = []
    moves: list[int] = []

    def watch(what: str, total: int | None) -> nullcontext[progress.Advance]:
        seen.append((what, total))
        return nullcontext(moves.append)

    with progress.watched_by(watch):
        evaluate(Model(TABLE), heldout(*[("yes", ("yes", "no"))] * 300))
    assert seen == [("evaluating", 600)]
    assert moves == [512, 88]


def test_an_evaluation_survives_a_journal() -> None:
    found = evaluate(Model(TABLE), heldout(("no", ("yes", "no")), ("even", None)))
    assert Evaluation.from_dict(found.to_dict()) == found


@pytest.mark.parametrize(
    "data",
    [{}, {"item_ids": ["a"], "tasks": ["t"], "scores": {}}, {"item_ids": 3, "tasks": [], "scores": {}}],
)
def test_a_damaged_journal_entry_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(DataError, match="not a stored evaluation"):
        Evaluation.from_dict(data)
