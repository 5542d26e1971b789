"""How many items or seeds would settle a comparison that cannot tell, from where its chance comes from."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from curator.evaluate.statistics import LEVEL, POWER, Groups, Scores, totals

Outcome = Literal["different", "equivalent"]

MOST_ITEMS = 1_000_000
MOST_SEEDS = 100
DRAWS = 10_000

_NOTHING = 1e-12  # what rounding leaves of no variance
_Z_POWER = 0.8416  # normal quantile of POWER
_Z_BOTH = 1.2816  # normal quantile of (1 + POWER) / 2: to stay within two ends at once
assert POWER == 0.8


@dataclass(frozen=True)
class Components:
    """The variances that the chance in a difference is made of, estimated by two-way analysis of variance.

    An item's score is the mean of its arm, and deviations of the item, of the run, and of the item in this run. `item`
    is the variance, over clusters, of the difference that an item's deviations make between the arms; `runs` and `both`
    hold for each trained arm that of a run, and that of an item in a run. `clusters` and `seeds` are what there was.
    """

    item: float
    runs: tuple[float, ...]
    both: tuple[float, ...]
    clusters: int
    items: int
    seeds: int

    def variances(self, clusters: float, seeds: int) -> tuple[float, float, float]:
        """Of the difference, were it measured with so many clusters and seeds.

        Returns:
            The variance that the bootstrap of items would show, that the spread of run means would show, and the true
            one; what belongs to an item in a run is seen by both of the first two.
        """
        crossed = sum(self.both) / (seeds * clusters)
        item, run = self.item / clusters, sum(self.runs) / seeds
        return item + crossed, run + crossed, item + run + crossed

    def freedom(self, clusters: float, seeds: int) -> float:
        """Welch's degrees of freedom of the spread of run means."""
        each = [run + both / clusters for run, both in zip(self.runs, self.both, strict=True)]
        return (seeds - 1) * sum(each) ** 2 / sum(one**2 for one in each) if any(each) else 1.0


@dataclass(frozen=True)
class Settle:
    """What would settle a comparison in four repeats of five, if its difference is what was found.

    `towards` says as what. `items` suffice with the seeds there are, `seeds` with the items there are; null where no
    number up to a million items, or 100 seeds, would. `together` (items, seeds) is the smallest enlargement of both,
    given only where neither alone would do.
    """

    towards: Outcome
    items: int | None
    seeds: int | None
    together: tuple[int, int] | None

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return asdict(self)


def components(
    a: Scores, b: Scores, *, fixed: Sequence[bool] = (False, False), clusters: Groups | None = None
) -> Components:
    """Take the chance in a comparison apart; arguments as `statistics.difference`."""
    runs: list[float] = []
    both: list[float] = []
    seeds: list[int] = []
    for arm, is_fixed in zip((a, b), fixed, strict=True):
        if is_fixed or len(arm) < 2:
            continue
        of_run, of_both = _two_way(_by_cluster(arm, clusters))
        runs.append(of_run)
        both.append(of_both)
        seeds.append(len(arm))
    apart = _by_cluster((a.mean(axis=0) - b.mean(axis=0))[None], clusters)[0]
    n = len(apart)
    crossed = sum(each / count for each, count in zip(both, seeds, strict=True))
    item = max(0.0, float(apart.var(ddof=1)) - crossed) if n > 1 else 0.0
    return Components(item, tuple(runs), tuple(both), n, a.shape[1], max(seeds, default=1))


def settle(parts: Components, difference: float, margin: float, *, comparisons: int = 1) -> Settle | None:
    """What would settle a comparison; the cheaper of showing the difference and showing that it is below the margin.

    Args:
        parts: where its chance comes from.
        difference: what was found.
        margin: of equivalence.
        comparisons: in the family that Holm adjusts over; the strictest of its levels is reckoned with.

    Returns:
        None when not even more of both would do.
    """
    if abs(difference) < _NOTHING and max((parts.item, *parts.runs, *parts.both)) < _NOTHING:
        # All items alike: so many of them that what they hide is within the margin.
        clusters = int(np.ceil(np.log(LEVEL / 2) / np.log1p(-margin)))
        return Settle("equivalent", _items(clusters, parts.items / parts.clusters), None, None)
    targets: list[tuple[Outcome, float, float, float]] = []
    if difference:
        targets.append(("different", abs(difference), LEVEL / comparisons, _Z_POWER))
    if abs(difference) < margin:
        targets.append(("equivalent", margin - abs(difference), LEVEL, _Z_BOTH))
    found = [_settled(parts, *target) for target in targets]
    return min((each for each in found if each), key=lambda each: _cost(parts, each), default=None)


