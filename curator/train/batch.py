"""Lay conversations out as tensors, with the frozen prompts' states or without."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from curator.train.prefix import PromptCache
from curator.train.runtime import load_torch
from curator.train.template import Encoded

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """Model inputs for several conversations, and where in the output their answers are predicted."""

    inputs: dict[str, Any]
    at: "Tensor"
    """(answer tokens,) int64: position in the flattened (rows x width) output."""
    wanted: "Tensor"
    """(answer tokens,) int64: the token that should be predicted there."""
    row: "Tensor"
    """(answer tokens,) int64: which conversation it belongs to."""


def lay_out(rows: Sequence[Encoded], cache: PromptCache | None) -> Batch:
    """One batch of `rows`. With a cache only header and answer run through the model, else everything does."""
    torch = load_torch()
    fresh = [row.header if cache else row.prompt + row.header for row in rows]
    width = max(len(start) + len(row.response) for start, row in zip(fresh, rows, strict=True)) - 1
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    at: list[int] = []
    for index, (start, row) in enumerate(zip(fresh, rows, strict=True)):
        sequence = (start + row.response)[:-1]
        ids[index, : len(sequence)] = torch.tensor(sequence)
        mask[index, : len(sequence)] = 1
        first = index * width + len(start) - 1
        at += range(first, first + len(row.response))
    positions = torch.arange(width).expand(len(rows), width)
    inputs = {"input_ids": ids, "attention_mask": mask, "position_ids": positions, "use_cache": False}
    if cache:
        past, past_mask = cache.past([row.prompt for row in rows])
        inputs |= {
            "past_key_values": past,
            "use_cache": True,
            "attention_mask": torch.cat([past_mask, mask], dim=1),
            "position_ids": positions + past_mask.sum(dim=1, keepdim=True),
        }
    return Batch(
        inputs,
        at=torch.tensor(at),
        wanted=torch.tensor([token for row in rows for token in row.response]),
        row=torch.tensor([index for index, row in enumerate(rows) for _ in row.response]),
    )


def by_length(lengths: Sequence[int], limit: int) -> Iterator[list[int]]:
    """Group positions so that a padded group holds at most `limit` tokens and little padding.

    A group's longest member is at most twice and sixteen tokens longer than its shortest. One that is longer
    than `limit` is a group of its own.
    """
    group: list[int] = []
    shortest = 0
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        length = lengths[position]
        if group and (length * (len(group) + 1) > limit or length > 2 * shortest + 16):
            yield group
            group = []
        if not group:
            shortest = length
        group.append(position)
    if group:
        yield group
