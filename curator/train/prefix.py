"""Keep what the frozen model computed for each prompt, so that arms, seeds and epochs pay for it once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from curator.models.grouping import by_length
from curator.models.runtime import load_torch, load_transformers

if TYPE_CHECKING:
    from torch import Tensor

Prompt = tuple[int, ...]
State = tuple["Tensor", ...]
"""Keys and values of consecutive pieces of a prompt, each (layers, 2, heads, tokens, size) bfloat16."""

_TOKENS = 1024
_MIN_SHARING = 4
_MIN_SHARED_TOKENS = 8


class PromptCache:
    """Keys and values of prompts under the frozen model.

    Prompts that begin alike (the same instruction before different inputs) are computed as a tree: the common
    beginning once. States are rounded to bfloat16 whether they are kept or not, so that a full cache changes no
    more than the last bits.
    """

    def __init__(self, frozen: Callable[..., Any], limit_bytes: int) -> None:
        """`frozen` runs the model without adapter; at most `limit_bytes` are kept (23 kB a token for a 135 M model)."""
        self._frozen = frozen
        self._limit_bytes = limit_bytes
        self._kept: dict[Prompt, State] = {}
        self._pieces: set[int] = set()  # ids of the kept pieces, which prompts share
        self._full = False
        self.size_bytes = 0

    def fill(self, prompts: Iterable[Prompt]) -> Iterator[int]:
        """Compute the prompts that are missing until the cache is full; gives the number done after each batch."""
        missing = {prompt for prompt in prompts if prompt not in self._kept}
        if self._full or not missing:
            return
        for batch in self._computed(sorted(missing), (), 0):
            if not all(self._keep(prompt, state) for prompt, state in batch):
                return
            yield len(batch)

    def missing(self, prompts: Iterable[Prompt]) -> int:
        """How many different prompts `fill` would compute."""
        return 0 if self._full else len({prompt for prompt in prompts if prompt not in self._kept})

    def past(self, prompts: Sequence[Prompt]) -> tuple[Any, "Tensor"]:
        """A transformers cache of the prompts, padded on the left; and where it is no padding: (rows, longest)."""
        torch = load_torch()
        states = self._states(prompts)
        longest = max(map(len, prompts))
        layers, two, heads, _, size = states[prompts[0]][0].shape
        stacked = torch.zeros(layers, two, len(prompts), heads, longest, size)
        is_prompt = torch.zeros(len(prompts), longest, dtype=torch.bool)
        for row, prompt in enumerate(prompts):
            at = longest - len(prompt)
            is_prompt[row, at:] = True
            for piece in states[prompt]:
                stacked[:, :, row, :, at : at + piece.shape[3]] = piece
                at += piece.shape[3]
        return _cache(stacked), is_prompt

    def _states(self, prompts: Sequence[Prompt]) -> dict[Prompt, State]:
        known = {prompt: self._kept[prompt] for prompt in prompts if prompt in self._kept}
        missing = sorted(set(prompts) - set(known))
        for batch in self._computed(missing, (), 0) if missing else ():
            known.update(batch)
            for prompt, state in batch:
                self._keep(prompt, state)
        return known

    def _keep(self, prompt: Prompt, state: State) -> bool:
        """Keep a state if there is room; once there is none, nothing more is kept."""
        new = [piece for piece in state if id(piece) not in self._pieces]
        size_bytes = self.size_bytes + sum(piece.nbytes for piece in new)
        self._full = self._full or size_bytes > self._limit_bytes
        if not self._full:
            self._pieces.update(map(id, new))
            self._kept[prompt] = state
            self.size_bytes = size_bytes
        return not self._full

    def _computed(self, prompts: list[Prompt], above: State, depth: int) -> Iterator[list[tuple[Prompt, State]]]:
        """Compute sorted prompts whose first `depth` tokens are `above`, in batches.

        Every prompt keeps at least one token of its own, so no batch is empty.
        """
        shared = _common(prompts)
        if len(prompts) > 1 and shared > depth:
            above = (*above, *self._run(above, depth, [prompts[0][depth:shared]]))
            depth = shared
        alone: list[Prompt] = []
        for _, equal in groupby(prompts, key=lambda prompt: prompt[depth]):
            branch = list(equal)
            if len(branch) >= _MIN_SHARING and _common(branch) - depth >= _MIN_SHARED_TOKENS:
                yield from self._computed(branch, above, depth)
            else:
                alone += branch
        for group in by_length([len(prompt) - depth for prompt in alone], _TOKENS):
            batch = [alone[at] for at in group]
            pieces = self._run(above, depth, [prompt[depth:] for prompt in batch])
            yield [(prompt, (*above, piece)) for prompt, piece in zip(batch, pieces, strict=True)]

    def _run(self, above: State, depth: int, endings: Sequence[Prompt]) -> list["Tensor"]:
        """Keys and values of each of the `endings`, all after the same `above`."""
        torch = load_torch()
        longest = max(map(len, endings))
        # Padded on the right: causal attention keeps the padding from what comes before it.
        ids = torch.tensor([[*ending, *[0] * (longest - len(ending))] for ending in endings])
        past = None
        if above:
            stem = torch.cat(above, dim=3).float().unsqueeze(2)
            past = _cache(stem.expand(-1, -1, len(endings), -1, -1, -1))
        with torch.no_grad():
            after = self._frozen(input_ids=ids, past_key_values=past, use_cache=True, logits_to_keep=1)
        layers = after.past_key_values.layers
        states = torch.stack([torch.stack([layer.keys, layer.values]) for layer in layers])
        return [
            states[:, :, row, :, depth : depth + len(ending)].to(torch.bfloat16).clone()
            for row, ending in enumerate(endings)
        ]


def _common(prompts: Sequence[Prompt]) -> int:
    """How many tokens sorted prompts begin with alike, leaving each at least one of its own."""
    first, last = prompts[0], prompts[-1]
    most = min(map(len, prompts)) - 1
    return next((at for at in range(most) if first[at] != last[at]), most)


def _cache(states: "Tensor") -> Any:  # noqa: ANN401 - transformers is untyped
    """A transformers cache of states (layers, 2, rows, heads, tokens, size)."""
    cache = load_transformers().DynamicCache()
    for layer, (keys, values) in enumerate(states):
        cache.update(keys, values, layer)
    return cache
