"""Let a model write answers: many prompts at once, each up to the end of its turn."""

import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from curator.errors import DataError
from curator.models.grouping import by_length
from curator.models.runtime import load_torch
from curator.models.template import Encoded, Message, Template
from curator.progress import stage
from curator.train.identity import is_changed
from curator.train.network import Network
from curator.train.prefix import PromptCache

if TYPE_CHECKING:
    from torch import Tensor

_TOKENS = 6144
"""Most tokens of a batch, padding and what is still to be written counted; their keys and values are copied at every
step (46 kB each for a 135 M model)."""
_SHRINK = 0.5
"""Rows that have ended leave the batch when no more than this share is left."""


@dataclass(frozen=True)
class Generated:
    """One answer that a model wrote."""

    text: str
    tokens: int
    """What was written, the end of the turn counted."""
    prompt_tokens: int
    finished: bool
    """The model ended its turn; else it was stopped at the most tokens allowed."""
    seconds: float
    """From the start of its batch until its last token."""


@dataclass(frozen=True)
class _Wanted:
    """An answer to write: to which prompt, and the chance of its tokens; none: the likeliest each time."""

    encoded: Encoded
    chance: random.Random | None


def generate(
    network: Network,
    cache: PromptCache | None,
    template: Template,
    prompts: Sequence[Sequence[Message]],
    *,
    max_new_tokens: int,
    temperature: float = 0.0,
    seed: int = 0,
    samples: int = 1,
) -> list[list[Generated]]:
    """Answers to every prompt by the network as it is now, in order, `samples` to each.

    At temperature 0 the likeliest token is taken each time, and the samples of a prompt are the same. Above, a token
    is drawn; what is drawn depends on the seed, the prompt and the number of the sample, not on the other prompts.
    (Padding changes the last bits of what is computed, so that two tokens that are as good as equally likely may
    change places in another company; with bfloat16 weights that is not rare in long answers.)

    Raises:
        DataError: a prompt that the chat template refuses, or that leaves no room for an answer.
    """
    encoded = [template.encode(messages, "") for messages in prompts]
    _check_lengths(network, encoded)
    drawn = samples if temperature > 0 else 1
    wanted = [
        _Wanted(each, _chance(each, seed, sample) if temperature > 0 else None)
        for each in encoded
        for sample in range(drawn)
    ]
    lengths = [each.encoded.tokens + max_new_tokens for each in wanted]
    found: dict[int, Generated] = {}
    with stage("writing answers", len(wanted)) as advance:
        for group in by_length(lengths, _TOKENS):
            batch = _Batch(network, cache, template, [wanted[at] for at in group], max_new_tokens, temperature)
            found.update(zip(group, batch.written(), strict=True))
            advance(len(group))
    answers = [[found[at * drawn + sample] for sample in range(drawn)] for at in range(len(prompts))]
    return answers if drawn == samples else [each * samples for each in answers]


def _check_lengths(network: Network, encoded: Sequence[Encoded]) -> None:
    for each in encoded:
        if network.longest is not None and each.tokens >= network.longest:
            raise DataError(
                f"a prompt is {each.tokens:,} tokens long, and the model reads {network.longest:,}: no room is left "
                "to answer",
                hint="shorten it, take fewer examples, or name a model that reads more",
            )


def _chance(encoded: Encoded, seed: int, sample: int) -> random.Random:
    prompt = hashlib.blake2b(repr(encoded.prompt).encode(), digest_size=8).hexdigest()
    return random.Random(f"{seed}/{sample}/{prompt}")


