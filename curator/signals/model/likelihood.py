"""How likely a model finds each token of given answers, many answers at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from curator.models.focus import Focus
from curator.models.folder import ModelFolder
from curator.models.grouping import by_length
from curator.models.loading import load_network
from curator.models.runtime import load_torch

if TYPE_CHECKING:
    from torch import Tensor

_TOKENS = {"cpu": 1024, "cuda": 8192}
"""Tokens of a pass, padding counted: its logits take four bytes for each of them and each entry of the vocabulary."""

Ids = tuple[int, ...]


def precision() -> str:
    """In what the weights are held: rounded where there is a graphics card."""
    return "bfloat16" if load_torch().cuda.is_available() else "float32"


class Likelihood:
    """A causal language model that is only asked."""

    def __init__(self, model: ModelFolder) -> None:
        """Raises DataError where the folder holds no causal language model that transformers knows."""
        torch = load_torch()
        self._network = load_network(model)
        self._network.eval()
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._network.to(self._device, getattr(torch, precision()))
        self._focus = Focus(self._network)
        self.longest: int | None = getattr(self._network.config, "max_position_embeddings", None)

    def of(self, texts: Sequence[tuple[Ids, Ids]]) -> list["Tensor"]:
        """The log-probability of each token of the second part of each text, given all before it: (tokens,) float32.

        The first part has at least one token; the second may be empty.
        """
        found: dict[int, Tensor] = {}
        lengths = [len(before) + len(given) for before, given in texts]
        for group in by_length(lengths, _TOKENS[self._device]):
            found.update(zip(group, self._together([texts[at] for at in group]), strict=True))
        return [found[at] for at in range(len(texts))]

    def _together(self, texts: Sequence[tuple[Ids, Ids]]) -> Sequence["Tensor"]:
        torch = load_torch()
        whole = [before + given for before, given in texts]
        width = max(len(ids) for ids in whole)
        at = [
            row * width + place - 1
            for row, (before, given) in enumerate(texts)
            for place in range(len(before), len(before) + len(given))
        ]
        if not at:
            return [torch.zeros(0)] * len(texts)
        inputs = torch.tensor([[*ids, *[0] * (width - len(ids))] for ids in whole])
        mask = torch.tensor([[1] * len(ids) + [0] * (width - len(ids)) for ids in whole])
        wanted = torch.tensor([token for _, given in texts for token in given]).to(self._device)
        with torch.no_grad(), self._focus.on(torch.tensor(at).to(self._device)):
            output = self._network(
                input_ids=inputs.to(self._device), attention_mask=mask.to(self._device), use_cache=False
            )
            logits = output.logits[0].float()
            losses = torch.nn.functional.cross_entropy(logits, wanted, reduction="none")
        parts: Sequence[Tensor] = torch.split(-losses.cpu(), [len(given) for _, given in texts])
        return parts
