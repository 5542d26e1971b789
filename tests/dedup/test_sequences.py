import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.dedup.sequences import DIFFERENT, EQUAL, HELD, digests, in_order, lacks, relation
from curator.dedup.shingles import Ragged

LEFT, RIGHT = np.array([0]), np.array([1])

values = st.lists(st.integers(0, 3), max_size=6)


def ragged(*texts: list[int]) -> Ragged:
    counts = [0, *(len(text) for text in texts)]
    return Ragged(np.array([value for text in texts for value in text], np.uint64), np.cumsum(counts))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3], [1, 2, 3], EQUAL),
        ([1, 3], [1, 2, 3], HELD),
        ([1, 2, 3], [3], HELD),
        ([], [1], HELD),
        ([], [], EQUAL),
        ([2, 1], [1, 2, 3], DIFFERENT),
        ([1, 1], [1, 2], DIFFERENT),
        ([1, 2], [2, 1], DIFFERENT),
    ],
)
def test_how_sequences_relate(one: list[int], other: list[int], expected: int) -> None:
    assert relation(ragged(one, other), LEFT, RIGHT).tolist() == [expected]
    assert relation(ragged(one, other), RIGHT, LEFT).tolist() == [expected]


@given(values, values)
def test_what_lacks_nothing_is_a_part(one: list[int], other: list[int]) -> None:
    ordered = in_order(ragged(one, other))
    is_part = all(one.count(value) <= other.count(value) for value in one)
    assert lacks(ordered, ordered, LEFT, RIGHT).tolist() == [not is_part]
    once = in_order(ragged(one, other), once=True)
    assert lacks(once, once, LEFT, RIGHT).tolist() == [not set(one) <= set(other)]


@given(st.lists(values, min_size=1, max_size=4))
def test_texts_are_sorted_each_by_itself(texts: list[list[int]]) -> None:
    hashes = ragged(*texts)
    ordered, once = in_order(hashes), in_order(hashes, once=True)
    for row, text in enumerate(texts):
        assert ordered.take(np.array([row])).values.tolist() == sorted(text)
        assert once.take(np.array([row])).values.tolist() == sorted(set(text))
    assert hashes.values.tolist() == [value for text in texts for value in text]


@given(values, values)
def test_equal_sequences_have_equal_digests(one: list[int], other: list[int]) -> None:
    left, right = digests(ragged(one, other))
    assert (left == right) == (one == other)
