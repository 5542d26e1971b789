"""Ask a model every question of a set, by likelihood or in writing, and measure what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Protocol

from curator.evaluate.answers import Answers, Writer, answers_to
from curator.evaluate.metric import LIKELIHOODS, METRICS
from curator.evaluate.metrics import Evaluation, Scorer, Values, likelihoods
from curator.evaluate.tasks import Heldout, Item, Task
from curator.evaluate.text.measures import consistency, score_texts


class Model(Scorer, Writer, Protocol):
    """What can be asked in both ways; one that is only asked in one needs no more than that."""


@dataclass(frozen=True)
class Measured:
    """The scores of a model, and what it wrote to the items that were asked in writing."""

    evaluation: Evaluation
    answers: Mapping[str, Answers]
    """By item id."""


def evaluate(model: Model, heldout: Heldout, *, cache: Path | None = None) -> Evaluation:
    """The scores of a model; see `measure`."""
    return measure(model, heldout, cache=cache).evaluation


def measure(model: Model, heldout: Heldout, *, cache: Path | None = None) -> Measured:
    """Ask every item what the metrics of its task need, and score it.

    Args:
        model: as it is now.
        heldout: the items and their tasks.
        cache: folder of answers that were written before; none: nothing is kept.

    Raises:
        DataError: a log-likelihood that is no number, or a question that the model cannot read.
    """
    tasks = {name: heldout.task(name) for name in dict.fromkeys(item.task for item in heldout.items)}
    names = [name for name in METRICS if any(name in task.metrics for task in tasks.values())]
    columns: dict[str, list[float | None]] = {name: [None] * len(heldout.items) for name in names}
    likely = [at for at, item in enumerate(heldout.items) if set(LIKELIHOODS) & set(tasks[item.task].metrics)]
    if likely:
        items = [heldout.items[at] for at in likely]
        rows = likelihoods(model, items, [tasks[item.task].metrics for item in items])
        for name, values in zip(LIKELIHOODS, zip(*rows, strict=True), strict=True):
            if name in columns:
                _fill(columns[name], likely, values)
    answers: dict[str, Answers] = {}
    for task in tasks.values():
        places = [at for at, item in enumerate(heldout.items) if item.task == task.name]
        items = [heldout.items[at] for at in places]
        if set(task.metrics) - set(LIKELIHOODS):
            written = answers_to(model, items, task, cache)
            answers |= {item.item_id: each for item, each in zip(items, written, strict=True)}
            for name, values in _scores(items, task, written).items():
                _fill(columns[name], places, values)
    evaluation = Evaluation(
        tuple(item.item_id for item in heldout.items),
        tuple(item.task for item in heldout.items),
        {name: tuple(values) for name, values in columns.items()},
        tuple(item.cluster for item in heldout.items),
    )
    return Measured(evaluation, answers)


def _fill(column: list[float | None], places: Sequence[int], values: Sequence[float | None]) -> None:
    for at, value in zip(places, values, strict=True):
        column[at] = value


def _scores(items: Sequence[Item], task: Task, written: Sequence[Answers]) -> dict[str, Values]:
    """What each metric makes of the answers, an item each: the mean over its samples."""
    texts = [[answer.text for answer in each] for each in written]
    pairs = [(item, text) for item, each in zip(items, texts, strict=True) for text in each]
    scores: dict[str, Values] = {}
    for name in task.metrics:
        if name == "consistency":
            scores[name] = tuple(consistency(items, texts))
        elif name not in LIKELIHOODS:
            values = iter(score_texts(name, pairs))
            scores[name] = tuple(_mean([next(values) for _ in each]) for each in texts)
    return scores


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
