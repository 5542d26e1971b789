"""Examples and blocks as the tensors that a causal language model of transformers takes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from curator.models.runtime import load_torch
from curator.train.examples.shapes import Block, Example

if TYPE_CHECKING:
    from torch import Tensor, dtype

IGNORED = -100
"""The label of what is not learnt."""
_PADDING = -1


def collate(rows: Sequence[Example | Block], pad_id: int, dtype: "dtype | None" = None) -> dict[str, Any]:
    """Inputs and labels of one batch, padded on the right.

    Labels stand at their own tokens; transformers shifts them. Padding is told by the mask and not by its token, so
    `pad_id` may be the end of text. Blocks get a mask by which each part sees itself alone.

    Args:
        rows: what the batch holds.
        pad_id: what fills up shorter rows.
        dtype: of the mask of blocks: that of the model's weights; none: float32.
    """
    torch = load_torch()
    width = max(len(row.ids) for row in rows)

    def filled(values: Sequence[int], filling: int) -> list[int]:
        return [*values, *[filling] * (width - len(values))]

    labels = [
        [token if is_learnt and place else IGNORED for place, (token, is_learnt) in enumerate(zip(*pair, strict=True))]
        for pair in ((row.ids, row.learnt) for row in rows)
    ]
    inputs: dict[str, Any] = {
        "input_ids": torch.tensor([filled(row.ids, pad_id) for row in rows]),
        "labels": torch.tensor([filled(each, IGNORED) for each in labels]),
    }
    if not any(isinstance(row, Block) for row in rows):
        inputs["attention_mask"] = torch.tensor([filled([1] * len(row.ids), 0) for row in rows])
        return inputs
    blocks = [row if isinstance(row, Block) else Block(row.ids, row.learnt, (0,) * len(row.ids)) for row in rows]
    inputs["position_ids"] = torch.tensor([filled(block.positions, 0) for block in blocks])
    parts = torch.tensor([filled(block.parts, _PADDING) for block in blocks])
    inputs["attention_mask"] = _apart(parts, dtype or torch.float32)
    return inputs


def _apart(parts: "Tensor", dtype: "dtype") -> "Tensor":
    """What each token may look at, added to attention scores: (rows, 1, width, width)."""
    torch = load_torch()
    width = parts.shape[1]
    is_earlier = torch.ones(width, width, dtype=torch.bool).tril()
    # Padding sees padding: a row of a mask that sees nothing at all gives no numbers.
    is_seen = is_earlier & (parts.unsqueeze(1) == parts.unsqueeze(2))
    mask: Tensor = torch.zeros(is_seen.shape, dtype=dtype).masked_fill(~is_seen, torch.finfo(dtype).min)
    return mask.unsqueeze(1)


def can_pack(network: Any, vocabulary_size: int) -> bool:  # noqa: ANN401 - transformers is untyped
    """Whether a model keeps the parts of a block apart: its predictions with and without neighbours are compared.

    Models with a memory other than attention (Mamba and its like) do not, and some take no such mask.
    """
    torch = load_torch()
    draw = torch.Generator().manual_seed(0)
    sizes = (7, 5, 6)
    texts = [torch.randint(0, vocabulary_size, (size,), generator=draw).tolist() for size in sizes]
    alone = [Example("", tuple(ids), (True,) * len(ids)) for ids in texts]
    ids = tuple(token for text in texts for token in text)
    together = Block(ids, (True,) * len(ids), tuple(part for part, size in enumerate(sizes) for _ in range(size)))
    where = next(network.parameters())

    def predicted(row: Example | Block) -> "Tensor":
        inputs = collate([row], 0, where.dtype)
        inputs.pop("labels")
        moved = {name: value.to(where.device) for name, value in inputs.items()}
        logits: Tensor = network(**moved, use_cache=False).logits[0].float()
        return logits

    try:
        with torch.no_grad():
            whole = torch.cat([predicted(each) for each in alone])
            packed = predicted(together)
    except (TypeError, ValueError, RuntimeError, AttributeError, IndexError):
        return False
    return bool((packed - whole).abs().mean() < _TOLERANCE * whole.std())


_TOLERANCE = 0.02
"""Share of the spread of the logits: rounding costs a hundredth in bfloat16; parts that see each other cost more."""
