"""What becomes of each character: its compatibility form with case folded, as a table that kernels read."""

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
"""Scripts that put no spaces between words: each character counts as a word."""

SIZE = 0xE0200
"""Characters in the table; above are none that words are made of."""

_IDEOGRAPHS = range(0x20000, 0x33480)
"""Rare ones, tens of thousands, that nothing happens to."""

_ALONE = (range(0xD800), range(0xE000, 0x20000), range(0x2F800, 0x2FA20), range(0xE0000, SIZE))
"""Characters to look at one by one; half of a pair is none."""

IS_UNSPACED = 1 << 24
IS_SEVERAL = 1 << 25
"""The lower bits are a place in `several`."""
IS_BOUND = 1 << 26
"""May join or change places with its neighbours, so the text is to be normalised first."""


class Folding(NamedTuple):
    """What a character c becomes: `table[c]`, with the flags above; 0 for what is no part of a word."""

    table: NDArray[np.uint32]  # (SIZE,)
    several: NDArray[np.uint32]
    """Count and characters, end to end, of all that become more than one."""


@cache
def folding() -> Folding:
    """NFKC, then case folding, of every character by itself."""
    codes = np.concatenate([np.array(each, dtype=np.uint32) for each in _ALONE])
    text = codes.tobytes().decode("utf-32-le")
    words = np.zeros(SIZE, dtype=np.uint32)
    words[_IDEOGRAPHS.start : _IDEOGRAPHS.stop] = np.array(_IDEOGRAPHS, dtype=np.uint32) | IS_UNSPACED
    words[codes] = _words(codes, text)
    table, several = words.copy(), [0]
    # A line feed joins nothing, so between line feeds each character is normalised by itself.
    lines = "\n".join(text)
    forms = unicodedata.normalize("NFKC", lines).casefold().split("\n")
    del forms[10:11]  # the line feed itself is one line feed more
    for code, character, form in zip(codes.tolist(), text, forms, strict=True):
        if form == character or not form:
            continue
        pieces = [int(words[ord(piece)]) for piece in form]
        if len(pieces) == 1 or not any(pieces):
            table[code] = pieces[0]
        else:
            table[code] = len(several) | IS_SEVERAL
            several += [len(pieces), *pieces]
    parts = unicodedata.normalize("NFD", lines).split("\n")
    bound = {ord(part) for form in parts if len(form) > 1 for part in form[1:]}
    bound.update(code for code, character in zip(codes.tolist(), text, strict=True) if unicodedata.combining(character))
    table[sorted(bound)] |= IS_BOUND
    return Folding(table, np.array(several, dtype=np.uint32))


def _words(codes: NDArray[np.uint32], text: str) -> NDArray[np.uint32]:
    """The character itself where it is part of a word, else 0."""
    characters = pl.Series(list(text))
    is_word = characters.str.contains(r"^\w$").to_numpy()
    is_unspaced = characters.str.contains(f"^{UNSPACED}$").to_numpy()
    return np.where(is_word, codes | np.where(is_unspaced, np.uint32(IS_UNSPACED), np.uint32(0)), np.uint32(0))
