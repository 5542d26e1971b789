"""The similarity from which on two records repeat each other: which there are, and another one for known pairs."""

import polars as pl

from curator.errors import RecipeError

MARGIN = 0.1
"""Pairs this far below the threshold are evidence too: how near a record came to being removed."""


def check_threshold(threshold: float) -> None:
    """Make sure that a threshold means something.

    Raises:
        RecipeError: it is not between 0 and 1, or one of them: everything resembles everything at 0, and at 1 only
            copies are left, which are found anyway.
    """
    if not 0 < threshold < 1:  # also refuses what is no number
        raise RecipeError(f"similarity threshold is {threshold:g}", hint="give a number between 0 and 1, such as 0.8")


def rethreshold(pairs: pl.DataFrame, threshold: float, made_with: float) -> pl.DataFrame:
    """The pairs as they are judged at another threshold; nothing is compared anew.

    Args:
        pairs: as `find_pairs` gives them.
        threshold: the wanted one.
        made_with: the one that the pairs were looked for with.

    Raises:
        RecipeError: the threshold is none, or below the one that the pairs were made with: nobody looked there.
    """
    check_threshold(threshold)
    if threshold < made_with:
        raise RecipeError(
            f"the pairs were looked for at similarity {made_with:g}, and nothing is known down to {threshold:g}",
            hint=f"give a threshold of at least {made_with:g}, or compare the records again",
        )
    is_measured = pl.col("kind").is_in(["near", "part", "below"])
    kind = (
        pl.when(is_measured & (pl.col("similarity") < threshold))
        .then(pl.lit("below"))
        .when(is_measured & (pl.col("parts") < threshold))
        .then(pl.lit("part"))
        .otherwise("kind")
    )
    return pairs.with_columns(kind=kind).filter(pl.col("similarity") >= threshold - MARGIN)
