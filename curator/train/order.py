"""How many steps a run takes, and in which order it meets its examples."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True)
class Budget:
    """What a stage of a run may see, whatever the number of its examples."""

    batch_size: int
    """Examples a step, in the mean of the data that the settings were made for."""
    examples_seen: int
    """With `batch_size` it fixes the number of steps."""
    epochs: float | None = None
    """Passes over the examples, instead of `examples_seen`."""
    tokens_seen: int | None = None
    """Learnt tokens in all those steps, instead of `batch_size` examples a step."""

    def steps(self, examples: int) -> int:
        """Steps of a stage: the same for every arm, or so many passes over its examples."""
        seen = self.examples_seen if self.epochs is None else round(examples * self.epochs)
        return max(1, seen // self.batch_size)

    def batches(self, lengths: Sequence[int], seed: int) -> list[list[int]]:
        """The positions of the examples of every step.

        With `tokens_seen` each step goes on where the one before ended, until the tokens so far are as near as can be
        to its share of them: arms with other lengths of answers then learn as many tokens in as many steps.

        Args:
            lengths: learnt tokens of each example, at least 1.
            seed: of the order.
        """
        met, steps = order(len(lengths), seed), self.steps(len(lengths))
        if self.tokens_seen is None:
            return [list(islice(met, self.batch_size)) for _ in range(steps)]
        made: list[list[int]] = []
        learnt, position = 0, next(met)
        for step in range(1, steps + 1):
            batch: list[int] = []
            while not batch or 2 * learnt + lengths[position] <= 2 * self.tokens_seen * step / steps:
                batch.append(position)
                learnt += lengths[position]
                position = next(met)
            made.append(batch)
        return made


def order(examples: int, seed: int) -> Iterator[int]:
    """Positions without end: every example once in random order, then every one again in another."""
    draw = random.Random(seed)
    while True:
        yield from draw.sample(range(examples), examples)
