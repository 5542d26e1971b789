"""What tells a model as it is now from every other: answers that were kept belong to exactly one."""

import hashlib
from typing import TYPE_CHECKING

from curator.models.folder import ModelFolder
from curator.models.template import Template
from curator.train.network import Network

if TYPE_CHECKING:
    from torch import Tensor

_ZERO_AT_FIRST = "lora_B"  # until a step was taken; what stands before it is then random and without effect


def identity(network: Network, template: Template, model: ModelFolder, method: str) -> str:
    """A hash of the model's weights, its template, the precision it runs in and what was trained.

    Costs a pass over the trained weights: milliseconds for an adapter.
    """
    state = hashlib.sha256()
    for part in (model.sha, template.sha, network.precision, method):
        state.update(f"{part}\n".encode())
    if is_changed(network):
        for name, weights in sorted(_trainable(network).items()):
            state.update(f"{name}\n".encode())
            state.update(_bytes(weights))
    return state.hexdigest()


def is_changed(network: Network) -> bool:
    """Whether the model may answer otherwise than it did as it came."""
    return network.kind == "full" or any(
        bool(weights.any()) for name, weights in _trainable(network).items() if _ZERO_AT_FIRST in name
    )


def _trainable(network: Network) -> "dict[str, Tensor]":
    return {name: weights for name, weights in network.adapted.named_parameters() if weights.requires_grad}


def _bytes(weights: "Tensor") -> bytes:
    return bytes(weights.detach().float().cpu().contiguous().numpy().data)
