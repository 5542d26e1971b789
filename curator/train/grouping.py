"""Group sequences of different lengths so that padding and repeated passes over the weights cost least."""

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
