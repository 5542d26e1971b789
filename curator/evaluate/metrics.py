"""Score given answers by how likely a model finds them, without sampling a token; and what a run has scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import fmean
from typing import Protocol, Self

from curator import progress
from curator.errors import DataError
from curator.evaluate.metric import LIKELIHOODS
from curator.evaluate.tasks import Item

BATCH = 512  # completions handed to the model at a time: many, so that it can put prompts of one length together

Question = tuple[Sequence[Mapping[str, str]], str]
Values = tuple[float | None, ...]


class Scored(Protocol):
    """What a model makes of one completion."""

    @property
    def tokens(self) -> int:
        """Tokens of the completion, the end-of-turn token among them."""
        ...

    @property
    def log_likelihood(self) -> float:
        """Sum over these tokens, in nats; at most 0."""
        ...

    @property
    def greedy_match(self) -> bool:
        """True when each of these tokens is the likeliest one, so that greedy decoding writes just this."""
        ...


class Scorer(Protocol):
    """A model that tells how likely it finds completions."""

    def log_likelihoods(self, items: Sequence[Question], /) -> Sequence[Scored]:
        """One result a pair of turns and completion, in order."""
        ...


@dataclass(frozen=True)
class Evaluation:
    """The scores of one run, an item each, in the order of `item_ids`.

    `scores` holds some of METRICS, in their order; a value is null where the metric does not fit the item.

    - `exact_match`: 1 when greedy decoding gives exactly the gold answer and stops, else 0.
    - `option_accuracy`: 1 when the gold answer is the likeliest option, else 0 (a tie is 0); null without options.
      Likelihoods are summed over tokens, so an option is not favoured for being long.
    - `answer_log_likelihood`: log-likelihood of the gold answer a token, in nats; higher is better.

    `clusters` names what each item hangs together with: items of one cluster are no independent evidence. Each is
    its own when none are given.
    """

    item_ids: tuple[str, ...]
    tasks: tuple[str, ...]
    scores: Mapping[str, Values]
    clusters: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.clusters:
            object.__setattr__(self, "clusters", self.item_ids)

    def mean(self, metric: str, task: str | None = None) -> float | None:
        """The mean over the items of `task` (none: all) that have a value; null when none has."""
        pairs = zip(self.scores[metric], self.tasks, strict=True)
        values = [value for value, its in pairs if value is not None and task in (None, its)]
        return fmean(values) if values else None

    def to_dict(self) -> dict[str, object]:
        """Plain data that `from_dict` reads back, for a journal."""
        scores = {name: list(values) for name, values in self.scores.items()}
        return {
            "item_ids": list(self.item_ids),
            "tasks": list(self.tasks),
            "clusters": list(self.clusters),
            "scores": scores,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """The evaluation that `to_dict` wrote.

        Raises:
            DataError: something else.
        """
        try:
            ids, tasks, scores = (data[name] for name in ("item_ids", "tasks", "scores"))
            clusters = data.get("clusters", ids)  # evaluations of earlier versions have none
            if isinstance(scores, dict) and scores and isinstance(ids, list) and isinstance(tasks, list):
                values = {name: tuple(each) for name, each in scores.items()}
                if {*map(len, values.values()), len(tasks)} == {len(ids)} and isinstance(clusters, list):
                    return cls(tuple(ids), tuple(tasks), values, tuple(clusters))
        except (KeyError, TypeError):
            pass
        raise DataError("not a stored evaluation", hint="delete it; it will be measured again")


def likelihoods(scorer: Scorer, items: Sequence[Item], wanted: Sequence[Sequence[str]]) -> list[Values]:
    """The values of LIKELIHOODS for each item, those that are not `wanted` of it null.

    Costs one pass over each answer, and over each option where option accuracy is wanted; prompts are the scorer's to
    remember.

    Raises:
        DataError: a log-likelihood that is no number.
    """
    completions = [_completions(item, names) for item, names in zip(items, wanted, strict=True)]
    questions = [(item.messages, text) for item, texts in zip(items, completions, strict=True) for text in texts]
    scored: list[Scored] = []
    with progress.stage("evaluating", len(questions)) as advance:
        for start in range(0, len(questions), BATCH):
            batch = questions[start : start + BATCH]
            scored += scorer.log_likelihoods(batch)
            advance(len(batch))
    rows: list[Values] = []
    for item, texts, names in zip(items, completions, wanted, strict=True):
        values = _scores(item, texts, scored[: len(texts)])
        rows.append(tuple(value if name in names else None for name, value in zip(LIKELIHOODS, values, strict=True)))
        scored = scored[len(texts) :]
    return rows


def _completions(item: Item, wanted: Sequence[str]) -> tuple[str, ...]:
    """The options where they are compared, else the answer alone; the answer is always among them."""
    return item.options if item.options and "option_accuracy" in wanted else (item.answer,)


def _scores(item: Item, texts: Sequence[str], scored: Sequence[Scored]) -> Values:
    """The values of LIKELIHOODS, in that order."""
    for each in scored:
        if not isfinite(each.log_likelihood):
            raise DataError(
                f"the model gives a log-likelihood of {each.log_likelihood}",
                where=item.item_id,
                hint="its training went wrong; train it again with a lower learning rate",
            )
    at = texts.index(item.answer)
    gold, others = scored[at], [*scored[:at], *scored[at + 1 :]]
    wins = all(gold.log_likelihood > other.log_likelihood for other in others)
    return (float(gold.greedy_match), float(wins) if others else None, gold.log_likelihood / gold.tokens)
