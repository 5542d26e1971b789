"""How much memory a run needs, told before a weight is loaded, and how much of it runs at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

from curator.errors import DataError
from curator.lazy import need
from curator.machine import memory_free_bytes
from curator.models.folder import ModelFolder
from curator.models.loading import Quantization
from curator.models.runtime import EXTRA, load_torch, load_transformers
from curator.train.compatibility import LIMIT_BYTES
from curator.train.network import Kind
from curator.train.precision import Precision
from curator.train.training import PROMPT_TOKENS

GB = 1e9

_RUNTIME_BYTES = 600_000_000
"""Of Python with torch, transformers and peft before a model is loaded (resident, CPU build); about."""
_PER_HIDDEN, _PER_INTERMEDIATE = 16, 7
"""Values kept for the backward pass by a layer for each token, per hidden and per intermediate unit: an estimate
for Llama-like models with an adapter on all linear layers; benchmarks/training.py prints told beside used."""
_LOGITS_COPIES = 3
"""Logits, their softmax and its gradient."""
_OPTIMIZER_BYTES = 12
"""For each trained value: gradient and the two moments of AdamW, 32 bits each."""
_WEIGHT_BYTES: dict[str, float] = {"float32": 4, "bfloat16": 2, "8bit": 1, "4bit": 0.55}
_PROMPT_COPIES = 2
"""Of the states that a pass lays out: the stack and each layer's copy of its part."""


@dataclass(frozen=True)
class Shape:
    """What of a model decides how much memory it takes."""

    parameters: int
    hidden: int
    intermediate: int
    layers: int
    vocabulary: int
    states: int
    """Values that attention keeps of a token: keys and values of all layers."""
    adapter_per_rank: int
    """Values of an adapter of rank 1 on all linear layers but the last."""

    @classmethod
    def of(cls, model: ModelFolder) -> "Shape":
        """Read it from the configuration and the headers of the weights.

        Raises:
            DataError: the folder holds no causal language model that transformers knows.
        """
        load_torch()
        try:
            config = load_transformers().AutoConfig.from_pretrained(model.path, local_files_only=True)
            text = config.get_text_config()
            sizes = dict(_sizes(model))
        except Exception as error:  # of safetensors the type is not part of the interface
            raise DataError(f"the model cannot be loaded: {error}", where=str(model.path)) from error
        matrices = [
            each for name, each in sizes.items() if len(each) == 2 and "embed" not in name and "head" not in name
        ]
        hidden = int(getattr(text, "hidden_size", 0) or 1024)
        return cls(
            parameters=sum(prod(each) for each in sizes.values()),
            hidden=hidden,
            intermediate=int(getattr(text, "intermediate_size", None) or 4 * hidden),
            layers=int(getattr(text, "num_hidden_layers", 0) or 1),
            states=_states(text, hidden),
            vocabulary=int(getattr(text, "vocab_size", 0) or 1),
            adapter_per_rank=sum(map(sum, matrices)),
        )


@dataclass(frozen=True)
class Need:
    """What a run takes at its peak, in bytes."""

    weights: float
    training: float
    """The adapter, gradients and the optimizer's moments."""
    activations: float
    logits: float
    runtime: float = _RUNTIME_BYTES
    at_once: int = 0
    """Tokens that run through the model at once, padding counted."""
    checkpointing: bool = False

    @property
    def bytes(self) -> float:
        """All of it."""
        return self.weights + self.training + self.activations + self.logits + self.runtime


@dataclass(frozen=True)
class How:
    """What of the settings decides the memory."""

    kind: Kind
    rank: int
    precision: Precision
    quantization: Quantization | None = None
    sides: int = 1
    """Sequences of an example: 2 for preferences, whose answers run side by side."""
    is_frozen: bool = False
    """Prompts are computed once and kept."""

    def need(self, shape: Shape, at_once: int, *, checkpointing: bool, on_gpu: bool, prompt_tokens: int = 0) -> Need:
        """The peak with so many tokens at once; `prompt_tokens` in all are kept where prompts are frozen."""
        trained = shape.parameters if self.kind == "full" else shape.adapter_per_rank * self.rank
        adapter = 0 if self.kind == "full" else 4 * trained
        per_layer = _PER_HIDDEN * shape.hidden + _PER_INTERMEDIATE * shape.intermediate
        kept = shape.layers * shape.hidden + per_layer if checkpointing else shape.layers * per_layer
        prompts = 0.0
        if self.is_frozen:
            laid_out = _PROMPT_COPIES * PROMPT_TOKENS * 4
            prompts = shape.states * (laid_out + min(2 * prompt_tokens, LIMIT_BYTES / max(1, shape.states)))
        return Need(
            weights=shape.parameters * _WEIGHT_BYTES[self.quantization or self.precision],
            training=adapter + _OPTIMIZER_BYTES * trained,
            activations=4.0 * at_once * kept * self.sides + prompts,
            logits=4.0 * at_once * shape.vocabulary * _LOGITS_COPIES * self.sides,
            runtime=0 if on_gpu else _RUNTIME_BYTES,
            at_once=at_once,
            checkpointing=checkpointing,
        )


def free_bytes(*, on_gpu: bool) -> int | None:
    """Memory that training can still take."""
    if on_gpu:
        free: int = load_torch().cuda.mem_get_info()[0]
        return free
    return memory_free_bytes()


def _states(text: Any, hidden: int) -> int:  # noqa: ANN401 - transformers is untyped
    heads = int(getattr(text, "num_attention_heads", None) or 1)
    size = int(getattr(text, "head_dim", None) or hidden // heads)
    kept = int(getattr(text, "num_key_value_heads", None) or heads)
    return 2 * kept * size * int(getattr(text, "num_hidden_layers", 0) or 1)


def _sizes(model: ModelFolder) -> Iterator[tuple[str, list[int]]]:
    safetensors: Any = need("safetensors", extra=EXTRA)
    for path in sorted(model.path.glob("*.safetensors")):
        with safetensors.safe_open(path, framework="pt") as file:
            for name in file.keys():  # noqa: SIM118 - no mapping
                yield name, file.get_slice(name).get_shape()
