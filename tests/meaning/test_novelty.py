import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from curator.errors import RecipeError
from curator.meaning import novelty as module
from curator.meaning.coverage import covered_share, effective_topics
from curator.meaning.novelty import highest, novelty


def unit(rows: object) -> np.ndarray:
    found = np.asarray(rows, np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 0)


AXES = np.eye(3, dtype=np.float32)

vectors = arrays.arrays(
    np.float32, st.tuples(st.integers(1, 12), st.just(3)), elements=st.integers(-3, 3).map(float)
).map(unit)


@given(vectors, st.randoms())
def test_novelty_does_not_depend_on_the_order(found: np.ndarray, random: object) -> None:
    order = list(range(len(found)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert np.allclose(novelty(found)[order], novelty(found[order]), atol=1e-6, equal_nan=True)


@given(vectors)
def test_novelty_is_what_a_plain_loop_finds(found: np.ndarray) -> None:
    for row, value in enumerate(novelty(found)):
        cosines = [float(found[row] @ other) for at, other in enumerate(found) if at != row and other.any()]
        if found[row].any() and cosines:
            assert value == pytest.approx(max(1 - max(cosines), 0), abs=1e-6)
        else:
            assert np.isnan(value)


def test_a_copy_is_not_novel_and_a_text_that_says_nothing_is_compared_with_nothing() -> None:
    found = novelty(unit([[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0]]))
    assert found[:3].tolist() == [0, 0, 1]
    assert np.isnan(found[3])


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = unit(np.random.default_rng(0).normal(size=(50, 3)))
    whole = novelty(texts)
    monkeypatch.setattr(module, "_CELLS", 120)
    assert np.allclose(novelty(texts), whole, atol=1e-6)


def test_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 2)
    with pytest.raises(RecipeError, match="3 records are too many"):
        novelty(AXES)


def test_the_nearest_of_others() -> None:
    assert highest(AXES, unit([[1, 0, 0], [1, 1, 0]])).tolist() == pytest.approx([1, 0.70710677, 0])
    assert np.isnan(highest(AXES, np.zeros((0, 3), np.float32))).all()


@pytest.mark.parametrize(
    ("texts", "topics"),
    [(AXES, 3), (AXES[[0, 0, 0]], 1), (AXES[[0, 1, 0, 1]], 2), ([[0, 0, 0]], None), ([[1, 0, 0], [0, 0, 0]], 1)],
)
def test_effective_topics(texts: object, topics: float | None) -> None:
    assert effective_topics(unit(texts)) == (None if topics is None else pytest.approx(topics))


@given(vectors)
def test_saying_everything_twice_covers_no_more_topics(found: np.ndarray) -> None:
    once, twice = effective_topics(found), effective_topics(np.concatenate([found, found]))
    assert once == (None if twice is None else pytest.approx(twice, rel=1e-4))


def test_the_share_of_a_reference_that_is_covered() -> None:
    assert covered_share(AXES, AXES[:1], 0.7) == pytest.approx(1 / 3)
    assert covered_share(AXES, AXES[:0], 0.7) == 0
    assert covered_share(AXES[:0], AXES, 0.7) is None
