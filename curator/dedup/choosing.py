"""Go through records, best first, and let each stay unless one that stays is its duplicate; compiled by numba."""

import numpy as np
from numpy.typing import NDArray

from curator.compiled import compiled

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@compiled
def _best_twin(
    row: int, keeper: Integers, place: Integers, groups: Integers, starts: Integers, others: Integers, alike: Floats
) -> tuple[int, float, int]:
    """The row that stays already and is most like this one (-1: none), how alike they are, and in which view."""
    best, where = -1, 0
    how, most = 0.0, 0.0
    for view in range(len(groups)):
        group = groups[view, row]
        for at in range(starts[group] - 1, starts[group + 1]):
            is_copy = at < starts[group]
            found = keeper[group] if is_copy else keeper[others[at]]
            if found < 0:
                continue
            # A copy counts before anything that is only alike, and what is never removed before what might be.
            likeness = 1.0 if is_copy else alike[at]
            score = likeness + (1.0 if is_copy else 0.0) + (4.0 if place[found] == -1 else 0.0)
            if score > most or (score == most and found < best):
                best, where, how, most = found, view, likeness, score
    return best, how, where


@compiled
def choose(
    order: Integers, place: Integers, groups: Integers, starts: Integers, others: Integers, alike: Floats
) -> tuple[Integers, Floats, Integers]:
    """For each row the kept row it repeats (-1: it stays, or takes no part), how alike they are, and in which view.

    Args:
        order: the rows that take part and may be removed, best first.
        place: (n_rows,) -1 for rows that are never removed.
        groups: (n_views, n_rows) number of the rows that are equal in a view; numbers of two views differ.
        starts: (n_groups + 1,) where the neighbours of each group begin in `others`.
        others: groups that are nearly equal to a group.
        alike: how alike they are.
    """
    n_views, n_rows = groups.shape
    keeper = np.full(len(starts) - 1, -1, np.int64)
    twin = np.full(n_rows, -1, np.int64)
    similarity = np.zeros(n_rows, np.float64)
    view = np.zeros(n_rows, np.int64)
    for row in range(n_rows):
        if place[row] == -1:
            for each in range(n_views):
                if keeper[groups[each, row]] < 0:
                    keeper[groups[each, row]] = row
    for row in order:
        best, how, where = _best_twin(row, keeper, place, groups, starts, others, alike)
        if best >= 0:
            twin[row], similarity[row], view[row] = best, how, where
            continue
        for each in range(n_views):
            if keeper[groups[each, row]] < 0:
                keeper[groups[each, row]] = row
    return twin, similarity, view
