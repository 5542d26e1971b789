"""How long a text is: characters, words, lines, and whether there is any text at all."""

import polars as pl

from curator import text
from curator.schema import VIEWS
from curator.signals.signal import Signal, count, flag

_WRITTEN_LINE = r"(?m)^[^\S\n]*\S"


def is_blank(column: str) -> pl.Expr:
    """True for missing, empty and white-space-only text; null where the kind of record has no such text."""
    return pl.when(pl.col("kind") != "text").then(text.is_blank(pl.col(column)))


def _of(view: str) -> list[Signal]:
    value = pl.col(view)
    return [
        count(f"{view}_chars", f"length of the {view}", "characters", (view,), value.str.len_chars()),
        count(f"{view}_words", rf"words (`\w+`) of the {view}", "words", (view,), text.words(value).list.len()),
        count(
            f"{view}_lines",
            f"lines of the {view} that are not blank",
            "lines",
            (view,),
            value.str.count_matches(_WRITTEN_LINE),
        ),
    ]


SIGNALS = [signal for view in VIEWS for signal in _of(view)] + [
    flag(
        "prompt_is_blank",
        "the prompt is missing, empty or white space; null for raw text",
        ("kind", "prompt"),
        is_blank("prompt"),
    ),
    flag(
        "response_is_blank",
        "the response is missing, empty or white space; null for raw text",
        ("kind", "response"),
        is_blank("response"),
    ),
]
