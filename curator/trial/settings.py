"""What all runs of a trial share, settled once: how much they learn, and how this machine does it."""

from collections.abc import Callable, Sequence
from typing import Any

from curator.machine import cores
from curator.recipe import Train
from curator.train import Row, fastest, mean_answer_tokens
from curator.trial.journal import Journal
from curator.trial.workers import workers_for


def with_tokens(
    train: Train, rows: Callable[[], Sequence[Row]], *, model: str, of: Sequence[Any] | None, journal: Journal
) -> Train:
    """The settings with the answer tokens of a run: as many as `examples_seen` of these rows have in the mean.

    As they are when they say so themselves, count epochs, or learn no answers.

    Args:
        train: the settings.
        rows: what is learnt by the arm that the others are to equal.
        model: fingerprint of the model, for its tokenizer.
        of: what else the rows depend on, as JSON values; none: whatever the journal's first trial had.
        journal: remembers the number.

    Raises:
        CuratorError: the model's tokenizer or template cannot be used.
    """
    if train.tokens_seen or train.epochs or "supervised" not in train.stages:
        return train
    machine = {"seeds", "workers", "threads", "precision"}
    inputs = {"model": model, "train": train.model_dump(mode="json", exclude=machine), "of": of}

    def counted() -> dict[str, int | None]:
        mean = mean_answer_tokens(rows(), train)
        examples = train.examples_seen // train.batch_size * train.batch_size
        return {"tokens": None if mean is None else max(1, round(mean * examples))}

    return train.model_copy(update={"tokens_seen": journal.once("tokens a run", inputs, counted)["tokens"]})


def here(train: Train, tasks: int, model: str, journal: Journal) -> Train:
    """The settings with what this machine decides: how many run beside each other, with what threads and precision.

    Args:
        train: the settings.
        tasks: runs that are to be made.
        model: fingerprint of the model.
        journal: remembers the precision, which decides last digits.
    """
    workers = train.workers or workers_for(tasks)
    precision = (
        train.precision or journal.once("precision", {"model": model}, lambda: {"precision": fastest()})["precision"]
    )
    settled = {"workers": workers, "precision": precision, "threads": train.threads or cores() // workers or 1}
    return train.model_copy(update=settled)
