"""A costly look at a text only where it holds a cue."""

from collections.abc import Sequence

import polars as pl

_FOLDED = ("\u017f", "\u212a")
"""Letters beyond ASCII that expressions in any case take for s and k."""


def cued(column: str, cues: Sequence[str], found: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """`found`, worked out only for texts that hold one of `cues`; false or 0 for the others, null for null.

    Args:
        column: of texts.
        cues: ASCII letters among them stand for both cases. Whatever `found` finds must hold one of them.
        found: an expression over `column` alone; false or 0 where there is nothing, never null.
        dtype: of `found`.
    """

    def looked(texts: pl.Series) -> pl.Series:
        holds = texts.str.contains_any([*cues, *_FOLDED], ascii_case_insensitive=True)
        rows = holds.fill_null(False).arg_true()
        nothing = pl.select(pl.when(texts.is_not_null()).then(pl.lit(0).cast(dtype))).to_series()
        if rows.is_empty():
            return nothing
        near = texts.gather(rows).alias(column).to_frame().select(found.cast(dtype)).to_series()
        return nothing.scatter(rows, near)

    return pl.col(column).map_batches(looked, return_dtype=dtype, is_elementwise=True)
