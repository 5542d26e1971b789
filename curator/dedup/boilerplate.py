"""Tell what many texts have in common, such as the wording of a task, from what only a few share."""

import numpy as np
from numpy.typing import NDArray

from curator.dedup.shingles import Hashes, Ragged


def is_common(values: Hashes, among: Ragged, limit: int) -> NDArray[np.bool_]:
    """For each value, whether more than `limit` of the texts `among` hold it; a text counts once."""
    different, places = np.unique(values, return_inverse=True)
    if not len(different):
        return np.zeros(0, dtype=np.bool_)
    found = np.minimum(np.searchsorted(different, among.values), len(different) - 1)
    is_hit = different[found] == among.values
    held = np.unique(among.owners()[is_hit] * len(different) + found[is_hit]) % len(different)
    return (np.bincount(held, minlength=len(different)) > limit)[places]
