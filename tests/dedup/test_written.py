import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup.written import DIFFERENT, EQUAL, UNSURE, compare
from curator.text import normalise


def verdict(one: str | None, other: str | None) -> int:
    rows = np.arange(1)
    found = [
        int(compare(pl.Series([one, other], dtype=pl.String), rows, rows + 1)[0]),
        int(compare(pl.Series([other, one], dtype=pl.String), rows, rows + 1)[0]),
    ]
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Say  HI to all of them", " say hi\nto ALL of\tthem ", EQUAL),
        ("Füße und Hände", "füße  und Hände", EQUAL),
        (None, " \n", EQUAL),
        ("say hi", "say hi!", DIFFERENT),
        ("a well known river", "a well-known river", DIFFERENT),
        ("to day", "today", DIFFERENT),
        ("CAFÉ, ВОДА …", "café,  вода …", EQUAL),
        ("can't", "can’t", DIFFERENT),
        ("DZIEŃ, «ΆΛΦΑ» ЂАК", "dzień,  «άλφα» ђак", EQUAL),
        ("A long line of which the case is another, Ā", "a LONG line of which the case is another,  ā", EQUAL),
        ("A long line of which the case is another\u0301", "a LONG line of which the case is anotheR\u0301", UNSURE),
        ("a [ b ` c { d", "a { b @ c [ d", DIFFERENT),
        ("Ạ", "ạ", UNSURE),
        ("ΟΔΟΣ", "οδος", UNSURE),
        ("İ", "i\u0307", UNSURE),
        ("H\u0331", "h\u0331", UNSURE),
        ("a", "a\u00a0", UNSURE),
        ("x\u00a0 y", "x\u00a0y", UNSURE),
    ],
)
def test_case_and_white_space_change_nothing(one: str | None, other: str | None, expected: int) -> None:
    assert verdict(one, other) == expected


PIECES = st.sampled_from(
    [
        "a",
        "A",
        "h",
        "H",
        "I",
        "b.",
        " ",
        "\n ",
        "\u0301",
        "\u0331",
        "\u0307",
        "é",
        "É",
        "Σ",
        "σ",
        "ń",
        "Ń",
        "İ",
        "ı",
        "@[`{",
        "`{@[",
        "aBcDeFgH",
        "Ж",
        "ж",
        "й",
        "ÿ",
        "’",
        "\u00a0",
    ]
)


@settings(deadline=None, max_examples=400)  # a loaded machine is no failure
@given(
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map("".join),
    st.text("aH éЖ’", max_size=9),
)
def test_what_is_decided_is_as_normalised(one: str, other: str, common: str) -> None:
    for pair in ((one, other), (common + one, common + other), (one, one.swapcase()), (one, one.replace(" ", "\t "))):
        normal = pl.DataFrame({"text": pair}).select(normalise(pl.col("text")))["text"]
        found = verdict(*pair)
        assert found == UNSURE or (found == EQUAL) == (normal[0] == normal[1])


SPACES = st.text(" \n\t", min_size=1, max_size=11)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.tuples(st.text("ab;é中", min_size=1, max_size=11), SPACES, SPACES), max_size=5))
def test_the_amount_of_white_space_changes_nothing(pieces: list[tuple[str, str, str]]) -> None:
    one, other = ("".join(piece[0] + piece[side] for piece in pieces) for side in (1, 2))
    assert verdict(one, other) == EQUAL


def test_no_pairs() -> None:
    assert compare(pl.Series([], dtype=pl.String), np.arange(0), np.arange(0)).tolist() == []


def test_every_character_that_is_decided_is_as_normalised() -> None:
    characters = pl.Series([chr(code) for code in range(0x530)])
    texts = pl.concat(["a" + characters + "b", "A" + characters.str.to_uppercase() + "B"])
    rows = np.arange(len(characters))
    found = compare(texts, rows, rows + len(characters))
    normal = texts.to_frame("text").select(normalise(pl.col("text")))["text"]
    is_equal = (normal.gather(rows) == normal.gather(rows + len(characters))).to_numpy()
    assert ((found == UNSURE) | ((found == EQUAL) == is_equal)).all()
    assert (found == EQUAL).sum() > 1000
