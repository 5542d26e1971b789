"""Keep no more records than the budget, chosen evenly over strata."""

import hashlib
from collections.abc import Sequence

import polars as pl

from curator.errors import RecipeError


def select(passed: pl.DataFrame, *, budget: int, strata: Sequence[str], seed: int) -> pl.Series:
    """The `record_id`s to keep: `budget` of them, at random, with the strata's shares kept.

    The draw depends on the seed and the ids alone, so neither row order nor sharding changes it. Shares are
    rounded by largest remainder; ties go to the larger stratum, then to its name.

    Args:
        passed: `record_id` and the columns named by `strata`.
        budget: how many to keep, at least 1.
        strata: columns; none: one stratum.
        seed: another seed, another draw.

    Raises:
        RecipeError: fewer records passed than the budget asks for.
    """
    if budget > passed.height:
        raise RecipeError(
            f"the budget is {budget:,} records but only {passed.height:,} passed the rules",
            hint="lower selection.budget, or see which rules drop most: curator report",
        )
    key = pl.concat_str(list(strata), separator="\0", ignore_nulls=True) if strata else pl.lit("")
    drawn = passed.select(
        "record_id",
        stratum=key,
        draw=pl.col("record_id").map_elements(lambda each: _draw(seed, each), return_dtype=pl.String),
    )
    quotas = _quotas(dict(drawn.group_by("stratum").len().iter_rows()), budget)
    place = pl.int_range(pl.len()).over("stratum", order_by="draw")
    quota = pl.col("stratum").replace_strict(quotas, return_dtype=pl.Int64)
    return drawn.filter(place < quota)["record_id"]


def _draw(seed: int, record_id: str) -> str:
    return hashlib.blake2b(f"{seed}\0{record_id}".encode(), digest_size=16).hexdigest()


def _quotas(sizes: dict[str, int], budget: int) -> dict[str, int]:
    total = sum(sizes.values())
    quotas = {name: size * budget // total for name, size in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(sizes[name] * budget % total), -sizes[name], name))
    for name in by_remainder[: budget - sum(quotas.values())]:
        quotas[name] += 1
    return quotas
