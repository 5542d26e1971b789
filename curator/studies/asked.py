"""What a model answers to held-out questions: the texts, how right and how alike they are, and how long one takes."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from statistics import fmean, median
from typing import Any, Self

import numpy as np

from curator.evaluate import METRICS, Evaluation, Heldout, Item, score_text
from curator.evaluate.answers import Written
from curator.evaluate.tasks import Decoding, Task
from curator.evaluate.text.choices import chosen
from curator.evaluate.text.words import normalised
from curator.studies.respondents import Respondent

SHORT_WORDS = 8
"""Gold answers of no more words are compared whole; longer ones by what they share."""
WELL_FORMED = "well_formed"


@dataclass(frozen=True)
class Answers:
    """One answer to each question, in the order of the items."""

    texts: tuple[str, ...]
    tokens: tuple[int, ...]
    prompt_tokens: tuple[int, ...]
    finished: tuple[bool, ...]
    seconds: tuple[float, ...]

    @classmethod
    def of(cls, given: Sequence[Written]) -> Self:
        """The parts of answers, side by side."""
        return cls(
            tuple(each.text for each in given),
            tuple(each.tokens for each in given),
            tuple(each.prompt_tokens for each in given),
            tuple(each.finished for each in given),
            tuple(each.seconds for each in given),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for a journal."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """What `to_dict` wrote."""
        return cls(**{name: tuple(values) for name, values in data.items()})


def by_text(heldout: Heldout, most_tokens: int | None = None) -> Heldout:
    """The same questions measured by what a model writes: all arms can be, also those whose likelihoods nobody knows.

    A task whose first metric looks at likelihoods is measured by the option that an answer names, or else by whether
    it has the same words as the gold answer, or shares many with it where gold answers are long.

    Args:
        heldout: the questions.
        most_tokens: of an answer, for tasks that do not say; none: what the longest gold answer needs, thrice.
    """
    tasks = []
    for name in dict.fromkeys(item.task for item in heldout.items):
        items = [item for item in heldout.items if item.task == name]
        task = heldout.task(name)
        is_told = any(each.name == name for each in heldout.tasks)
        written = [each for each in task.metrics if METRICS[each].source == "text" and METRICS[each].needs != "others"]
        decoding = task.decoding if is_told else Decoding(max_new_tokens=most_tokens or _enough(items))
        tasks.append(Task(name, tuple(written or [_metric_of(items)]), decoding))
    return replace(heldout, tasks=tuple(tasks))


def _enough(items: Sequence[Item]) -> int:
    # A token is rarely shorter than two characters; some room for what a model says around the answer.
    return int(min(512, 16 + 3 * max(len(item.answer) for item in items) / 2))


def _metric_of(items: Sequence[Item]) -> str:
    if all(item.options for item in items):
        return "choice"
    words = median(len(item.answer.split()) for item in items)
    return "normalised" if words <= SHORT_WORDS else "rouge_l"


def ask(respondent: Respondent, heldout: Heldout) -> Answers:
    """One answer to each question, each task decoded in its own way but once.

    Raises:
        CuratorError: the model or the endpoint failed.
    """
    found: dict[str, Written] = {}
    for task in heldout.tasks:
        items = [item for item in heldout.items if item.task == task.name]
        given = respondent.answers([item.messages for item in items], replace(task.decoding, samples=1))
        found.update((item.item_id, answers[0]) for item, answers in zip(items, given, strict=True))
    return Answers.of([found[item.item_id] for item in heldout.items])


def scored(heldout: Heldout, answers: Answers) -> Evaluation:
    """The deciding metric of each task, and whether answers have the form that was asked for."""
    deciding = list(dict.fromkeys(task.metrics[0] for task in heldout.tasks))
    values: dict[str, list[float | None]] = {name: [] for name in (*deciding, WELL_FORMED)}
    for item, text in zip(heldout.items, answers.texts, strict=True):
        wanted = heldout.task(item.task).metrics[0]
        found = score_text(item, text, [wanted, WELL_FORMED])
        for name, column in values.items():
            column.append(found.get(name) if name in (wanted, WELL_FORMED) else None)
    measured = {name: tuple(values[name]) for name in METRICS if name in values and set(values[name]) != {None}}
    return Evaluation(
        tuple(item.item_id for item in heldout.items),
        tuple(item.task for item in heldout.items),
        measured,
        tuple(item.cluster for item in heldout.items),
    )


def alike(item: Item, texts: Sequence[str]) -> float | None:
    """The share of pairs of answers to one question that say the same; null for fewer than two."""
    said = [(item.options and chosen(text, item.options)) or normalised(text) for text in texts]
    pairs = [first == second for first, second in combinations(said, 2)]
    return fmean(pairs) if pairs else None


def alike_across(items: Sequence[Item], runs: Sequence[Sequence[str]]) -> float | None:
    """The mean of `alike` over items, each with one answer of every run; null for fewer than two runs."""
    found = [alike(item, texts) for item, texts in zip(items, zip(*runs, strict=True), strict=True)]
    values = [each for each in found if each is not None]
    return fmean(values) if values else None


def alike_reworded(items: Sequence[Item], texts: Sequence[str]) -> float | None:
    """The share of pairs of items of one cluster, with one gold answer, that are answered alike; null without any."""
    wordings: dict[tuple[str, str], list[tuple[Item, str]]] = {}
    for item, text in zip(items, texts, strict=True):
        wordings.setdefault((item.cluster, item.answer), []).append((item, text))
    found = [alike(group[0][0], [text for _, text in group]) for group in wordings.values() if len(group) > 1]
    values = [each for each in found if each is not None]
    return fmean(values) if values else None


@dataclass(frozen=True)
class Latency:
    """Seconds from question to whole answer, over so many requests, so many at once."""

    p50_s: float
    p95_s: float
    mean_s: float
    requests: int
    concurrency: int


def latency(seconds: Sequence[float], concurrency: int) -> Latency:
    """What single requests took."""
    p50, p95 = np.quantile(np.asarray(seconds), (0.5, 0.95))
    return Latency(float(p50), float(p95), fmean(seconds), len(seconds), concurrency)


def timed(
    respondent: Respondent, heldout: Heldout, requests: int, clock: Callable[[], float] = time.perf_counter
) -> Latency:
    """Ask so many of the questions one by one, after one that warms up.

    Each should be new to the respondent: what it kept of a prompt would be time that others must spend.
    """
    items = heldout.items[: requests + 1]
    spent = []
    for item in items if len(items) > 1 else items * 2:
        begin = clock()
        respondent.answers([item.messages], replace(heldout.task(item.task).decoding, samples=1))
        spent.append(clock() - begin)
    return latency(spent[1:], 1)
