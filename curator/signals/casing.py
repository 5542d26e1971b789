"""Sentences without capitals, and shouting, in prose."""

import polars as pl

from curator.signals.signal import Signal, count

_AFTER_STOP = r"\p{Ll}{3}\.[ \n]+"
_SMALL = rf"{_AFTER_STOP}\p{{Ll}}{{2}}"
_CODE = r"[{}=;<>]|\w\(\w*\)|https?:"
_SHOUTED = r"(?:[A-Z]{2,}[ !]+){6,}[A-Z]{2}|[!?]{4}"


def uncapitalised(frame: pl.DataFrame) -> pl.Series:
    """Sentences that begin with a small letter, the first aside; 0 where another one has a capital, and for code."""
    value = pl.col("response")
    counted = frame.select(pl.when(value.is_not_null()).then(pl.lit(0, dtype=pl.Int64))).to_series()
    rows = frame["response"].str.contains(_SMALL).fill_null(False).arg_true()
    is_odd = ~value.str.contains(r"\p{Ll}{3}[.!?][\"”’)]?\s+\p{Lu}") & ~value.str.contains(_CODE)
    found = frame[rows].select(pl.when(is_odd).then(value.str.count_matches(_SMALL)).otherwise(0).cast(pl.Int64))
    return counted.scatter(rows, found.to_series())


SIGNALS = [
    Signal(
        "response_small_sentences",
        1,
        "sentences of the response, the first aside, that begin with a small letter; 0 when others have a capital, and "
        "for code",
        "sentences",
        pl.Int64(),
        ("response",),
        batch=uncapitalised,
    ),
    count(
        "response_shouted_runs",
        "runs of seven words in capitals, or of four ! or ?, in the response",
        "runs",
        ("response",),
        pl.col("response").str.count_matches(_SHOUTED),
    ),
]
