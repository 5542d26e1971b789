"""Which groups of words stand in texts is what looking for each of them says."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.kernels.text_cues import automaton, found

WORDS = st.text("abAé好 ", min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("she sells", [True, False, True]),
        ("HERS", [True, True, False]),
        ("ushers", [True, True, True]),
        ("", [False, False, False]),
        (None, [False, False, False]),
        ("\u212a", [True, True, True]),
        ("好", [False, False, False]),
    ],
)
def test_groups_that_have_a_word(text: str | None, groups: list[bool]) -> None:
    cues = automaton([["he", "him"], ["hers"], ["she", "sh好"]])
    assert found(pl.Series([text], dtype=pl.String), cues).tolist() == [groups]


@given(
    st.lists(st.none() | st.text("abABé好 ", max_size=12), max_size=5),
    st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=70),
)
def test_as_one_by_one(texts: list[str | None], groups: list[list[str]]) -> None:
    marks = found(pl.Series(texts, dtype=pl.String), automaton(groups))
    lowered = [(text or "").encode().lower() for text in texts]
    wanted = [[any(word.encode().lower() in text for word in words) for words in groups] for text in lowered]
    assert np.array_equal(marks, np.array(wanted, dtype=bool).reshape(len(texts), len(groups)))
