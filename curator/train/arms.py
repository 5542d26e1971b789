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
    return _matched(rows, order, supervised_tokens, count)


def longest_matched(rows: Sequence[Row], supervised_tokens: int, count: Callable[[Row], int]) -> list[Row]:
    """The rows with the longest answers, of equal ones the first, until they have about so many answer tokens.

    Plain length is within a hair of trained quality scorers (Liu et al. 2023, DEITA, section 3), so a choice of data
    that cannot beat it has learnt nothing but length. Arguments and order as in `random_matched`.
    """
    order = sorted(range(len(rows)), key=lambda position: (-count(rows[position]), position))
    return _matched(rows, order, supervised_tokens, count)


def _matched(
    rows: Sequence[Row], order: Sequence[int], supervised_tokens: int, count: Callable[[Row], int]
) -> list[Row]:
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
