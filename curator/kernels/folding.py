"""What becomes of each character: its compatibility form with case folded, as a table that kernels read."""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.kernels.folded import IS_BOUND, IS_SEVERAL, IS_UNSPACED, SIZE, Folding

UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
"""Scripts that put no spaces between words: each character counts as a word."""

IDEOGRAPHS = (
    range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2A6E0), range(0x2B820, 0x2CEA2),
    range(0x2CEB0, 0x2EBE1), range(0x30000, 0x3134B), range(0x31350, 0x323B0),
)  # fmt: skip
"""Tens of thousands that nothing happens to."""

ALONE = (
    range(0x3400), range(0x4DC0, 0x4E00), range(0xA000, 0xD800), range(0xF900, 0x20000), range(0x2A6E0, 0x2B820),
    range(0x2CEA2, 0x2CEB0), range(0x2EBE1, 0x2FA20), range(0x3134B, 0x31350), range(0x323B0, 0x33480),
    range(0xE0000, SIZE),
)  # fmt: skip
"""Characters to look at one by one; half of a pair is none, and a private one is no part of a word."""

_LAST_MARK = "\u0345"  # all marks that may change places go before it


@cache
def folding() -> Folding:
    """NFKC, then case folding, of every character by itself.

    Normal forms and words are those of Polars, so the same under every version of Python.
    """
    codes = np.concatenate([np.arange(each.start, each.stop, dtype=np.uint32) for each in ALONE])
    text = codes.tobytes().decode("utf-32-le")
    characters = pl.Series([text]).str.split("").explode(empty_as_null=False, keep_nulls=False)
    normal = characters.str.normalize("NFKC")
    words = np.zeros(SIZE, dtype=np.uint32)
    for each in IDEOGRAPHS:
        words[each.start : each.stop] = np.arange(each.start, each.stop, dtype=np.uint32) | IS_UNSPACED
    words[codes] = _words(codes, characters)
    table, several = words.copy(), [0]
    for code, form in _changed(text, characters, normal):
        pieces = [int(words[ord(piece)]) for piece in form]
        if len(pieces) == 1 or not any(pieces):
            table[code] = pieces[0]
        else:
            table[code] = len(several) | IS_SEVERAL
            several += [len(pieces), *pieces]
    table[[ord(each) for each in _bound(characters, normal)]] |= IS_BOUND
    return Folding(table, np.array(several, dtype=np.uint32))


def _words(codes: NDArray[np.uint32], characters: pl.Series) -> NDArray[np.uint32]:
    """The character itself where it is part of a word, else 0."""
    is_word = characters.str.contains(r"^\w$").to_numpy()
    is_unspaced = characters.str.contains(f"^{UNSPACED}$").to_numpy()
    return np.where(is_word, codes | np.where(is_unspaced, np.uint32(IS_UNSPACED), np.uint32(0)), np.uint32(0))


def _changed(text: str, characters: pl.Series, normal: pl.Series) -> list[tuple[int, str]]:
    """The characters that fold to something else, and what that is."""
    is_changed = (normal != characters).to_numpy()
    is_changed |= np.array([character.casefold() != character for character in text])
    places = np.flatnonzero(is_changed)
    forms = normal.gather(places).to_list()
    return [(ord(text[place]), form.casefold()) for place, form in zip(places.tolist(), forms, strict=True)]


def _bound(characters: pl.Series, normal: pl.Series) -> list[str]:
    """Marks that change places, and what others are composed with, by itself or once it is normal (as "ㅏ" is)."""
    taken_apart = characters.str.normalize("NFD").str.slice(1)
    marks = characters.filter(characters.str.contains(r"^\p{M}$"))
    moving = marks.filter((_LAST_MARK + marks).str.normalize("NFD") != _LAST_MARK + marks)
    bound = sorted({*"".join(taken_apart.unique()), *moving, _LAST_MARK})
    return characters.filter(characters.is_in(bound) | normal.str.slice(0, 1).is_in(bound)).to_list()
