import numpy as np
import polars as pl
import pytest

from curator.dedup.reading import MARK, Reading
from curator.dedup.sequences import EQUAL, relation
from curator.dedup.shingles import word_hashes


def found(text: str, pattern: str) -> list[str]:
    marks: list[str] = pl.select(pl.lit(text).str.extract_all(pattern)).item().to_list()
    return marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,5 and 2.75 of 10", ["1,5", "2.75", "10"]),
        ("2 - 3, -4 and 5-6", ["2", " - ", "3", "-4", "5", "-6"]),
        ("C++ or C#, 5² or 52", ["+", "+", "#", "5²", "52"]),
        ("i-- and a->b, x != y, !done", ["--", "->", "!=", "!d"]),
        ("$5 at 7 % & more", ["$", "5", "7", "%", "&"]),
        ("Well-known! Is it? Yes; 'so', \"so\".", []),
        ("I 😀 it", ["😀"]),
    ],
)
def test_numbers_and_signs(text: str, expected: list[str]) -> None:
    assert found(text, MARK) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The capital of New Zealand. Say it", "new zealand"),
        ("Say 'red' or \"blue\", `green`", "red blue green"),
        ("NASA and iPhone, then eBay", "nasa iphone ebay"),
        ("Who is it, Anna?", "anna"),
        ("《红楼梦》的作者", "红楼梦"),
        ("Then he said. So it is\nAnd that", ""),
    ],
)
def test_names_and_quotations(text: str, names: str) -> None:
    assert Reading(pl.Series([text])).names.values.tolist() == sorted(word_hashes(pl.Series([names])).values.tolist())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Name a fruit.", "Please, name the fruit!"),
        ("What is the area?", "Calculate the area now"),
        ("What's that?", "what is that"),
        ("Write a poem", "Could you create a poem?"),
        ("北京的天气", "北京天气吗？"),
    ],
)
def test_the_same_in_other_words(left: str, right: str) -> None:
    assert relation(Reading(pl.Series([left, right])).content, np.array([0]), np.array([1])).tolist() == [EQUAL]


def test_bold_type_lists_and_headings_are_no_signs() -> None:
    read = Reading(pl.Series(["# Title\n* **one** of 2\n- two", "Title\none of 2\ntwo", None]))
    assert read.marks.counts.tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("text", "length"),
    [("the red house", 2), ("红色的房子在那里", 4), ("Python 是一门语言", 4), ("的", 0), ("", 0), (None, 0)],
)
def test_content_words_are_counted(text: str | None, length: int) -> None:
    assert Reading(pl.Series([text, "another"], dtype=pl.String)).length.tolist() == [length, 1]
