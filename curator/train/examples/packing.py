"""Lay examples together: into blocks that fill the model's window, or into batches of like length."""

import random
from bisect import bisect_left, insort
from collections.abc import Sequence
from itertools import chain

from curator.train.examples.shapes import Block, Example

_SORTED_BATCHES = 50
"""Batches among which rows are sorted by length: enough to save most padding, few enough to keep the order random."""


def pack(examples: Sequence[Example], max_tokens: int) -> list[Block]:
    """The examples in few blocks of at most `max_tokens` tokens; longer ones are blocks of their own.

    Best fit, the longest first. Every example is in one block, whole; the same examples in the same order give the
    same blocks.
    """
    order = sorted(range(len(examples)), key=lambda at: (-len(examples[at].ids), at))
    room: list[tuple[int, int]] = []  # tokens left, block; sorted
    blocks: list[list[int]] = []
    for at in order:
        size = len(examples[at].ids)
        fits = bisect_left(room, (size, 0))
        if fits < len(room):
            left, block = room.pop(fits)
        else:
            left, block = max_tokens, len(blocks)
            blocks.append([])
        blocks[block].append(at)
        insort(room, (left - size, block))
    return [_block([examples[at] for at in sorted(block)]) for block in sorted(blocks, key=min)]


def _block(examples: Sequence[Example]) -> Block:
    return Block(
        tuple(chain.from_iterable(each.ids for each in examples)),
        tuple(chain.from_iterable((False, *each.learnt[1:]) for each in examples)),
        tuple(chain.from_iterable([part] * len(each.ids) for part, each in enumerate(examples))),
    )


def length_grouped(lengths: Sequence[int], batch_size: int, seed: int) -> list[list[int]]:
    """Every position of `lengths` once, in batches of like length whose order is random.

    All batches but one have `batch_size` positions.
    """
    draw = random.Random(seed)
    order = draw.sample(range(len(lengths)), len(lengths))
    reach = batch_size * _SORTED_BATCHES
    batches: list[list[int]] = []
    for begin in range(0, len(order), reach):
        near = sorted(order[begin : begin + reach], key=lambda at: (-lengths[at], at))
        batches += [near[at : at + batch_size] for at in range(0, len(near), batch_size)]
    return draw.sample(batches, len(batches))
