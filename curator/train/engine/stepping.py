"""Take the optimizer steps of a stage with a Trainer of transformers, each in as many pieces as memory demands."""

import random
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from curator.errors import DataError
from curator.models.runtime import load_torch, load_transformers
from curator.progress import stage
from curator.train.course import Course
from curator.train.network import Network
from curator.train.shortage import free_memory, is_out_of_memory
from curator.train.training import rate

if TYPE_CHECKING:
    from torch import Tensor

_CLIP = 1.0


@dataclass(frozen=True)
class Work:
    """A stage: its steps, and what is done with one."""

    name: str
    """As people read it."""
    steps: Sequence[Sequence[Any]]
    """The examples of every step."""
    cut: Callable[[Sequence[Any], int], list[Sequence[Any]]]
    """Groups of a step's examples that run through the model at once, given the most tokens of a group."""
    loss: "Callable[[Any, Any, Sequence[Any], Sequence[Any]], Tensor]"
    """Of trainer, model, group and step: what the group adds to the step's loss."""
    tokens: Callable[[Sequence[Any]], int]
    """Tokens that a step learns."""


def optimizer_for(network: Network, learning_rate: float, steps: int, course: Course) -> tuple[Any, Any]:
    """AdamW as in every other run of ours, as `course` left it, and its schedule from the step on that is next."""
    torch = load_torch()
    optimizer = torch.optim.AdamW(network.parameters(), lr=learning_rate, weight_decay=0.0)
    course.enter(steps, network.parameters(), optimizer)
    begin = course.done
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(min(begin + step, steps - 1), steps))
    return optimizer, schedule


def arguments(config: Any, network: Network, steps: int, **more: Any) -> Any:  # noqa: ANN401 - transformers is untyped
    """Settings of a trainer that writes nothing, prints nothing and takes one of our steps at a time."""
    torch = load_torch()
    on_gpu = network.device != "cpu"
    found = config(
        output_dir=tempfile.gettempdir(),  # must be there; nothing is written
        max_steps=steps,
        per_device_train_batch_size=1,
        gradient_accumulation_steps=1,
        max_grad_norm=_CLIP,
        logging_strategy="no",
        logging_nan_inf_filter=False,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        gradient_checkpointing=False,
        use_cpu=not on_gpu,
        bf16=on_gpu and torch.cuda.is_bf16_supported(),
        **more,
    )
    found._n_gpu = min(found.n_gpu, 1)  # else transformers would split every batch over all GPUs
    return found


def trainer_class(kind: Any) -> Any:  # noqa: ANN401 - transformers is untyped
    """A child of `kind`, a Trainer, that does a `Work`."""
    torch = load_torch()

    class Stepping(kind):  # type: ignore[misc]  # transformers is untyped
        work: Work
        course: Course
        network: Network
        last_loss = 0.0

        def get_train_dataloader(self) -> Any:  # noqa: ANN401
            """The steps that are left, each as it is."""
            left = self.work.steps[self.course.done :]
            return torch.utils.data.DataLoader(left, batch_size=None, collate_fn=lambda step: step)

        def training_step(self, model: Any, inputs: Any, num_items_in_batch: Any = None) -> Any:  # noqa: ANN401
            """The gradients of one step, in smaller pieces when memory runs out."""
            while (loss := _gradients(self, model, inputs)) is None:
                # Out here nothing holds the tensors of the failed pass any more.
                model.zero_grad()
                free_memory()
                _take_less(self, inputs)
            self.last_loss = float(loss)
            self.course.check(self.last_loss)
            return loss

        def floating_point_ops(self, inputs: Any) -> int:  # noqa: ANN401
            """Nobody asks."""
            return 0

    return Stepping


def _gradients(trainer: Any, model: Any, step: Sequence[Any]) -> "Tensor | None":  # noqa: ANN401
    """Compute the gradients of a step and give its loss; none when memory ran out."""
    model.train()
    total: Tensor = load_torch().zeros((), device=trainer.args.device)
    try:
        for group in trainer.work.cut(step, trainer.course.at_once):
            with trainer.compute_loss_context_manager():
                loss = trainer.work.loss(trainer, model, group, step)
            trainer.accelerator.backward(loss)
            total += loss.detach()
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        return None
    return total


def _take_less(trainer: Any, step: Sequence[Any]) -> None:  # noqa: ANN401
    """Let less run through the model at once from now on.

    Raises:
        DataError: it is a single example already.
    """
    cut, course = trainer.work.cut, trainer.course
    groups = cut(step, course.at_once)
    if max(map(len, groups)) > 1:
        while cut(step, course.at_once) == groups:
            course.at_once //= 2
    elif not trainer.network.is_checkpointing:
        trainer.network.checkpoint()
    else:
        raise DataError(
            "memory runs out with a single example at a time",
            hint="lower max_tokens, use method lora, or train a smaller model",
        )


def take_steps(trainer: Any, network: Network, work: Work, course: Course, learning_rate: float) -> None:  # noqa: ANN401
    """Let the trainer take the steps that are left.

    Raises:
        DataError: a loss or a gradient is not finite, or memory runs out with a single example.
    """
    torch: Any = load_torch()
    transformers: Any = load_transformers()

    class Telling(transformers.TrainerCallback):  # type: ignore[misc]  # transformers is untyped
        def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ANN401
            if not all(bool(torch.isfinite(each.grad).all()) for each in network.parameters() if each.grad is not None):
                course.check(float("nan"))

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ANN401
            now = learning_rate * rate(course.done, len(work.steps))
            course.did(trainer.last_loss, now, work.tokens(work.steps[course.done]))
            advance(1)

    trainer.work, trainer.course, trainer.network = work, course, network
    trainer.remove_callback(transformers.trainer_callback.PrinterCallback)
    trainer.add_callback(Telling())
    with stage(work.name, len(work.steps)) as advance:
        advance(course.done)
        try:
            trainer.train()
        finally:
            network.adapted.eval()
            trainer.accelerator.free_memory()


@contextmanager
def untouched(network: Network) -> Iterator[None]:
    """Leave the process's random numbers and the model's methods as they were; trainers seed and replace them."""
    torch = load_torch()
    state = random.getstate()
    models = {id(model): model for model in (network.adapted, network.base)}.values()
    own = [(model, vars(model).get("forward")) for model in models]
    try:
        with torch.random.fork_rng(), warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of one package about another; users cannot mend it
            yield
    finally:
        random.setstate(state)
        for model, forward in own:
            vars(model).pop("forward", None)
            if forward is not None:
                model.forward = forward
        free_memory()
