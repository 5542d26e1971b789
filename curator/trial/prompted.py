"""An arm that is not trained: the model as it came, asked in the best of several ways."""

import random
from collections.abc import Iterable, Sequence

from curator.errors import DataError, RecipeError
from curator.evaluate import Heldout, Item
from curator.recipe import Evaluate, Train
from curator.train import Learner, Row, resolve
from curator.trial.arms import material
from curator.trial.journal import Journal
from curator.trial.prompts import Prompt, candidates, question_of
from curator.trial.runs import session_for
from curator.versions import DatasetVersion

DEV = 40
"""Records by whose answers a way to ask is chosen."""


def prompted(version: DatasetVersion, heldout: Heldout, train: Train, evaluate: Evaluate, journal: Journal) -> Heldout:
    """The questions in that way of asking in which the untrained model finds answers of the version likeliest.

    Its records are the only ones looked at: by some of them the ways are judged, from the others examples are drawn.
    No question and no gold answer of the held-out set takes part in the choice.

    Args:
        version: whose records.
        heldout: the questions.
        train: names the model and how it is spoken to.
        evaluate: whether records that repeat a question are left out.
        journal: remembers the choice.

    Raises:
        CuratorError: the model cannot be used, or the version has too few records of one question and one answer.
    """
    rows = material(version, heldout.frame() if evaluate.decontaminate else None).rows
    dev, examples = _parted(rows)
    ways = {way.name: way for way in candidates(examples, dev)}
    inputs = {
        "model": resolve(train.model).sha,
        "train": train.model_dump(mode="json", include={"system", "template", "precision", "quantization"}),
        "ways": [way.sha for way in ways.values()],
        "dev": [[item.item_id, item.prompt(), item.answer] for item in dev],
    }
    chosen = journal.once("choose a prompt", inputs, lambda: {"way": _best(session_for(train), ways.values(), dev)})
    return ways[chosen["way"]].on(heldout)


def _parted(rows: Sequence[Row]) -> tuple[list[Item], list[Row]]:
    """Questions to choose by, and rows to draw examples from, none of them in both."""
    asked = [(question, row) for row in rows if (question := question_of(row)) is not None]
    if len(asked) < 2:
        raise RecipeError(
            f"{len(asked)} records have one question and one answer; the arm prompted needs two to choose a prompt by",
            hint="leave the arm out: --arms raw,random,longest",
        )
    drawn = random.Random(0).sample(asked, len(asked))
    dev = drawn[: min(DEV, len(drawn) // 2)]
    items = [
        Item(row.record_id, ({"role": "user", "content": question},), row.response, None, "dev")
        for question, row in dev
    ]
    return items, [row for _, row in drawn[len(dev) :]]


def _best(model: Learner, ways: Iterable[Prompt], dev: Sequence[Item]) -> str:
    """The way with the highest log-likelihood of an answer token; of equal ones the first.

    Raises:
        DataError: the model reads none of them.
    """
    reached: dict[str, float] = {}
    failed: DataError | None = None
    for way in ways:
        asked = [way.asks(item) for item in dev]
        try:
            scored = model.log_likelihoods([(item.messages, item.answer) for item in asked])
        except DataError as error:  # too long, or the template knows no system turn
            failed = error
            continue
        reached[way.name] = sum(each.log_likelihood for each in scored) / sum(each.tokens for each in scored)
    if not reached and failed:
        raise failed
    return max(reached, key=reached.__getitem__)
