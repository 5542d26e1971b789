"""What each character is: letter, digit, stop, bracket, …, as a table of bits that kernels read."""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.kernels.folded import SIZE
from curator.kernels.folding import ALONE, IDEOGRAPHS

ALNUM, DIGIT, CASED, UPPER, SPACE, SYMBOL, WORD, STOP, CLOSING, QUOTE, BULLET = (1 << bit for bit in range(11))
BRACKET = 1 << 11
"""An opening or closing bracket; `KIND` and `IS_OPENING` say which."""
IS_OPENING = 1 << 12
KIND = 13
"""The bits from here on are the number of the kind of bracket."""

BRACKETS = ("()", "[]", "{}", "（）", "［］", "｛｝", "「」", "『』", "【】", "《》", "〈〉", "〔〕")
BULLETS = "-*+•‣⁃∙·●○◦■□▪▫–—★☆➢►▶✓✔※・"

_CLASSES = {
    ALNUM: r"[[\p{Alphabetic}\p{M}\p{N}]--[\x{FE00}-\x{FE0F}\x{20E3}\x{E0100}-\x{E01EF}]]",
    DIGIT: r"\p{Nd}",
    CASED: r"[\p{Lu}\p{Ll}\p{Lt}]",
    UPPER: r"[\p{Lu}\p{Lt}]",
    SPACE: r"\s",
    SYMBOL: r"\p{S}",
    WORD: r"\w",
    STOP: r"[\p{Sentence_Break=STerm}\p{Sentence_Break=ATerm}…]",
    CLOSING: r"[\p{Sentence_Break=Close}*_`’]",
    QUOTE: '["“”„‟«»＂]',
    BULLET: "[" + "".join(f"\\x{{{ord(each):X}}}" for each in BULLETS) + "]",
}
"""Variation selectors and the frame of a key say how an emoji looks; they are no letters."""


@cache
def classes() -> NDArray[np.uint32]:
    """The bits of every character; the classes are those of Polars, so the same under every version of Python."""
    codes = np.concatenate([np.arange(each.start, each.stop, dtype=np.uint32) for each in ALONE])
    text = codes.tobytes().decode("utf-32-le")
    characters = pl.Series([text]).str.split("").explode(empty_as_null=False, keep_nulls=False)
    table = np.zeros(SIZE, dtype=np.uint32)
    for bit, pattern in _CLASSES.items():
        table[codes[characters.str.contains(f"^{pattern}$").to_numpy()]] |= np.uint32(bit)
    for each in IDEOGRAPHS:
        table[each.start : each.stop] = ALNUM | WORD
    for kind, pair in enumerate(BRACKETS):
        table[ord(pair[0])] |= np.uint32(BRACKET | IS_OPENING | kind << KIND)
        table[ord(pair[1])] |= np.uint32(BRACKET | kind << KIND)
    return table