def _settled(parts: Components, towards: Outcome, room: float, level: float, z: float) -> Settle | None:
    def enough(clusters: float, seeds: int) -> bool:
        seen_item, seen_run, true = parts.variances(clusters, seeds)
        half = _half_width(seen_item, seen_run, parts.freedom(clusters, seeds), level)
        return half + z * float(np.sqrt(true)) <= room

    per_cluster = parts.items / parts.clusters
    most = max(parts.clusters, round(MOST_ITEMS / per_cluster))

    def clusters_for(seeds: int) -> int | None:
        return _least(lambda clusters: enough(clusters, seeds), 2, most)

    seeds = _least(lambda count: enough(parts.clusters, count), 2, MOST_SEEDS) if parts.runs else None
    clusters = clusters_for(parts.seeds)
    if clusters is not None or seeds is not None:
        return Settle(towards, _items(clusters, per_cluster), seeds, None)
    if not parts.runs:
        return None
    tried = [(count, clusters_for(count)) for count in _more_seeds(parts.seeds)]
    pairs = [(count, needed) for count, needed in tried if needed is not None]
    if not pairs:
        return None
    count, needed = min(pairs, key=lambda pair: pair[0] * pair[1])
    items = _items(needed, per_cluster)
    assert items is not None
    return Settle(towards, None, None, (items, count))


def _half_width(item: float, run: float, freedom: float, level: float) -> float:
    """Of the interval that `statistics.difference` would give: a normal error and one from Student's t, added."""
    draw = np.random.default_rng(0)
    errors = np.sqrt(item) * draw.standard_normal(DRAWS)
    if run:
        errors = errors + np.sqrt(run) * draw.standard_t(freedom, DRAWS)
    return float(np.quantile(np.abs(errors), 1 - level))


def _least(enough: Callable[[int], bool], low: int, high: int) -> int | None:
    """The smallest number from `low` to `high` that is enough, if more is never worse."""
    if not enough(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _more_seeds(seeds: int) -> list[int]:
    more = {max(seeds + 1, round(seeds * factor)) for factor in (1.5, 2, 3, 5, 8, 13)}
    return sorted(each for each in {*more, MOST_SEEDS} if seeds < each <= MOST_SEEDS)


def _items(clusters: int | None, per_cluster: float) -> int | None:
    return None if clusters is None else int(np.ceil(clusters * per_cluster))


def _cost(parts: Components, each: Settle) -> float:
    """How many times as many scores it takes."""
    ways = [
        each.items / parts.items if each.items else np.inf,
        each.seeds / parts.seeds if each.seeds else np.inf,
        each.together[0] * each.together[1] / (parts.items * parts.seeds) if each.together else np.inf,
    ]
    return float(min(ways))


def _by_cluster(values: Scores, clusters: Groups | None) -> Scores:
    """(runs, clusters): what each cluster adds to the mean over items, scaled so that its mean is the run's."""
    grand = values.mean()
    sums, sizes = totals(values - grand, clusters)
    scaled: Scores = sums * (len(sizes) / sizes.sum())
    return scaled


def _two_way(values: Scores) -> tuple[float, float]:
    """The variance of runs, and that of what is left in a run and cluster; values are (runs, clusters)."""
    n_runs, n = values.shape
    means = values.mean(axis=1)
    rest = values - means[:, None] - values.mean(axis=0) + values.mean()
    both = float((rest**2).sum() / max(1, (n_runs - 1) * (n - 1)))
    return max(0.0, float(means.var(ddof=1)) - both / n), both
