"""Which texts ask nearly the same: clusters by the machinery that finds duplicates."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from curator import dedup
from curator.evaluate import Heldout

THRESHOLD = 0.8


def alike(prompts: Sequence[str]) -> list[int]:
    """For each prompt the place of the first one that it is tied to, over any number of near-duplicates.

    Prompts that differ in a number, a name or a word that matters are not duplicates, however similar.
    """
    from curator.dedup.candidates import components
    from curator.dedup.edges import find_pairs

    names = [f"{place:012d}" for place in range(len(prompts))]
    records = pl.DataFrame(
        {"record_id": names, "prompt": prompts}, schema={"record_id": pl.String, "prompt": pl.String}
    )
    pairs = find_pairs(records, view="prompt", threshold=THRESHOLD).filter(pl.col("kind").is_in(dedup.REMOVING))
    left, right = (pairs[side].cast(pl.Int64).to_numpy() for side in "ab")
    found = components(len(prompts), [(left, right)])
    return [place if first < 0 else int(first) for place, first in enumerate(found)]


def clusters(heldout: Heldout) -> tuple[str, ...]:
    """A name for each item, equal for those that belong to one cluster or whose prompts repeat each other."""
    prompts = alike([item.prompt() for item in heldout.items])
    first: dict[str, int] = {}
    declared = [first.setdefault(item.cluster, place) for place, item in enumerate(heldout.items)]
    root = list(range(len(prompts)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for place, others in enumerate(zip(prompts, declared, strict=True)):
        for other in others:
            low, high = sorted((find(place), find(other)))
            root[high] = low
    return tuple(heldout.items[find(place)].item_id for place in range(len(prompts)))


def sizes(names: Sequence[str]) -> tuple[int, int]:
    """How many clusters there are, and how many items share one with another."""
    counts = np.unique(np.asarray(names), return_counts=True)[1]
    return len(counts), int(counts[counts > 1].sum())
