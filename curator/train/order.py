"""How many steps a run takes, and in which order it meets its examples."""

import random
from collections.abc import Iterator


def number_of_steps(examples: int, batch_size: int, examples_seen: int, epochs: float | None) -> int:
    """Steps of a stage: the same for every arm, or so many passes over its examples."""
    seen = examples_seen if epochs is None else round(examples * epochs)
    return max(1, seen // batch_size)


def order(examples: int, seed: int) -> Iterator[int]:
    """Positions without end: every example once in random order, then every one again in another."""
    draw = random.Random(seed)
    while True:
        yield from draw.sample(range(examples), examples)
