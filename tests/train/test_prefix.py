from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.train import ModelFolder
from curator.train.network import Network
from curator.train.prefix import PromptCache

STEM = tuple(range(10, 30))
PROMPTS = [(1, 2, 3), (1, 2), *((*STEM, last, *range(30, 30 + last)) for last in range(5)), (*STEM, *STEM, 7)]


@pytest.fixture(scope="module")
def network(model: ModelFolder) -> Network:
    return Network(model, rank=2, alpha=4, precision="float32")


class Counting:
    """The frozen model, counting the tokens that run through it."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.tokens = 0

    def __call__(self, **inputs: Any) -> Any:
        self.tokens += inputs["input_ids"].numel()
        return self.network.frozen(**inputs)


def keys(cache: PromptCache, prompts: list[tuple[int, ...]]) -> Iterator[Any]:
    past, is_prompt = cache.past(prompts)
    for row in range(len(prompts)):
        yield past.layers[1].keys[row][:, is_prompt[row]]


def test_a_shared_beginning_changes_nothing(network: Network) -> None:
    torch = pytest.importorskip("torch")
    cache = PromptCache(network.frozen, 1 << 20)
    assert sum(cache.fill(PROMPTS)) == len(PROMPTS)
    for prompt, together in zip(PROMPTS, keys(cache, PROMPTS), strict=True):
        with torch.no_grad():
            alone = network.base(input_ids=torch.tensor([prompt])).past_key_values.layers[1].keys[0]
        torch.testing.assert_close(together, alone, atol=0.02, rtol=0.02)


def test_a_shared_beginning_is_computed_and_stored_once(network: Network) -> None:
    frozen = Counting(network)
    prompts = [(*STEM, last) for last in range(40, 50)]
    cache = PromptCache(frozen, 1 << 20)
    list(cache.fill(prompts))
    assert frozen.tokens == len(STEM) + len(prompts)
    layers, two, heads, size, bytes_each = 2, 2, 2, 8, 2
    assert cache.size_bytes == frozen.tokens * layers * two * heads * size * bytes_each


def test_nothing_is_computed_twice(network: Network) -> None:
    frozen = Counting(network)
    cache = PromptCache(frozen, 1 << 20)
    list(cache.fill(PROMPTS))
    spent = frozen.tokens
    cache.past(PROMPTS)
    assert (cache.missing(PROMPTS), list(cache.fill(PROMPTS)), frozen.tokens) == (0, [], spent)


def test_a_full_cache_keeps_its_size_and_gives_the_same(network: Network) -> None:
    torch = pytest.importorskip("torch")
    large, small = PromptCache(network.frozen, 1 << 20), PromptCache(network.frozen, 1000)
    list(large.fill(PROMPTS))
    list(small.fill(PROMPTS))
    assert small.size_bytes <= 1000
    for one, other in zip(keys(large, PROMPTS), keys(small, PROMPTS), strict=True):
        torch.testing.assert_close(one, other, atol=0.02, rtol=0.02)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=30).map(tuple), min_size=1, max_size=30, unique=True))
def test_every_prompt_has_a_state_of_its_length(network: Network, prompts: list[tuple[int, ...]]) -> None:
    cache = PromptCache(network.frozen, 1 << 30)
    assert sum(cache.fill(prompts)) == len(prompts)
    assert [each.shape[1] for each in keys(cache, prompts)] == [len(prompt) for prompt in prompts]
