"""Keep a run that is under way on disk, so that after a kill it ends as if it had never been stopped."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from curator.errors import DataError
from curator.files import make_folder, whole_file
from curator.lazy import need
from curator.models.runtime import EXTRA

if TYPE_CHECKING:
    from torch import Tensor

EVERY_S = 60.0
_SHARE = 0.05
"""Of the time that writing checkpoints may take; all weights of a large model are not written every minute."""
_FILE = "checkpoint.safetensors"


@dataclass(frozen=True)
class Checkpoint:
    """A run as it was after a step."""

    losses: tuple[tuple[float, ...], ...]
    """Of every step of each stage so far; the last one was under way."""
    tokens: int
    """Learnt so far, repeats counted."""
    at_once: int
    """Tokens that ran through the model at once: other groups would add up to other last digits."""
    seconds: float
    cpu_seconds: float
    tensors: Mapping[str, "Tensor"] = field(default_factory=dict)
    """Weights that are trained, the optimizer's state, and what else the stage needs."""


class Checkpoints:
    """The last checkpoint of one run, in a folder of its own: safetensors, so that reading it can run no program."""

    def __init__(self, folder: Path | None = None, every_s: float = EVERY_S) -> None:
        """`folder` is made with the first checkpoint; none: nothing is kept."""
        self._folder = folder
        self._every_s = every_s
        self._next = time.monotonic() + every_s

    def find(self) -> Checkpoint | None:
        """The last checkpoint of an earlier try, or none.

        Raises:
            DataError: there is one that cannot be read.
        """
        if self._folder is None or not (self._folder / _FILE).is_file():
            return None
        path = self._folder / _FILE
        safetensors = need("safetensors", extra=EXTRA)
        try:
            with safetensors.safe_open(path, framework="pt") as file:
                facts = orjson.loads(file.metadata()["curator"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
            losses = tuple(tuple(stage) for stage in facts.pop("losses"))
            return Checkpoint(**facts, losses=losses, tensors=tensors)
        except Exception as error:  # its own exception type is not part of its interface
            raise DataError(
                f"the checkpoint of a stopped run cannot be read: {error}",
                where=str(path),
                hint=f"delete {self._folder} to begin the run anew",
            ) from None

    def keep(self, make: Callable[[], Checkpoint], *, now: bool = False) -> None:
        """Write a checkpoint when it is time for one, or `now`.

        Raises:
            DataError: the disk is full or not writable; the checkpoint before this one is still there.
        """
        if self._folder is None or not (now or time.monotonic() >= self._next):
            return
        begin = time.monotonic()
        checkpoint = make()
        make_folder(self._folder)
        with whole_file(self._folder / _FILE) as file:
            _write(checkpoint, file)
        took = time.monotonic() - begin
        self._next = time.monotonic() + max(self._every_s, took / _SHARE if self._every_s else 0.0)


def _write(checkpoint: Checkpoint, file: Path) -> None:
    safetensors = need("safetensors.torch", extra=EXTRA)
    facts: dict[str, Any] = {name: value for name, value in vars(checkpoint).items() if name != "tensors"}
    tensors = {name: tensor.detach().contiguous().cpu() for name, tensor in checkpoint.tensors.items()}
    safetensors.save_file(tensors, file, metadata={"curator": orjson.dumps(facts).decode()})
