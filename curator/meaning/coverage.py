"""How much of what there is to talk about a set of texts covers."""

import numpy as np

from curator.dedup.embedding import Vectors
from curator.meaning.novelty import highest


def effective_topics(vectors: Vectors) -> float | None:
    """How many texts, each about something else, would be as diverse: the Vendi score with cosines as similarities.

    From 1 (all are about the same) to the number of texts, or of dimensions if that is smaller; none without texts.
    Exact in linear time, because cosines are products: the eigenvalues of the small matrix are those of the large
    (Friedman and Dieng 2023, arXiv 2210.02410).
    """
    known = vectors[np.linalg.norm(vectors, axis=1) > 0].astype(np.float64)
    if not len(known):
        return None
    shares = np.linalg.eigvalsh(known.T @ known / len(known))
    shares = shares[shares > 1e-12]
    return float(np.exp(-(shares * np.log(shares)).sum()))


def covered_share(reference: Vectors, vectors: Vectors, threshold: float) -> float | None:
    """The share of reference texts that have a text with at least this cosine; none without reference texts."""
    known = reference[np.linalg.norm(reference, axis=1) > 0]
    if not len(known):
        return None
    return float(np.mean(highest(known, vectors) >= threshold))
