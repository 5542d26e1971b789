"""Whether the two answers of a preference pair can be told apart; null for every other kind of record."""

import polars as pl

from curator import text
from curator.signals.signal import flag

_PAIR = pl.col("kind") == "preference"


def _of_pairs(expr: pl.Expr) -> pl.Expr:
    return pl.when(_PAIR).then(expr)


SIGNALS = [
    flag(
        "chosen_equals_rejected",
        "both answers are equal, case and white space aside",
        ("kind", "chosen", "rejected"),
        _of_pairs(text.normalise(pl.col("chosen").fill_null("")) == text.normalise(pl.col("rejected").fill_null(""))),
    ),
    flag(
        "chosen_is_blank",
        "the preferred answer is missing, empty, or nothing but white space and invisible signs",
        ("kind", "chosen"),
        _of_pairs(text.is_blank(pl.col("chosen"))),
        version=2,
    ),
    flag(
        "rejected_is_blank",
        "the other answer is missing, empty, or nothing but white space and invisible signs",
        ("kind", "rejected"),
        _of_pairs(text.is_blank(pl.col("rejected"))),
        version=2,
    ),
]
