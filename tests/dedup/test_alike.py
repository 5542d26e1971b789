import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.dedup import alike
from curator.dedup.alike import Alike
from curator.dedup.minhash import sign
from curator.dedup.shingles import jaccard, sets
from curator.kernels.cutting import CHARACTERS, WORDS

some_texts = st.lists(st.text(alphabet="ab c", max_size=30), min_size=2, max_size=8)


@given(some_texts, st.data())
def test_similarity_is_by_characters_where_either_is_short(texts: list[str], data: st.DataObject) -> None:
    longer = pl.Series(
        [text + " more words to fill it up" * data.draw(st.sampled_from([0, 1, 2, 3])) for text in texts]
    )
    words = sign(longer).words
    left, right = np.divmod(np.arange(len(texts) ** 2), len(texts))
    found = Alike(longer, words).similarity(left, right)
    by_words, by_characters = (jaccard(sets(longer, kind), left, right) for kind in (WORDS, CHARACTERS))
    is_short = (words[left] < 16) | (words[right] < 16)
    assert found.tolist() == np.where(is_short, by_characters, by_words).tolist()
    assert found.tolist() == Alike(longer, words).similarity(right, left).tolist()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Name a fruit.", "name a fruit", 1.0),
        ("Name a fruit.", "Please name a fruit.", 0.53),
        ("What is the capital of France?", "What's the capital of France?", 0.69),
        ("cat", "dog", 0.0),
        ("北京的天气怎么样", "北京的天气怎么样？", 1.0),
        ("👍", "👍", 0.0),
    ],
)
def test_similarity_of_short_texts(one: str, other: str, expected: float) -> None:
    texts = pl.Series([one, other])
    found = Alike(texts, sign(texts).words).similarity(np.array([0]), np.array([1]))
    assert found.round(2).tolist() == [expected]


def test_similarity_of_no_pairs() -> None:
    none = np.empty(0, np.int64)
    assert Alike(pl.Series(["a"]), np.ones(1, np.int32)).similarity(none, none).tolist() == []


@pytest.mark.parametrize("room", [0, 100, 1 << 20])
def test_what_is_kept_and_how_much_is_cut_at_once_change_nothing(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    texts = pl.Series([" ".join(chance.choices("abcdef", k=chance.choice([5, 18, 40, 300]))) for _ in range(40)])
    words = sign(texts).words
    left, right = np.divmod(np.arange(40**2), 40)
    expected = Alike(texts, words).similarity(left, right)
    monkeypatch.setattr(alike, "_KEPT", room)
    monkeypatch.setattr(alike, "_WORDS", 500)
    held = Alike(texts, words)
    for _ in range(3):
        assert held.similarity(left, right, enough=0.9).tolist() == expected.tolist()
    assert held.similarity(left, right, least=0.3).tolist() == np.where(expected >= 0.3, expected, 0.0).tolist()
