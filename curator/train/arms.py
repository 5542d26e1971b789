"""Control arms: subsets that differ from a curated set in nothing but how they were chosen."""

import random
from collections.abc import Callable, Sequence

from curator.train.rows import Row


def random_matched(rows: Sequence[Row], supervised_tokens: int, seed: int, count: Callable[[Row], int]) -> list[Row]:
    """A random subset of `rows` with about `supervised_tokens` answer tokens, drawn afresh for each seed.

    Rows are taken in random order; the one that would overshoot is the last, and is taken if that lands nearer.
    The subset keeps the order of `rows`; it is all of them when they have fewer tokens.

    Args:
        rows: what to draw from.
        supervised_tokens: answer tokens of the set to match, ends of turns counted.
        seed: of the draw.
        count: the answer tokens of a row.
    """
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    taken: list[int] = []
    total = 0
    for position in order:
        tokens = count(rows[position])
        if total + tokens > supervised_tokens:
            if total + tokens - supervised_tokens < supervised_tokens - total:
                taken.append(position)
            break
        taken.append(position)
        total += tokens
    return [rows[position] for position in sorted(taken)]
