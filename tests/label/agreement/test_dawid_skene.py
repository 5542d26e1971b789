import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.label.agreement import dawid_skene
from curator.label.agreement.ratings import MISSING, Ratings


def ratings(matrix: np.ndarray, categories: int) -> Ratings:
    units = tuple((str(nth),) for nth in range(len(matrix)))
    people = tuple(str(nth) for nth in range(matrix.shape[1]))
    return Ratings("q", units, people, tuple("abcdef"[:categories]), matrix)


def simulated(
    accuracies: list[float], units: int, categories: int, *, asked: float = 1.0, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """What is true of each unit, and what people of these accuracies say; each unit is shown to `asked` of them."""
    drawn = np.random.default_rng(seed)
    truth = drawn.integers(0, categories, units)
    wrong = (truth[:, None] + drawn.integers(1, categories, (units, len(accuracies)))) % categories
    said = np.where(drawn.random(wrong.shape) < accuracies, truth[:, None], wrong)
    said = np.where(drawn.random(wrong.shape) < asked, said, MISSING)
    is_seen = (said != MISSING).any(axis=1)
    return truth[is_seen], said[is_seen]


@pytest.mark.parametrize("asked", [1.0, 0.6])
@pytest.mark.parametrize("categories", [2, 3])
def test_planted_accuracies_come_back(categories: int, asked: float) -> None:
    planted = [0.95, 0.8, 0.65, 0.9]
    truth, said = simulated(planted, 3_000, categories, asked=asked, seed=3)
    found = dawid_skene(ratings(said, categories))
    assert found.accuracy == pytest.approx(planted, abs=0.04)
    share = (found.posterior.argmax(axis=1) == truth).mean()
    counts = np.stack([(said == nth).sum(axis=1) for nth in range(categories)], axis=1)
    assert share >= (counts.argmax(axis=1) == truth).mean()  # no worse than counting heads


def test_one_who_is_right_outweighs_two_who_guess() -> None:
    truth, said = simulated([0.97, 0.95, 0.5, 0.5, 0.5], 2_000, 2, seed=1)
    found = dawid_skene(ratings(said, 2))
    against = (said[:, :2] == truth[:, None]).all(axis=1) & (said[:, 2:] != truth[:, None]).all(axis=1)
    assert against.sum() > 100
    assert (found.posterior.argmax(axis=1) == truth)[against].mean() > 0.95


def test_posteriors_mean_what_they_say() -> None:
    truth, said = simulated([0.85, 0.8, 0.75, 0.7, 0.6], 6_000, 2, seed=2)
    found = dawid_skene(ratings(said, 2))
    sure = found.posterior.max(axis=1)
    is_right = found.posterior.argmax(axis=1) == truth
    for low in (0.5, 0.6, 0.7, 0.8, 0.9):
        here = (sure >= low) & (sure < low + 0.1)
        if here.sum() > 200:
            assert is_right[here].mean() == pytest.approx(sure[here].mean(), abs=0.06)


MATRIX = st.lists(st.lists(st.integers(-1, 2), min_size=3, max_size=3).filter(lambda row: max(row) >= 0), min_size=1)


@given(MATRIX)
@settings(deadline=None, max_examples=40)
def test_whatever_is_said_gives_probabilities(rows: list[list[int]]) -> None:
    found = dawid_skene(ratings(np.array(rows), 3))
    assert found.posterior.sum(axis=1) == pytest.approx(1.0)
    assert found.said.sum(axis=2) == pytest.approx(1.0)
    assert ((found.accuracy >= 0) & (found.accuracy <= 1)).all()
    assert (found.entropy >= -1e-12).all()


@given(st.permutations(range(4)), st.permutations(range(3)))
@settings(deadline=None, max_examples=20)
def test_names_of_people_and_of_categories_do_not_matter(people: list[int], names: list[int]) -> None:
    _, matrix = simulated([0.9, 0.8, 0.85, 0.7], 150, 3, asked=0.8, seed=4)
    found = dawid_skene(ratings(matrix, 3))
    renamed = np.where(matrix == MISSING, MISSING, np.array(names)[matrix])[:, people]
    other = dawid_skene(ratings(renamed, 3))
    assert other.accuracy == pytest.approx(found.accuracy[people], abs=1e-4)
    assert other.posterior[:, names] == pytest.approx(found.posterior, abs=1e-4)


def test_where_all_agree_everybody_is_right() -> None:
    found = dawid_skene(ratings(np.array([[0, 0], [1, 1], [0, 0], [1, 1]] * 20), 2))
    assert found.accuracy == pytest.approx([1, 1], abs=0.001)
    assert found.entropy == pytest.approx(0, abs=0.01)
