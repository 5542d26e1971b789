"""Run the frozen weights in the number format in which this processor multiplies fastest."""

import time
from typing import TYPE_CHECKING, Any, Literal

from curator.models.runtime import load_torch

if TYPE_CHECKING:
    from torch import Tensor

Precision = Literal["float32", "bfloat16"]

_GAIN = 1.4
"""How much faster bfloat16 must be. Processors lie well apart: 2.2 times with full-rate bfloat16 (Zen 4), much more
with matrix units, at most 1 elsewhere; a measurement in between would be noise."""
_ROUNDS = 5


def fastest() -> Precision:
    """Time one layer's product both ways (tens of milliseconds of processor time)."""
    torch = load_torch()
    inputs = torch.rand(128, 576)
    weights = {name: torch.rand(1536, 576).to(getattr(torch, name)) for name in ("float32", "bfloat16")}
    spent: dict[str, list[float]] = {name: [] for name in weights}
    with torch.no_grad():
        for _ in range(_ROUNDS + 1):
            for name, weight in weights.items():
                begin = time.process_time()
                torch.nn.functional.linear(inputs.to(weight.dtype), weight).float()
                spent[name].append(time.process_time() - begin)
    # The first round of each pays for choosing a kernel.
    single, half = (min(spent[name][1:]) for name in ("float32", "bfloat16"))
    return "bfloat16" if half * _GAIN < single else "float32"


def halve(model: Any) -> None:  # noqa: ANN401 - transformers is untyped
    """Round the frozen weights of linear layers to bfloat16; everything else stays in 32 bits.

    Products are summed in 32 bits. Activations between layers, norms, attention, the adapter, its gradients and
    the loss keep their precision: rounding those, too, is what makes bfloat16 training slow and coarse.
    """
    torch = load_torch()
    for module in model.modules():
        if isinstance(module, torch.nn.Linear) and not module.weight.requires_grad:
            module.to(torch.bfloat16)
            module.register_forward_pre_hook(_rounded)
            module.register_forward_hook(_widened)
    embeddings = model.get_input_embeddings()
    if embeddings.weight.dtype == torch.bfloat16:  # tied to the output layer
        embeddings.register_forward_hook(_widened)


def _rounded(_: object, inputs: tuple["Tensor", ...]) -> tuple["Tensor", ...]:
    return (inputs[0].bfloat16(), *inputs[1:])


def _widened(_: object, __: object, output: "Tensor") -> "Tensor":
    return output.float()
