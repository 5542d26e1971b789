"""How long a text is, and whether there is any text at all."""

import polars as pl

from curator import text
from curator.schema import VIEWS
from curator.signals.signal import count, flag


def is_blank(column: str) -> pl.Expr:
    """True for text that is missing, empty or invisible; null where the kind of record has no such text."""
    return pl.when(pl.col("kind") != "text").then(text.is_blank(pl.col(column)))


SIGNALS = [
    *(
        count(f"{view}_chars", f"length of the {view}", "characters", (view,), pl.col(view).str.len_chars())
        for view in VIEWS
    ),
    flag(
        "prompt_is_blank",
        "the prompt is missing, empty, or nothing but white space and invisible signs; null for raw text",
        ("kind", "prompt"),
        is_blank("prompt"),
        version=2,
    ),
    flag(
        "response_is_blank",
        "the response is missing, empty, or nothing but white space and invisible signs; null for raw text",
        ("kind", "response"),
        is_blank("response"),
        version=2,
    ),
]
