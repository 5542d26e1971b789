"""How sure one mean is: what other questions of the same kind might have shown."""

from collections.abc import Sequence

import numpy as np

from curator.scores.interval import wilson

RESAMPLES = 2_000
_CHUNK = 200
_LEAST = 2  # clusters; of one alone nothing can be said


def interval(values: Sequence[float], clusters: Sequence[str], *, seed: int = 0) -> tuple[float, float] | None:
    """The 95 % interval of the mean of `values`, of which those of one cluster hang together.

    Wilson's where each is 0 or 1 and a cluster of its own; else the percentiles of means over clusters drawn with
    replacement. Null for fewer than two clusters.
    """
    names, members = np.unique(np.asarray(clusters), return_inverse=True)
    if len(names) < _LEAST:
        return None
    found = np.asarray(values, dtype=np.float64)
    if len(names) == len(found) and np.isin(found, (0.0, 1.0)).all():
        return wilson(float(found.mean()), len(found))
    sums, counts = np.bincount(members, found), np.bincount(members)
    draw = np.random.default_rng(seed)
    means = []
    for _ in range(RESAMPLES // _CHUNK):
        drawn = draw.integers(0, len(names), (_CHUNK, len(names)))
        means.append(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1))
    low, high = np.quantile(np.concatenate(means), (0.025, 0.975))
    return float(low), float(high)
