"""Group sequences of different lengths so that padding and repeated passes over the weights cost least, in bounds."""

from collections.abc import Sequence

_PASS = 48
"""What one more pass costs, in tokens: reading all weights takes about as long as computing so many (135 M model)."""


def by_length(lengths: Sequence[int], limit: int) -> list[list[int]]:
    """Positions of `lengths` in groups, shortest first, each padded to its longest and then at most `limit` tokens.

    The cheapest partition of the sorted lengths, a pass counted as so many tokens. One that is longer than
    `limit` is a group of its own.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    cost = [0]
    begin = [0]
    for end in range(1, len(order) + 1):
        longest = lengths[order[end - 1]]
        first = min(end - 1, max(0, end - limit // max(1, longest)))
        best = min(range(first, end), key=lambda at: cost[at] + (end - at) * longest)
        cost.append(cost[best] + (end - best) * longest + _PASS)
        begin.append(best)
    groups: list[list[int]] = []
    end = len(order)
    while end:
        groups.insert(0, order[begin[end] : end])
        end = begin[end]
    return groups


def cut(group: Sequence[int], lengths: Sequence[int], limit: int) -> list[list[int]]:
    """`group` in as few pieces as hold at most `limit` tokens each when padded to their longest in `lengths`.

    One that is longer than `limit` is a piece of its own.
    """
    pieces: list[list[int]] = []
    for position in sorted(group, key=lengths.__getitem__):
        if not pieces or lengths[position] * (len(pieces[-1]) + 1) > limit:
            pieces.append([])
        pieces[-1].append(position)
    return pieces
