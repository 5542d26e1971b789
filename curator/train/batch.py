"""Lay questions and answers out as tensors, with the frozen prompts' states or without."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from curator.models.grouping import by_length, cut
from curator.models.runtime import load_torch
from curator.models.template import Encoded
from curator.train.prefix import PromptCache

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Ask:
    """A prompt with one or more answers, each as if it were the only one."""

    prompt: tuple[int, ...]
    header: tuple[int, ...]
    answers: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, row: Encoded) -> "Ask":
        """The question of one conversation, with its answer."""
        return cls(row.prompt, row.header, (row.response,))

    def fresh(self, *, is_cached: bool) -> int:
        """Tokens that run through the adapted model; the last of an answer is only predicted."""
        stem = len(self.header) + (0 if is_cached else len(self.prompt))
        return stem + sum(len(answer) - 1 for answer in self.answers)


@dataclass(frozen=True)
class Batch:
    """Model inputs for several questions, and where in the output their answers are predicted."""

    inputs: dict[str, Any]
    at: "Tensor"
    """(answer tokens,) int64: position in the flattened (questions x width) output."""
    wanted: "Tensor"
    """(answer tokens,) int64: the token that should be predicted there."""
    sizes: tuple[int, ...]
    """Tokens of each answer, in the order of questions and their answers."""

    def to(self, device: str) -> "Batch":
        """The batch where the model is; itself on the processor."""
        if device == "cpu":
            return self
        inputs = {name: value.to(device) if hasattr(value, "to") else value for name, value in self.inputs.items()}
        return replace(self, inputs=inputs, at=self.at.to(device), wanted=self.wanted.to(device))


def lay_out(asks: Sequence[Ask], cache: PromptCache | None) -> Batch:
    """One batch of `asks`. With a cache only header and answers run through the model, else everything does.

    With a cache the answers of a question stand one behind the other; positions and mask let each see the question
    and itself. Without one a question has one answer, and nothing is asked of the model but ordinary text.
    """
    torch = load_torch()
    rows = [_row(ask, is_cached=cache is not None) for ask in asks]
    width = max(len(row.ids) for row in rows)
    part = torch.tensor([row.parts + [_PADDING] * (width - len(row.ids)) for row in rows])
    inputs: dict[str, Any] = {
        "input_ids": torch.tensor([row.ids + [0] * (width - len(row.ids)) for row in rows]),
        "attention_mask": (part != _PADDING).long(),
        "use_cache": False,
    }
    if cache:
        past, is_prompt = cache.past([ask.prompt for ask in asks])
        positions = torch.tensor([row.positions + [0] * (width - len(row.ids)) for row in rows])
        inputs |= {
            "past_key_values": past,
            "use_cache": True,
            "position_ids": positions + is_prompt.sum(dim=1, keepdim=True),
            "attention_mask": _mask(is_prompt, part),
        }
    return Batch(
        inputs,
        at=torch.tensor([number * width + at for number, row in enumerate(rows) for at in row.at]),
        wanted=torch.tensor([token for ask in asks for answer in ask.answers for token in answer]),
        sizes=tuple(len(answer) for ask in asks for answer in ask.answers),
    )


def _mask(is_prompt: "Tensor", part: "Tensor") -> "Tensor":
    """What each token may look at, added to attention scores: (questions, 1, width, prompt + width)."""
    torch = load_torch()
    width = part.shape[1]
    is_earlier = torch.ones(width, width, dtype=torch.bool).tril()
    is_mine = is_earlier & ((part == _STEM).unsqueeze(1) | (part.unsqueeze(1) == part.unsqueeze(2)))
    is_seen = torch.cat([is_prompt.unsqueeze(1).expand(-1, width, -1), is_mine], dim=2)
    mask: Tensor = torch.zeros(is_seen.shape).masked_fill(~is_seen, torch.finfo(torch.float32).min)
    return mask.unsqueeze(1)


def passes(asks: Sequence[Ask], *, is_cached: bool, tokens: int, prompt_tokens: int) -> list[list[int]]:
    """Positions of `asks`, grouped for `lay_out`.

    Args:
        asks: what to group.
        is_cached: whether prompts come from a cache.
        tokens: most tokens of a group that run through the adapted model, padding counted.
        prompt_tokens: most tokens of a group whose cached states are laid out, padding counted; they take memory
            (46 kB each for a 135 M model, and as much again for every layer's copy in training) but little time.
    """
    groups = by_length([ask.fresh(is_cached=is_cached) for ask in asks], tokens)
    if not is_cached:
        return groups
    lengths = [len(ask.prompt) for ask in asks]
    return [piece for group in groups for piece in cut(group, lengths, prompt_tokens)]


_STEM = 0
_PADDING = -1


@dataclass(frozen=True)
class _Row:
    ids: list[int]
    positions: list[int]
    """Behind the cached prompt."""
    parts: list[int]
    """0 for the question, n for the n-th answer."""
    at: list[int]
    """Where each answer token is predicted."""


def _row(ask: Ask, *, is_cached: bool) -> _Row:
    stem = ask.header if is_cached else ask.prompt + ask.header
    row = _Row(list(stem), list(range(len(stem))), [_STEM] * len(stem), [])
    for number, answer in enumerate(ask.answers, start=1):
        given = answer[:-1]
        row.at.append(len(stem) - 1)
        row.at.extend(range(len(row.ids), len(row.ids) + len(given)))
        row.ids.extend(given)
        row.positions.extend(range(len(stem), len(stem) + len(given)))
        row.parts.extend([number] * len(given))
    return row
