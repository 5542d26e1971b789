"""Sentences without capitals, and shouting, in prose."""

import polars as pl

from curator.signals.signal import Signal

_STOPPED = r"^\s*|\p{Ll}{3}[.!?][\"”’)]*\s+"
_SMALL = rf"(?:{_STOPPED})\p{{Ll}}{{2}}"
_STARTS_SMALL = r"^\s*\p{Ll}{2}[\p{L}'’]*,? \p{Ll}"
_CAPITAL = rf"(?:{_STOPPED}|\n\s*(?:[-*•]\s+)?)\p{{Lu}}"
_CODE = r"[{};]|[A-Za-z_\])\"'] ?[=<>]|[=<>] ?[A-Za-z_\[(\"']|\w\([^)]*\)|https?:"
_MARKS = r"[!?]{4}"
_IN_CAPITALS = r"(?:[\p{Lu}'’]{2,}[ .!?]+){6,}\p{Lu}{2}"


def uncapitalised(frame: pl.DataFrame) -> pl.Series:
    """Sentences that begin with a small letter; 0 where one begins with a capital, and for code."""
    value = pl.col("response")
    counted = frame.select(pl.when(value.is_not_null()).then(pl.lit(0, dtype=pl.Int64))).to_series()
    rows = frame["response"].str.contains(_STARTS_SMALL).fill_null(False).arg_true()
    is_odd = ~value.str.contains(_CAPITAL) & ~value.str.contains(_CODE)
    found = frame[rows].select(pl.when(is_odd).then(value.str.count_matches(_SMALL)).otherwise(0).cast(pl.Int64))
    return counted.scatter(rows, found.to_series())


def shouts(frame: pl.DataFrame) -> pl.Series:
    """Runs of marks, and of words in capitals where most of the letters are."""
    value = pl.col("response")
    rows = frame["response"].str.contains(rf"{_MARKS}|{_IN_CAPITALS}").fill_null(False).arg_true()
    counted = frame.select(pl.when(value.is_not_null()).then(pl.lit(0, dtype=pl.Int64))).to_series()
    is_loud = value.str.count_matches(r"\p{Lu}") > value.str.count_matches(r"\p{Ll}")
    runs = pl.when(is_loud & value.str.contains(r"\p{Lu}{4}")).then(value.str.count_matches(_IN_CAPITALS)).otherwise(0)
    found = frame[rows].select((runs + value.str.count_matches(_MARKS)).cast(pl.Int64))
    return counted.scatter(rows, found.to_series())


SIGNALS = [
    Signal(
        "response_small_sentences",
        2,
        "sentences of the response that begin with a small letter; 0 when one begins with a capital, and for code",
        "sentences",
        pl.Int64(),
        ("response",),
        batch=uncapitalised,
    ),
    Signal(
        "response_shouted_runs",
        2,
        "runs of four ! or ?, and of seven words in capitals where most letters of the response are capitals",
        "runs",
        pl.Int64(),
        ("response",),
        batch=shouts,
    ),
]
