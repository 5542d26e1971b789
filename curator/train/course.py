"""A run under way: what is done of it, who is told of every step, and where it is kept."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from curator import progress
from curator.errors import DataError
from curator.train.checkpoints import Checkpoint, Checkpoints

if TYPE_CHECKING:
    from torch import Tensor

_WEIGHTS = "weights/"
_OPTIMIZER = "optimizer/"
_OTHER = "other/"


@dataclass(frozen=True)
class Step:
    """One update of the weights."""

    stage: str
    number: int
    """In its stage, from 1."""
    steps: int
    """Of the stage."""
    overall: int
    """In the run, from 1."""
    loss: float
    """Before the update: of a learnt token, in nats; in preference stages of a pair."""
    learning_rate: float
    tokens: int
    """Learnt in it."""
    tokens_per_second: float
    """Learnt tokens over the stage, as far as this process made it."""


Follower = Callable[[Step], None]


class Course:
    """The stages of one run, one after the other."""

    def __init__(
        self, stages: Sequence[str], checkpoints: Checkpoints | None = None, followers: Sequence[Follower] = ()
    ) -> None:
        """Take up where `checkpoints` left off, if they did.

        Raises:
            DataError: there is a checkpoint that cannot be read.
        """
        self._stages = stages
        self._checkpoints = checkpoints or Checkpoints()
        self._followers = followers
        self._saved = self._checkpoints.find()
        self._before = self._saved or Checkpoint(((),), tokens=0, at_once=0, seconds=0.0, cpu_seconds=0.0)
        self._begin, self._cpu_begin = time.perf_counter(), time.process_time()
        self.losses: list[list[float]] = [list(stage) for stage in self._before.losses]
        self.resumed_at = sum(map(len, self.losses))
        """Steps that an earlier try had done."""
        self.tokens = self._before.tokens
        """Learnt so far, repeats counted."""
        self.at_once = self._before.at_once
        """Tokens that run through the model at once; 0: not settled."""

    @property
    def stage(self) -> int:
        """The stage under way, from 0; as many as there are stages when all are done."""
        return len(self.losses) - 1

    @property
    def done(self) -> int:
        """Steps of this stage that are done."""
        return len(self.losses[-1])

    @property
    def seconds(self) -> float:
        """Spent on the run, earlier tries counted as far as they were kept."""
        return self._before.seconds + time.perf_counter() - self._begin

    @property
    def cpu_seconds(self) -> float:
        """Processor time spent on the run, counted alike."""
        return self._before.cpu_seconds + time.process_time() - self._cpu_begin

    def enter(self, steps: int, parameters: "Sequence[Tensor]", optimizer: Any) -> None:  # noqa: ANN401
        """Begin the stage, or go on with it: fill weights and optimizer from the checkpoint, if there is one."""
        self._steps, self._parameters, self._optimizer = steps, parameters, optimizer
        self._stage_begin, self._stage_tokens = time.perf_counter(), 0
        self.remembered: Mapping[str, Tensor] = {}
        """What else the stage had to `remember`."""
        if self._saved is None:
            return
        tensors, self._saved = self._saved.tensors, None
        for number, parameter in enumerate(parameters):
            parameter.data.copy_(tensors[f"{_WEIGHTS}{number}"])
            state = _under(tensors, f"{_OPTIMIZER}{number}/")
            if state:
                # The count of steps is a number; everything else lies where the weights do.
                optimizer.state[parameter] = {
                    name: value if value.ndim == 0 else value.to(parameter.device) for name, value in state.items()
                }
        self.remembered = _under(tensors, _OTHER)

    def remember(self, what: "Mapping[str, Tensor]") -> None:
        """Keep this with every checkpoint of the stage."""
        self.remembered = what

    def did(self, loss: float, learning_rate: float, tokens: int) -> None:
        """One more step is done: tell whoever follows, and keep it when it is time.

        Raises:
            DataError: the loss is not finite, or a checkpoint cannot be written.
        """
        self.check(loss)
        self.losses[-1].append(loss)
        self.tokens += tokens
        self._stage_tokens += tokens
        rate = self._stage_tokens / max(time.perf_counter() - self._stage_begin, 1e-9)
        progress.remark(f"loss {loss:.3f}, {rate:,.0f} tokens/s")
        step = Step(
            stage=self._stages[self.stage],
            number=self.done,
            steps=self._steps,
            overall=sum(map(len, self.losses)),
            loss=loss,
            learning_rate=learning_rate,
            tokens=tokens,
            tokens_per_second=rate,
        )
        for follower in self._followers:
            follower(step)
        self._checkpoints.keep(self._checkpoint)

    def check(self, loss: float) -> None:
        """Give the run up when the loss of the step under way, or its gradient, is no finite number.

        Raises:
            DataError: it is not.
        """
        if not math.isfinite(loss):
            raise DataError(
                f"the loss is {loss} at step {self.done + 1}; the run was given up", hint="lower the learning rate"
            )

    def leave(self) -> None:
        """The stage is finished; the next one begins with a new optimizer."""
        self.losses.append([])
        self._optimizer, self.remembered = None, {}
        if self.stage < len(self._stages):
            self._checkpoints.keep(self._checkpoint, now=True)

    def _checkpoint(self) -> Checkpoint:
        tensors = {f"{_WEIGHTS}{number}": each for number, each in enumerate(self._parameters)}
        states = {} if self._optimizer is None else self._optimizer.state
        for number, parameter in enumerate(self._parameters):
            for name, value in states.get(parameter, {}).items():
                tensors[f"{_OPTIMIZER}{number}/{name}"] = value
        tensors.update({f"{_OTHER}{name}": value for name, value in self.remembered.items()})
        return Checkpoint(
            losses=tuple(map(tuple, self.losses)),
            tokens=self.tokens,
            at_once=self.at_once,
            seconds=self.seconds,
            cpu_seconds=self.cpu_seconds,
            tensors=tensors,
        )


def _under(tensors: "Mapping[str, Tensor]", prefix: str) -> "dict[str, Tensor]":
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
