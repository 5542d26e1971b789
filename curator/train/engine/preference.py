"""Preference stages: DPO as TRL computes it, against the model as it was when the stage began."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from curator.lazy import need
from curator.models.grouping import by_length
from curator.models.runtime import load_torch
from curator.train.course import Course
from curator.train.engine.stepping import Work, arguments, optimizer_for, take_steps, trainer_class
from curator.train.examples import Pair, length
from curator.train.network import Network

if TYPE_CHECKING:
    from torch import Tensor

EXTRA = "preference"

_REFERENCE = "ref"  # TRL's name for the copy of an adapter that it makes


def train(
    network: Network,
    tokenizer: Any,  # noqa: ANN401 - transformers is untyped
    name: str,
    steps: Sequence[Sequence[Pair]],
    learning_rate: float,
    beta: float,
    course: Course,
) -> None:
    """Take these steps; the loss of a step is the mean over its pairs, however the step is cut for lack of memory.

    How likely the model found the answers when the stage began is computed once and kept with every checkpoint.

    Raises:
        DataError: a loss or a gradient is not finite, or memory runs out.
        MissingExtra: TRL is not installed.
    """
    trl, datasets = need("trl", extra=EXTRA), need("datasets", extra=EXTRA)
    optimizer, schedule = optimizer_for(network, learning_rate, len(steps), course)
    if course.done < len(steps):
        nothing = datasets.Dataset.from_list([{"prompt_ids": [0], "chosen_ids": [0], "rejected_ids": [0]}])
        trainer = _trainer_class(trl.DPOTrainer)(
            model=network.adapted,
            args=arguments(
                trl.DPOConfig,
                network,
                len(steps) - course.done,
                beta=beta,
                max_length=None,
                precompute_ref_log_probs=True,
            ),
            data_collator=need("trl.trainer.dpo_trainer", extra=EXTRA).DataCollatorForPreference(pad_token_id=0),
            train_dataset=nothing,  # TRL wants one; the steps are ours
            processing_class=tokenizer,
            optimizers=(optimizer, schedule),
        )
        pairs = list(dict.fromkeys(pair for step in steps for pair in step))
        before = course.remembered or _log_likelihoods(trainer, pairs, course.at_once)
        course.remember(before)
        if network.kind != "full":
            network.adapted.delete_adapter(_REFERENCE)
        known = {pair: (float(before["chosen"][at]), float(before["rejected"][at])) for at, pair in enumerate(pairs)}
        work = Work(name, steps, _groups, partial(_loss, known), _learnt)
        take_steps(trainer, network, work, course, learning_rate)
    course.leave()


def _trainer_class(kind: Any) -> Any:  # noqa: ANN401 - TRL is untyped
    class Preferring(trainer_class(kind)):  # type: ignore[misc]  # TRL is untyped
        def _send_telemetry(self) -> None:
            """Nothing leaves the machine; TRL would tell the model hub what is trained."""

        def _prepare_dataset(self, dataset: Any, *_: Any) -> Any:  # noqa: ANN401
            """Pairs are tokens already."""
            return dataset

        def _precompute_ref_logps(self, dataset: Any, *_: Any) -> Any:  # noqa: ANN401
            """They come with the pairs."""
            return dataset

    return Preferring


def _log_likelihoods(trainer: Any, pairs: Sequence[Pair], at_once: int) -> "dict[str, Tensor]":  # noqa: ANN401
    """Of the answers under the model as it is now, in nats."""
    torch = load_torch()
    chosen, rejected = torch.zeros(len(pairs)), torch.zeros(len(pairs))
    for group in by_length([length(pair) for pair in pairs], at_once):
        inputs = trainer._prepare_inputs(trainer.data_collator([_columns(pairs[at]) for at in group]))
        found = trainer.compute_ref_log_probs(trainer.model, inputs)
        chosen[group], rejected[group] = (each.float().cpu() for each in found)
    return {"chosen": chosen, "rejected": rejected}


def _groups(step: Sequence[Pair], at_once: int) -> list[Sequence[Pair]]:
    return [[step[at] for at in group] for group in by_length([length(pair) for pair in step], at_once)]


def _learnt(step: Sequence[Pair]) -> int:
    return sum(pair.supervised for pair in step)


def _loss(
    known: dict[Pair, tuple[float, float]],
    trainer: Any,  # noqa: ANN401
    model: Any,  # noqa: ANN401
    group: Sequence[Pair],
    step: Sequence[Pair],
) -> "Tensor":
    rows = [
        {**_columns(pair), "ref_chosen_logps": known[pair][0], "ref_rejected_logps": known[pair][1]} for pair in group
    ]
    inputs = trainer._prepare_inputs(trainer.data_collator(rows))
    loss: Tensor = trainer.compute_loss(model, inputs) * (len(group) / len(step))
    return loss


def _columns(pair: Pair) -> dict[str, Any]:
    return {"prompt_ids": list(pair.prompt), "chosen_ids": list(pair.chosen), "rejected_ids": list(pair.rejected)}
