"""How much of a response says the same again."""

import numpy as np
import polars as pl

from curator import text
from curator.signals.signal import Signal, share

GRAM = 5
# Scripts written without spaces would be one endless word: there, each character is a token.
_TOKEN = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[\w--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]]+"
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def repeated_line_share(value: pl.Expr) -> pl.Expr:
    """Share of the lines that stood before, counting lines of three word characters or more; null without any.

    Shorter ones are the brackets of code and the rules of tables.
    """
    lines = value.str.extract_all(r"(?m)^.*\w.*\w.*\w.*$").list.eval(pl.element().str.strip_chars())
    total = lines.list.len()
    return pl.when(total > 0).then(1 - lines.list.n_unique() / total)


def distinct_word_share(value: pl.Expr) -> pl.Expr:
    """Different words by all words; null without words."""
    words = text.words(value)
    total = words.list.len()
    return pl.when(total > 0).then(words.list.n_unique() / total)


def repeated_gram_share(frame: pl.DataFrame) -> pl.Series:
    """Share of the runs of five tokens that stood before in the same text; null with fewer than five tokens.

    Follows the duplicate n-grams of Gopher (Rae et al. 2021, table A1), counted in grams instead of characters.
    """
    tokens = frame.to_series().str.to_lowercase().str.extract_all(_TOKEN)
    lengths = tokens.list.len().fill_null(0).to_numpy().astype(np.int64)  # (texts,)
    hashes = tokens.explode(empty_as_null=False, keep_nulls=False).hash(seed=1).to_numpy()  # (tokens,) uint64
    grams = np.zeros(max(len(hashes) - GRAM + 1, 0), dtype=np.uint64)
    for offset in range(GRAM):
        grams = grams * _MULTIPLIER + hashes[offset : offset + len(grams)]
    owner = np.repeat(np.arange(len(lengths)), lengths)
    inside = owner[: len(grams)] == owner[GRAM - 1 :] if len(grams) else np.zeros(0, dtype=bool)
    counted = (
        pl.DataFrame({"owner": owner[: len(grams)][inside], "gram": grams[inside]})
        .group_by("owner")
        .agg(share=1 - pl.col("gram").n_unique() / pl.len())
    )
    return pl.DataFrame({"owner": np.arange(len(lengths))}).join(
        counted, on="owner", how="left", maintain_order="left"
    )["share"]


SIGNALS = [
    share(
        "response_repeated_line_share",
        "lines of the response that stood before in it, lines without three word characters aside; null without lines",
        ("response",),
        repeated_line_share(pl.col("response")),
    ),
    share(
        "response_distinct_word_share",
        "different words of the response by all its words; null without words",
        ("response",),
        distinct_word_share(pl.col("response")),
    ),
    Signal(
        "response_repeated_5gram_share",
        1,
        "runs of five words of the response that stood before in it; null with fewer than five words",
        "share",
        pl.Float64(),
        ("response",),
        batch=repeated_gram_share,
    ),
]
