"""Compute a language model's output layer only where somebody looks: it is a fifth of a small model."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor


class Focus:
    """Narrows the output of one model, when asked to."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401 - transformers is untyped
        self._at: Tensor | None = None
        model.get_output_embeddings().register_forward_pre_hook(self._narrow)

    @contextmanager
    def on(self, at: "Tensor") -> Iterator[None]:
        """Inside the block, logits are (1, positions, vocabulary), for these positions of the flattened batch."""
        self._at = at
        try:
            yield
        finally:
            self._at = None

    def _narrow(self, _: object, inputs: tuple["Tensor", ...]) -> tuple["Tensor", ...] | None:
        if self._at is None:
            return None
        hidden = inputs[0]
        return (hidden.reshape(-1, hidden.shape[-1])[self._at].unsqueeze(0), *inputs[1:])
