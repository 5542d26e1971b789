import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup.shingles import shingle
from curator.dedup.verify import jaccard


@pytest.mark.parametrize(
    ("left", "right", "similarity"),
    [
        ("a b c d e f g", "a b c d e f g", 1.0),
        ("a b c d e f g", "a b c d e f h", 0.5),  # abcde bcdef shared, cdefg cdefh not
        ("a b c", "a b c", 1.0),
        ("a b c", "a b d", 0.0),
        ("a b c d e a b c d e a b c d e", "a b c d e", 0.2),
        ("", "a b c", 0.0),
        ("", "!", 0.0),
    ],
)
def test_jaccard(left: str, right: str, similarity: float) -> None:
    shingles = shingle(pl.Series([left, right]))
    assert jaccard(shingles, np.array([[0, 1]])).tolist() == [similarity]


def test_no_pairs() -> None:
    assert jaccard(shingle(pl.Series(["a"])), np.zeros((0, 2), dtype=np.int64)).tolist() == []


texts = st.lists(st.text(alphabet="abc ", max_size=40), min_size=2, max_size=8)


@settings(deadline=None)  # a loaded machine is no failure
@given(texts)
def test_jaccard_equals_the_definition_on_sets(written: list[str]) -> None:
    shingles = shingle(pl.Series(written))
    sets = [set(shingles.take(np.array([row])).values.tolist()) for row in range(len(written))]
    pairs = [(a, b) for a in range(len(written)) for b in range(len(written)) if a != b]
    expected = [len(sets[a] & sets[b]) / max(len(sets[a] | sets[b]), 1) for a, b in pairs]
    assert jaccard(shingles, np.array(pairs)).tolist() == expected
