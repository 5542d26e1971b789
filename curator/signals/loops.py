"""Answers that end by saying one thing again and again until their limit."""

import polars as pl

from curator.signals.signal import Signal

_LOOKED_AT = 900
_PERIOD = 150
_END = 8
_TIMES = 5
_LEAST = 60
_RULERS = frozenset("-=_*#~+ \n\t.|")


def looped_chars(text: str) -> int:
    """Characters at the end of the text that say the same, at most 150 characters, five times or more; else 0.

    Only the last 900 characters are looked at; a ruler of signs is no loop.
    """
    tail = text.rstrip()[-_LOOKED_AT:]
    for period in range(1, min(_PERIOD, len(tail) // _TIMES) + 1):
        length = period
        while length < len(tail) and tail[-1 - length] == tail[-1 - length + period]:
            length += 1
        if length >= max(_TIMES * period, _LEAST):
            return 0 if set(tail[-period:]) <= _RULERS else length
    return 0


def loops(frame: pl.DataFrame) -> pl.Series:
    """What `looped_chars` says of each response; only ends whose last eight characters stood there before are read."""
    tail = pl.col("response").str.strip_chars_end().str.tail(_PERIOD + _END)
    told = frame.select(pl.when(pl.col("response").is_not_null()).then(pl.lit(0, dtype=pl.Int64))).to_series()
    recurs = (tail.str.len_bytes() >= _LEAST) & (tail.str.count_matches(tail.str.tail(_END), literal=True) >= 2)
    rows = frame.select(recurs.fill_null(value=False).arg_true()).to_series()
    return told.scatter(rows, [looped_chars(text) for text in frame["response"][rows]])


SIGNALS = [
    Signal(
        "response_looped_chars",
        1,
        "characters at the end of the response that say the same, at most 150 characters, five times or more; 0 "
        "without such a loop",
        "characters",
        pl.Int64(),
        ("response",),
        batch=loops,
    )
]
