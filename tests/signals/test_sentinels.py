"""Texts that say that there is nothing, and texts that mean it."""

import polars as pl
import pytest

from curator import text
from curator.formats.preference import decode_pair, encode_pair
from curator.signals.sentinels import certain, doubtful


@pytest.mark.parametrize(
    "blank", [None, "", " \n", "\u200b", "\ufeff ", "\u2060", "\u00ad", "\u3164", "\u2800", "\x00"]
)
def test_invisible_text_is_blank(blank: str | None) -> None:
    assert pl.select(text.is_blank(pl.lit(blank, dtype=pl.String))).item()


@pytest.mark.parametrize("shown", ["0", "?", "。", "😀", "\u200bя"])
def test_one_visible_sign_is_text(shown: str) -> None:
    assert not pl.select(text.is_blank(pl.lit(shown))).item()


@pytest.mark.parametrize(
    ("prompt", "answer", "is_certain", "may_be_right"),
    [
        ("Describe a river.", "[No response]", True, False),
        ("Describe a river.", "keine Antwort", True, False),
        ("Write a SQL query.", "<nooutput>", True, False),
        ("What does the program print?", "No output.", False, True),
        ("Which of these is a fruit?", "None", False, True),
        ("Name the owner or N/A.", "N/A", False, False),
        ("Describe a river.", "No response came from the river.", False, False),
    ],
)
def test_sentinels(prompt: str, answer: str, is_certain: bool, may_be_right: bool) -> None:
    frame = pl.DataFrame({"prompt": [prompt], "response": [answer]})
    assert (certain(frame).item(), doubtful(frame).item()) == (is_certain, may_be_right)


@pytest.mark.parametrize("pair", [{"chosen": "a", "rejected": None}, {"chosen": None, "rejected": "b"}])
def test_a_pair_may_lack_one_side(pair: dict[str, object]) -> None:
    row = {"prompt": "Name a fruit.", **pair}
    assert encode_pair(decode_pair(row)) == row
