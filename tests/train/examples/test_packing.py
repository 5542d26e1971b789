"""Packing changes how rows lie in a batch, and nothing of what is learnt from them."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.models.runtime import load_torch, load_transformers
from curator.train.examples import IGNORED, Block, Example, can_pack, collate, length_grouped, pack

sizes = st.lists(st.integers(1, 30), max_size=40)


def example(size: int, begin: int = 1) -> Example:
    """A sequence of which every third token is read only."""
    ids = tuple(range(begin, begin + size))
    return Example(f"r{begin}", ids, tuple(at % 3 != 0 for at in range(size)))


def parts(block: Block) -> list[tuple[int, ...]]:
    """The sequences of a block."""
    found: dict[int, list[int]] = {}
    for token, part in zip(block.ids, block.parts, strict=True):
        found.setdefault(part, []).append(token)
    return [tuple(found[part]) for part in sorted(found)]


@given(sizes=sizes, limit=st.integers(1, 40))
def test_every_example_is_in_one_block_whole_and_no_block_is_too_long_for_several(sizes: list[int], limit: int) -> None:
    examples = [example(size, begin=100 * at) for at, size in enumerate(sizes)]
    blocks = pack(examples, limit)
    assert Counter(part for block in blocks for part in parts(block)) == Counter(each.ids for each in examples)
    assert all(len(block.ids) <= limit or len(parts(block)) == 1 for block in blocks)
    assert sum(block.supervised for block in blocks) == sum(sum(each.learnt[1:]) for each in examples)


def test_short_examples_fill_up_what_long_ones_leave() -> None:
    blocks = pack([example(size) for size in (3, 7, 5, 2, 3)], 10)
    assert [[len(part) for part in parts(block)] for block in blocks] == [[3, 7], [5, 2, 3]]


def test_positions_restart_with_every_part() -> None:
    assert Block((5, 6, 7, 8, 9), (False,) * 5, (0, 0, 1, 1, 1)).positions == (0, 1, 0, 1, 2)


@given(sizes=sizes, batch_size=st.integers(1, 9), seed=st.integers(0, 5))
def test_every_row_is_in_one_batch_and_batches_are_full_but_one(sizes: list[int], batch_size: int, seed: int) -> None:
    batches = length_grouped(sizes, batch_size, seed)
    assert sorted(at for batch in batches for at in batch) == list(range(len(sizes)))
    assert sum(len(batch) != batch_size for batch in batches) <= 1


def test_batches_are_of_like_length_and_in_an_order_that_the_seed_decides() -> None:
    sizes = [1, 50, 2, 51, 3, 52]
    assert {frozenset(batch) for batch in length_grouped(sizes, 3, 0)} == {frozenset({0, 2, 4}), frozenset({1, 3, 5})}
    assert length_grouped(sizes * 9, 3, 1) == length_grouped(sizes * 9, 3, 1) != length_grouped(sizes * 9, 3, 2)


def test_padding_is_neither_read_nor_learnt_whatever_its_token() -> None:
    batch = collate([example(3), example(1)], pad_id=2)
    assert batch["attention_mask"].tolist() == [[1, 1, 1], [1, 0, 0]]
    assert batch["labels"].tolist() == [[IGNORED, 2, 3], [IGNORED] * 3]


@pytest.fixture(scope="module")
def network(tiny_model: Path) -> Any:
    network = load_transformers().AutoModelForCausalLM.from_pretrained(tiny_model)
    with load_torch().no_grad():
        for weights in network.parameters():
            if weights.ndim == 2:
                weights.mul_(10)  # else it predicts the same whatever it reads
    return network


def learnt(network: Any, rows: list[Example | Block]) -> tuple[float, Any]:
    """The summed loss of a batch and its gradients."""
    torch = load_torch()
    batch = collate(rows, 0)
    network.zero_grad()
    loss = network(**batch, use_cache=False, num_items_in_batch=torch.tensor(1)).loss
    loss.backward()
    return loss.item(), torch.cat([each.grad.flatten() for each in network.parameters()])


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_loss_and_gradients_of_a_packed_block_are_those_of_each_example_alone(network: Any, attention: str) -> None:
    network.set_attn_implementation(attention)
    examples = [example(size, begin) for size, begin in ((9, 1), (4, 60), (6, 30), (1, 9))]
    alone = [learnt(network, [each]) for each in examples]
    loss, gradients = sum(each for each, _ in alone), sum(each for _, each in alone)
    for rows in (pack(examples, 20), pack(examples, 12), examples):
        packed, packed_gradients = learnt(network, list(rows))
        assert packed == pytest.approx(loss, rel=1e-5)
        assert (packed_gradients - gradients).abs().max() < 1e-5 * gradients.abs().max()


def test_parts_that_see_each_other_would_be_noticed(network: Any) -> None:
    examples = [example(9, 1), example(6, 30)]
    (block,) = pack(examples, 20)
    merged = Block(block.ids, block.learnt, (0,) * len(block.ids))
    assert learnt(network, [merged])[0] != pytest.approx(learnt(network, [block])[0], rel=1e-3)


def test_whether_a_model_keeps_parts_apart_is_tried(network: Any) -> None:
    assert can_pack(network, 250)

    def blind(**inputs: Any) -> Any:
        inputs.pop("position_ids", None)
        inputs.pop("attention_mask")
        return network(**inputs)

    blind.parameters = network.parameters  # type: ignore[attr-defined]
    assert not can_pack(blind, 250)
