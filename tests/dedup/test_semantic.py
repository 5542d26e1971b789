"""Records that are about the same are found, and told apart by whatever tells them apart."""

import socket
from collections.abc import Callable, Sequence
from importlib.util import find_spec

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup import embedding, semantic
from curator.dedup.resolve import PAIRS
from curator.dedup.semantic import nearest, semantic_pairs
from curator.errors import MissingExtra, RecipeError

Asked = Callable[[Sequence[tuple[str, str | None, str | None]]], pl.DataFrame]

needs_vectors = pytest.mark.skipif(
    not all(map(find_spec, ("wordllama", "tokenizers", "safetensors"))), reason="the extra semantic is not installed"
)

EVEN = "Write a Python function that receives a list of numbers and returns the sum of all even numbers in the list."
SAME = "Given an input list of numbers, write a Python function that returns the sum of all even numbers in the list."
CODE = "def sum_even_numbers(numbers):\n    return sum(number for number in numbers if number % 2 == 0)"


def kinds(found: pl.DataFrame) -> list[tuple[str, str, str]]:
    return found.select("a", "b", "kind").rows()


@needs_vectors
def test_other_words_for_the_same_are_found(asked: Asked) -> None:
    found = semantic_pairs(
        asked([("a", EVEN, CODE), ("b", SAME, CODE), ("c", "Name a river.", "The Elbe")]), view="both"
    )
    assert kinds(found) == [("a", "b", "semantic")]
    assert 0.9 <= found["similarity"].item() < 1
    assert found["parts"].item() == 1
    assert found.schema == PAIRS


@needs_vectors
@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ((EVEN, CODE), (SAME.replace("Python", "Python 3"), CODE), "numbers"),
        ((EVEN, CODE), (EVEN.replace("Python", "Java"), CODE), "entities"),
        ((EVEN, CODE), (SAME.replace("even numbers", "numbers that are not even"), CODE), "content"),
        ((EVEN, CODE), (SAME, "the river flows slowly through the town and on to the sea, past mills"), "numbers"),
        ((EVEN, "yes"), (SAME, "indeed"), "conflict"),
        ((EVEN, "#### 7"), (SAME, "#### 8"), "numbers"),
        (
            (EVEN, "a long answer about rivers and lakes"),
            (SAME, "the list is walked and whatever is even is added"),
            "part",
        ),
    ],
)
def test_what_tells_two_apart_is_said(asked: Asked, one: tuple[str, str], other: tuple[str, str], kind: str) -> None:
    for first, second in ((one, other), (other, one)):
        found = semantic_pairs(asked([("a", *first), ("b", *second)]), view="both", threshold=0.85)
        assert kinds(found) == [("a", "b", kind)]


@needs_vectors
def test_copies_and_blank_texts_are_no_pairs(asked: Asked) -> None:
    frame = asked([("a", EVEN, CODE), ("b", EVEN.upper(), CODE), ("c", " ", ""), ("d", "", " "), ("e", None, None)])
    assert semantic_pairs(frame).is_empty()


@needs_vectors
def test_the_order_of_records_changes_nothing(asked: Asked) -> None:
    texts = [EVEN, SAME, "Name a river.", "Please name some river.", EVEN + " Explain it."]
    frame = asked([(str(nth), text, CODE) for nth, text in enumerate(texts)])
    found = semantic_pairs(frame, view="prompt", threshold=0.7)
    assert found.height >= 4
    assert semantic_pairs(frame.reverse(), view="prompt", threshold=0.7).equals(found)


@needs_vectors
def test_nothing_is_fetched(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("the network was asked for")

    embedding._model.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refused)
    assert semantic_pairs(asked([("a", EVEN, CODE), ("b", SAME, CODE)])).height == 1


def test_too_many_records_are_refused(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "LIMIT", 1)
    with pytest.raises(RecipeError, match="2 records are too many to compare each with each by what they mean; 1 can"):
        semantic_pairs(asked([("a", EVEN, CODE), ("b", SAME, CODE)]))


@pytest.mark.parametrize("threshold", [0.0, 1.0, float("nan")])
def test_a_threshold_that_means_nothing_is_refused(asked: Asked, threshold: float) -> None:
    with pytest.raises(RecipeError, match="similarity threshold is"):
        semantic_pairs(asked([]), threshold=threshold)


def test_what_is_missing_is_named(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    embedding._model.cache_clear()
    monkeypatch.setattr(embedding, "_PACKAGE", "no_such_package")
    with pytest.raises(MissingExtra, match=r"pip install 'instruct-curator\[semantic\]'"):
        semantic_pairs(asked([("a", EVEN, CODE), ("b", SAME, CODE)]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([-1.0, 0.0, 0.5, 1.0]), min_size=3, max_size=3), max_size=20), st.integers(1, 60)
)
def test_nearest_is_what_comparing_each_with_each_finds(rows: list[list[float]], cells: int) -> None:
    vectors = of_length_one(rows)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(semantic, "NEAREST", len(rows))
        patched.setattr(semantic, "_CELLS", cells)
        left, right, cosines = nearest(vectors, 0.7501)
    cosine = {(a, b): float(vectors[a] @ vectors[b]) for b in range(len(rows)) for a in range(b)}
    expected = {pair: value for pair, value in cosine.items() if value >= 0.7501}
    found = dict(zip(zip(left.tolist(), right.tolist(), strict=True), cosines.tolist(), strict=True))
    assert found == pytest.approx(expected, abs=1e-5)


def test_of_many_neighbours_the_nearest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "NEAREST", 1)
    left, right, _ = nearest(of_length_one([[1, 0.3, 0], [1, 0, 0], [1, 0.1, 0], [1, 0.9, 0]]), 0.7501)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2), (0, 3), (1, 2)]


def of_length_one(rows: Sequence[Sequence[float]]) -> semantic.Vectors:
    vectors = np.array(rows, np.float32).reshape(len(rows), 3)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
