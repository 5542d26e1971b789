import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup.exact import copies
from curator.dedup.minhash import sign
from curator.dedup.views import TEXT, laid_out
from curator.text import normalise

COLUMNS = ("prompt", "response", "system", "full")


def first_equals(records: list[dict[str, str | None]], view: str) -> list[int]:
    frame = laid_out(pl.DataFrame(records, schema=dict.fromkeys(COLUMNS, pl.String)), view)
    rows: list[int] = copies(frame, sign(frame[TEXT]).totals, view).tolist()
    return rows


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Say  HI", "say hi", "say hi!", " Say\nhi "], [0, 0, 2, 0]),
        (["ÉTÉ", "e\u0301te\u0301", "été"], [0, 0, 0]),
        (["ﬁne", "fine"], [0, 1]),  # equal words, but not equal text
        (["a b", "b a", "a b"], [0, 1, 0]),
        (["👍", "👎", "👍", "!"], [0, 1, 0, 3]),
        (["İ", "i\u0307", "straße", "STRASSE"], [0, 0, 2, 3]),
    ],
)
def test_equal_after_normalising(texts: list[str], expected: list[int]) -> None:
    assert first_equals([{"full": text} for text in texts], "full") == expected


def test_all_that_a_view_compares_must_be_equal() -> None:
    records: list[dict[str, str | None]] = [
        {"full": "x", "prompt": "Go.", "response": "Yes, it is one of them all.", "system": system}
        for system in (None, "Be kind.", " ", "be  kind.")
    ]
    assert first_equals(records, "full") == [0, 1, 0, 1]
    assert first_equals(records, "prompt") == [0, 1, 0, 1]
    assert first_equals(records, "response") == [0, 0, 0, 0]  # of one prompt


def test_short_answers_are_copies_with_their_prompts_only() -> None:
    long = "That is hard to say, as it was never tried before, and who can say what it will be in a year or two?"
    asked = [
        ("Is it red?", "Yes."),
        ("Is it blue?", "Yes."),
        ("is it red?", "yes."),
        ("Is it new?", long),
        ("Why?", long),
    ]
    records: list[dict[str, str | None]] = [{"prompt": prompt, "response": answer} for prompt, answer in asked]
    assert first_equals(records, "response") == [0, 1, 0, 3, 3]


def test_one_prompt_with_several_answers_is_no_copy() -> None:
    answers = [
        "4",
        "5",
        "4.",
        None,
        "That is hard to say, as it was never tried before.",
        "Who can say what it will be?",
    ]
    records: list[dict[str, str | None]] = [{"prompt": "2 + 2?", "response": answer} for answer in answers]
    assert first_equals(records, "prompt") == [0, 1, 0, 3, 3, 3]


@settings(deadline=None)  # a loaded machine is no failure
@given(st.lists(st.text(alphabet="aAßſİıẞÉée\u0301ΣσςǅﬁK \n!👍", min_size=1, max_size=4), min_size=1, max_size=8))
def test_no_copy_is_missed_because_its_words_were_folded_first(texts: list[str]) -> None:
    normal = pl.DataFrame({"text": texts}).select(normalise(pl.col("text")))["text"].to_list()
    found = first_equals([{"full": text} for text in texts], "full")
    is_compared = [text.strip() != "" for text in normal]
    expected = [normal.index(text) for text in normal]
    assert [place for place, is_one in zip(found, is_compared, strict=True) if is_one] == [
        place for place, is_one in zip(expected, is_compared, strict=True) if is_one
    ]


def test_no_records() -> None:
    frame = laid_out(pl.DataFrame(schema={"full": pl.String}), "full")
    assert copies(frame, np.zeros(0, np.uint64), "full").tolist() == []
