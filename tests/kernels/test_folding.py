import numpy as np
import polars as pl
import pytest

from curator.kernels.folded import IS_BOUND, IS_SEVERAL, IS_UNSPACED, SIZE
from curator.kernels.folding import UNSPACED, folding

TABLE, SEVERAL = folding()


def becomes(character: str) -> str:
    """What the table makes of a character; a space for what is no part of a word."""
    entry = int(TABLE[ord(character)]) & ~IS_BOUND
    place = entry & 0x1FFFFF
    pieces = SEVERAL[place + 1 : place + 1 + SEVERAL[place]].tolist() if entry & IS_SEVERAL else [entry]
    return "".join(chr(piece & 0x1FFFFF) if piece else " " for piece in pieces)


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("a", "a"),
        ("A", "a"),
        ("_", "_"),
        ("-", " "),
        ("É", "é"),
        ("ß", "ss"),
        ("ﬁ", "fi"),
        ("½", "1 2"),
        ("Ａ", "a"),
        ("Ⅷ", "viii"),
        ("ς", "σ"),
        ("…", " "),
        ("👍", " "),
        ("北", "北"),
        ("𝔄", "a"),
    ],
)
def test_what_characters_become(character: str, expected: str) -> None:
    assert becomes(character) == expected


@pytest.mark.parametrize(
    ("character", "is_bound"),
    [
        ("\u0301", True),
        ("\u1161", True),
        ("ㅏ", True),
        ("ﾞ", True),
        ("़", True),
        ("é", False),
        ("´", False),
        ("가", False),
    ],
)
def test_what_may_join_its_neighbours(character: str, *, is_bound: bool) -> None:
    assert bool(TABLE[ord(character)] & IS_BOUND) is is_bound


@pytest.fixture(scope="module")
def every_character() -> pl.Series:
    codes = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    return pl.Series([chr(code) for code in codes])


def test_above_the_table_are_no_words(every_character: pl.Series) -> None:
    above = every_character.filter(every_character > chr(SIZE - 1))
    assert not above.str.contains(r"\w").any()
    assert not above.str.normalize("NFKC").str.contains(r"\w").any()


def test_every_character_that_polars_knows_is_in_the_table(every_character: pl.Series) -> None:
    within = every_character.filter(every_character < chr(SIZE))
    normal = within.str.normalize("NFKC").to_list()
    forms = pl.Series(["".join(character.casefold() for character in form) for form in normal])
    expected = forms.str.replace_all(r"\W", " ").to_list()
    differing = [
        character
        for character, form in zip(within.to_list(), expected, strict=True)
        if becomes(character) != (form if form.strip() else " ")
    ]
    assert differing == []


def test_characters_of_scripts_without_spaces_are_marked(every_character: pl.Series) -> None:
    within = every_character.filter(every_character < chr(SIZE))
    codes = np.array([ord(character) for character in within])
    is_plain = within.str.normalize("NFKC") == within
    is_word = within.str.contains(r"^\w$") & is_plain
    marked = (TABLE[codes] & IS_UNSPACED != 0) & (TABLE[codes] & IS_SEVERAL == 0)
    assert marked[is_word.to_numpy()].tolist() == within.filter(is_word).str.contains(UNSPACED).to_list()
