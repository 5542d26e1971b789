"""Looking closely only where a cheap look left a suspicion."""

from collections.abc import Callable, Sequence

import polars as pl


def matched(
    texts: pl.Series, cues: Sequence[str], found: Callable[[str], object], *, also: Sequence[str] = ()
) -> pl.Series:
    """Whether `found` finds anything in each text; only texts that hold one of `cues` are shown to it.

    Where `also` is given, they hold one of these too. Plain letters among the cues stand for capital ones too. Null
    stays null.
    """
    suspected = texts.str.contains_any(list(cues), ascii_case_insensitive=True)
    rows = suspected.fill_null(False).arg_true()
    if also:
        rows = rows.filter(texts.gather(rows).str.contains_any(list(also), ascii_case_insensitive=True))
    judged = pl.Series([found(text) is not None for text in texts.gather(rows)], dtype=pl.Boolean)
    nothing = texts.is_null().replace_strict(True, None, default=False, return_dtype=pl.Boolean)
    return nothing.scatter(rows, judged) if len(rows) else nothing
