"""Decide how a model is trained on this machine: by which method, in which numbers, how much of it at once."""

from dataclasses import dataclass

from curator.errors import DataError
from curator.models.folder import ModelFolder
from curator.models.runtime import load_torch
from curator.recipe import Train
from curator.train.engine.memory import GB, How, Need, Shape, free_bytes
from curator.train.network import Kind
from curator.train.precision import Precision

_ON_CPU_TOKENS = 1024
"""At once: more is no faster on a processor."""
_ON_GPU_TOKENS = 65_536
_ROOM = 0.85
"""Share of the free memory that a run may plan to take."""


def on_gpu() -> bool:
    """Whether there is one to train on."""
    return bool(load_torch().cuda.is_available())


def is_frozen(train: Train) -> bool:
    """Whether these settings mean an adapter behind frozen prompts: always on a processor, if they allow it."""
    if train.method == "auto":
        return not train.beyond_frozen and not on_gpu()
    return train.method == "prefix-frozen"


def kind_of(train: Train) -> Kind:
    """What is trained."""
    return train.method if train.method in ("dora", "full") else "lora"


def precision_of(train: Train) -> Precision | None:
    """Of frozen weights; none: whichever is faster here.

    Raises:
        DataError: it is impossible here.
    """
    if kind_of(train) == "full":
        return "float32"
    if "preference" in train.stages and not on_gpu():
        if train.precision == "bfloat16":
            # TRL multiplies by the output layer itself, past what rounds its inputs.
            raise DataError("preference stages need precision float32 without a GPU", hint="leave precision out")
        return "float32"
    return train.precision


@dataclass(frozen=True)
class Plan:
    """What training a model takes, and the memory that was free before it was loaded."""

    name: str
    shape: Shape
    how: How
    checkpointing: bool | None
    """What was asked for; none: as memory demands."""
    room: int | None
    """Bytes; none where the system does not tell."""

    @classmethod
    def of(cls, model: ModelFolder, train: Train) -> "Plan":
        """Read it from the model's folder; no weight is loaded.

        Raises:
            DataError: the folder holds no causal language model that transformers knows.
        """
        sides = 2 if "preference" in train.stages else 1
        precision = precision_of(train) or "float32"
        how = How(kind_of(train), train.rank, precision, train.quantization, sides, is_frozen(train))
        return cls(model.name, Shape.of(model), how, train.gradient_checkpointing, free_bytes(on_gpu=on_gpu()))

    def need(self, longest: int, prompt_tokens: int = 0, step_tokens: int | None = None) -> Need:
        """As many tokens at once as are useful and fit; activations computed twice only where nothing else helps.

        Args:
            longest: tokens of the longest example; fewer cannot run at once.
            prompt_tokens: of all prompts, where those are kept.
            step_tokens: of a step, where it is known: more cannot run at once.
        """
        most = _ON_GPU_TOKENS if on_gpu() else _ON_CPU_TOKENS
        most = most if step_tokens is None else min(most, step_tokens)
        may_change = self.checkpointing is None and not self.how.is_frozen
        for is_checkpointing in (False, True) if may_change else (bool(self.checkpointing),):
            at_once = most
            while True:
                found = self.how.need(
                    self.shape,
                    max(longest, at_once),
                    checkpointing=is_checkpointing,
                    on_gpu=on_gpu(),
                    prompt_tokens=prompt_tokens,
                )
                if self.room is None or found.bytes <= _ROOM * self.room:
                    return found
                if at_once <= longest or self.how.is_frozen:
                    break
                at_once //= 2
        return found

    def told(self, found: Need) -> str:
        """What is needed and what is free, in a line.

        Raises:
            DataError: weights and optimizer alone do not fit.
        """
        if self.room is None:
            return f"needs about {found.bytes / GB:.1f} GB of memory"
        told = f"needs about {found.bytes / GB:.1f} GB of memory; {self.room / GB:.1f} GB free"
        if found.weights + found.training > self.room:
            smaller = "name a smaller model" if self.how.kind != "full" else "train an adapter: method lora"
            raise DataError(f"training {self.name} {told}", hint=f"free some, or {smaller}")
        if found.bytes > self.room:
            return f"{told}, so it may run out: lower max_tokens or rank, or name a smaller model"
        return told
