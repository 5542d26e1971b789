"""How far each text is from the one most like it: the same in whatever order the texts come."""

import numpy as np
from numpy.typing import NDArray

from curator.dedup.embedding import Vectors
from curator.dedup.semantic import LIMIT
from curator.errors import RecipeError
from curator.progress import stage

_CELLS = 1 << 24  # cosines computed at once: 64 MB

Floats = NDArray[np.float32]


def novelty(vectors: Vectors) -> Floats:
    """1 - the highest cosine to another text, from 0 (there is a copy) on; NaN where there is no other to compare with.

    Every text is compared with every other: time grows with the square.

    Args:
        vectors: (n_texts, n), each of length 1, or of zeros for a text that says nothing.

    Raises:
        RecipeError: there are more than 200,000.
    """
    if len(vectors) > LIMIT:
        raise RecipeError(
            f"{len(vectors):,} records are too many to measure how novel each is; {LIMIT:,} can be",
            hint="leave out the rules that compare a …_novelty, or curate a part",
        )
    nearest = highest(vectors, vectors, is_same=True)
    return np.maximum(1 - nearest, 0)


def highest(vectors: Vectors, others: Vectors, *, is_same: bool = False) -> Floats:
    """Each vector's highest cosine to one of `others`, itself left out if `is_same`; NaN where there is none."""
    found: Floats = np.full(len(vectors), np.nan, np.float32)
    says_something = np.linalg.norm(others, axis=1) > 0
    rows_at_once = max(1, _CELLS // max(len(others), 1))
    with stage("comparing what texts are about", len(vectors)) as advance:
        for first in range(0, len(vectors), rows_at_once):
            block = vectors[first : first + rows_at_once]
            cosines = np.where(says_something, block @ others.T, -np.inf)
            if is_same:
                cosines[np.arange(len(block)), np.arange(first, first + len(block))] = -np.inf
            best = cosines.max(axis=1, initial=-np.inf)
            is_known = np.isfinite(best) & (np.linalg.norm(block, axis=1) > 0)
            found[first : first + len(block)] = np.where(is_known, np.clip(best, -1, 1), np.nan)
            advance(len(block))
    return found
