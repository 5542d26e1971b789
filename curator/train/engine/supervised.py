"""Supervised and self-supervised stages: learn the marked tokens of examples, each token counting alike."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from curator.models.grouping import by_length
from curator.models.runtime import load_torch, load_transformers
from curator.train.batch import Batch
from curator.train.course import Course
from curator.train.engine.stepping import Work, arguments, optimizer_for, take_steps, trainer_class
from curator.train.examples import IGNORED, Example, collate, pack
from curator.train.network import Network

if TYPE_CHECKING:
    from torch import Tensor


def train(
    network: Network,
    name: str,
    steps: Sequence[Sequence[Example]],
    learning_rate: float,
    course: Course,
    *,
    pack_to: int | None = None,
) -> None:
    """Take these steps.

    The loss of a step is the sum over its learnt tokens divided by their number, however the step is cut for lack of
    memory and whatever shares a row: a mean of means would count a token for more in short answers.

    Args:
        network: what is trained.
        name: of the stage, as people read it.
        steps: the examples of each.
        learning_rate: at its highest.
        course: of the run.
        pack_to: most tokens of a row that examples of a step share; none: each has a row of its own.

    Raises:
        DataError: a loss or a gradient is not finite, or memory runs out.
    """
    transformers = load_transformers()
    optimizer, schedule = optimizer_for(network, learning_rate, len(steps), course)
    if course.done < len(steps):
        trainer = trainer_class(transformers.Trainer)(
            model=network.adapted,
            args=arguments(transformers.TrainingArguments, network, len(steps) - course.done),
            optimizers=(optimizer, schedule),
        )
        work = Work(name, steps, partial(_groups, pack_to=pack_to), partial(_loss, network), _learnt)
        take_steps(trainer, network, work, course, learning_rate)
    course.leave()


def _groups(step: Sequence[Example], at_once: int, *, pack_to: int | None) -> list[Sequence[Any]]:
    rows: Sequence[Any] = pack(step, min(pack_to, at_once)) if pack_to else step
    groups = by_length([len(row.ids) for row in rows], at_once)
    return [[rows[at] for at in group] for group in groups]


def _learnt(step: Sequence[Any]) -> int:
    return sum(row.supervised for row in step)


def _loss(network: Network, _: object, __: object, group: Sequence[Any], step: Sequence[Any]) -> "Tensor":
    torch = load_torch()
    batch = _laid_out(group).to(network.device)
    logits = network.logits(batch).float()
    loss: Tensor = torch.nn.functional.cross_entropy(logits, batch.wanted, reduction="sum") / _learnt(step)
    return loss


def _laid_out(rows: Sequence[Any]) -> Batch:
    """Examples or blocks as a batch; logits are computed only where a token is learnt."""
    inputs = collate(rows, pad_id=0)
    labels = inputs.pop("labels")
    is_learnt = labels[:, 1:] != IGNORED
    row, before = is_learnt.nonzero(as_tuple=True)
    return Batch(
        {**inputs, "use_cache": False},
        at=row * labels.shape[1] + before,
        wanted=labels[:, 1:][is_learnt],
        sizes=tuple(is_learnt.sum(dim=1).tolist()),
    )
