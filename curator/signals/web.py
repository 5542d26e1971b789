"""Marks of web pages in raw text: hash signs, short lines, lines without a stop."""

import polars as pl

from curator.signals.signal import count, share

_SHORT_CHARS = 30
_FULL = pl.col("full")
_LINES = _FULL.str.count_matches(r"(?m)^[^\S\n]*\S")
_STOPPED = r"(?m)[.!?…。！？؟।:;][\"'”’»)\]]*[^\S\n]*$"


def _of_lines(counted: pl.Expr) -> pl.Expr:
    return pl.when(_LINES > 0).then((counted / _LINES).clip(0, 1))


SIGNALS = [
    count(
        "full_hash_marks",
        "signs # and ellipses (… or ...) of the whole text",
        "signs",
        ("full",),
        _FULL.str.count_matches(r"#|…|\.\.\."),
    ),
    share(
        "full_short_line_share",
        f"lines of the whole text of {_SHORT_CHARS} characters or fewer, blank ones aside; null without lines",
        ("full",),
        _of_lines(_FULL.str.count_matches(rf"(?m)^[^\S\n]*\S.{{0,{_SHORT_CHARS - 1}}}$")),
    ),
    share(
        "full_stopped_line_share",
        "lines of the whole text that end with a stop or a colon, blank ones aside; null without lines",
        ("full",),
        _of_lines(_FULL.str.count_matches(_STOPPED)),
    ),
]