class _Batch:
    """Prompts of about one length, answered together."""

    def __init__(
        self,
        network: Network,
        cache: PromptCache | None,
        template: Template,
        wanted: Sequence[_Wanted],
        max_new_tokens: int,
        temperature: float,
    ) -> None:
        self._network = network
        self._cache = cache
        self._template = template
        self._wanted = wanted
        longest = max(each.encoded.tokens for each in wanted)
        room = max_new_tokens if network.longest is None else network.longest - longest
        self._most = min(max_new_tokens, room)
        self._temperature = temperature

    def written(self) -> list[Generated]:
        """The answers, in the order of what was wanted."""
        begin = time.perf_counter()
        stops = self._stops()
        ids: list[list[int]] = [[] for _ in self._wanted]
        ended: dict[int, float] = {}
        for rows, tokens in self._tokens(ended):
            for row, token in zip(rows, tokens, strict=True):
                if row not in ended:
                    ids[row].append(token)
                    if token in stops or len(ids[row]) == self._most:
                        ended[row] = time.perf_counter() - begin
        return [self._generated(row, ids[row], stops, ended[row]) for row in range(len(ids))]

    def _stops(self) -> set[int]:
        """Tokens after which nothing more is written: the one that ends the turn, the one that ends a text."""
        vocabulary = self._template.vocabulary
        ends = [self._wanted[0].encoded.response, vocabulary.ids(vocabulary.eos)]
        return {end[-1] for end in ends if end}

    def _generated(self, row: int, ids: list[int], stops: set[int], seconds: float) -> Generated:
        vocabulary, encoded = self._template.vocabulary, self._wanted[row].encoded
        finished = ids[-1] in stops
        text = vocabulary.decode(tuple(ids))
        if finished:
            whole, end = text, self._template.end
            text = whole.removesuffix(end) if end and whole.endswith(end) else vocabulary.decode(tuple(ids[:-1]))
        return Generated(text, len(ids), len(encoded.prompt) + len(encoded.header), finished, seconds)

    def _tokens(self, ended: dict[int, float]) -> Iterator[tuple[list[int], list[int]]]:
        """Rows that are still written, and the next token of each; goes on until all are in `ended`."""
        torch = load_torch()
        inputs, seen, places = self._start()
        rows = list(range(len(self._wanted)))
        # An adapter that changes nothing yet costs a third of the time.
        run = self._network.base if is_changed(self._network) else self._network.frozen
        with torch.no_grad():
            while True:
                device = self._network.device
                output = run(
                    **{name: _moved(value, device) for name, value in inputs.items()}, use_cache=True, logits_to_keep=1
                )
                tokens = self._chosen(output.logits[:, -1], rows)
                yield rows, tokens
                left = [at for at, row in enumerate(rows) if row not in ended]
                if not left:
                    return
                past = output.past_key_values
                if len(left) <= _SHRINK * len(rows) and hasattr(past, "batch_select_indices"):
                    past.batch_select_indices(torch.tensor(left, device=device))
                    rows, tokens = [rows[at] for at in left], [tokens[at] for at in left]
                    seen, places = seen[left], places[left]
                seen = torch.cat([seen, seen.new_ones(len(rows), 1)], dim=1)
                inputs = {
                    "input_ids": torch.tensor(tokens).unsqueeze(1),
                    "attention_mask": seen,
                    "position_ids": places.unsqueeze(1),
                    "past_key_values": past,
                }
                places = places + 1

    def _start(self) -> "tuple[dict[str, Any], Tensor, Tensor]":
        """The first inputs, what of them is no padding, and the place of the token that comes next.

        With a cache only the header runs through the model, behind the states of the frozen prompts.
        """
        torch = load_torch()
        encoded = [each.encoded for each in self._wanted]
        places = torch.tensor([len(each.prompt) + len(each.header) for each in encoded])
        if self._cache:
            past, is_prompt = self._cache.past([each.prompt for each in encoded])
            header = torch.tensor([each.header for each in encoded])
            seen = torch.cat([is_prompt.long(), torch.ones_like(header)], dim=1)
            position_ids = torch.arange(header.shape[1]) + is_prompt.sum(dim=1, keepdim=True)
            return _inputs(header, seen, position_ids, past), seen, places
        whole = [(*each.prompt, *each.header) for each in encoded]
        width = max(map(len, whole))
        pad = self._template.vocabulary.pad_id
        ids = torch.tensor([[pad] * (width - len(each)) + list(each) for each in whole])
        seen = torch.tensor([[0] * (width - len(each)) + [1] * len(each) for each in whole])
        return _inputs(ids, seen, (seen.cumsum(dim=1) - 1).clamp(min=0), None), seen, places

    def _chosen(self, logits: "Tensor", rows: list[int]) -> list[int]:
        """The next token of each row: the likeliest, or one that is drawn."""
        torch = load_torch()
        if self._temperature == 0:
            return [int(token) for token in logits.argmax(dim=-1)]
        shares = (logits.double() / self._temperature).softmax(dim=-1).cumsum(dim=-1)
        chances = [self._wanted[row].chance for row in rows]
        points = torch.tensor([each.random() if each else 0.0 for each in chances], dtype=torch.float64)
        at = torch.searchsorted(shares, (points.to(shares.device) * shares[:, -1]).unsqueeze(1), right=True)
        return [int(token) for token in at.squeeze(1).clamp(max=logits.shape[-1] - 1)]


def _inputs(ids: "Tensor", seen: "Tensor", position_ids: "Tensor", past: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"input_ids": ids, "attention_mask": seen, "position_ids": position_ids, "past_key_values": past}


def _moved(value: Any, device: str) -> Any:  # noqa: ANN401 - a tensor, a cache or nothing
    return value.to(device) if device != "cpu" and hasattr(value, "to") else value
