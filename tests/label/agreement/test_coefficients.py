"""Coefficients of agreement: published examples, reference implementations, and laws."""

import math
import warnings
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from curator.label.agreement import cohen, fleiss, gwet, krippendorff, observed
from curator.label.agreement.coefficients import Scale, Weights
from curator.label.agreement.ratings import MISSING, Ratings
from curator.label.agreement.resample import Estimate

Coefficient = Callable[[Ratings], Estimate]

DRAWS = 20  # the values do not depend on it

NOMINAL: dict[str, Coefficient] = {
    "observed": lambda ratings: observed(ratings, draws=DRAWS),
    "fleiss": lambda ratings: fleiss(ratings, draws=DRAWS),
    "gwet": lambda ratings: gwet(ratings, draws=DRAWS),
    "krippendorff": lambda ratings: krippendorff(ratings, "nominal", draws=DRAWS),
    "cohen": lambda ratings: cohen(ratings, *ratings.people[:2], draws=DRAWS),
}
ORDERED: dict[str, Coefficient] = {
    "ordinal": lambda ratings: krippendorff(ratings, "ordinal", draws=DRAWS),
    "interval": lambda ratings: krippendorff(ratings, "interval", draws=DRAWS),
    "linear": lambda ratings: cohen(ratings, *ratings.people[:2], "linear", draws=DRAWS),
    "quadratic": lambda ratings: cohen(ratings, *ratings.people[:2], "quadratic", draws=DRAWS),
}
EVERY = NOMINAL | ORDERED


def of(rows: object, categories: int) -> Ratings:
    """Ratings of `(units, people)` category numbers."""
    matrix = np.array(rows, dtype=np.int64)
    return Ratings(
        "q",
        tuple((str(nth),) for nth in range(len(matrix))),
        tuple(f"person {nth}" for nth in range(matrix.shape[1])),
        tuple(str(nth) for nth in range(categories)),
        matrix,
    )


def of_counts(rows: list[list[int]]) -> Ratings:
    """Ratings in which each row says how many people chose each category."""
    return of([[nth for nth, count in enumerate(row) for _ in range(count)] for row in rows], len(rows[0]))


def of_table(table: list[list[int]]) -> Ratings:
    """Two people whose answers are crossed in `table`."""
    pairs = [(a, b) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)]
    return of(pairs, len(table))


_ = MISSING
KRIPPENDORFF_2011 = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
).T


@pytest.mark.parametrize(("scale", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_the_example_of_krippendorff_2011_comes_out(scale: Scale, alpha: float) -> None:
    found = krippendorff(of(KRIPPENDORFF_2011 - 1, 5), scale, draws=DRAWS)
    assert found.value == pytest.approx(alpha, abs=5e-4)
    assert found.units == 11  # one of the twelve has a single answer


def test_fourteen_people_agree_slightly() -> None:
    """The example of Wikipedia's article on Fleiss' kappa, which gives 0.210."""
    table = """0 0 0 0 14, 0 2 6 4 2, 0 0 3 5 6, 0 3 9 2 0, 2 2 8 1 1,
               7 7 0 0 0, 3 2 6 3 0, 2 5 3 2 2, 6 5 2 1 0, 0 2 2 3 7"""
    rows = [[int(each) for each in row.split()] for row in table.split(",")]
    assert fleiss(of_counts(rows), draws=DRAWS).value == pytest.approx(0.210, abs=5e-4)


def test_gwet_stays_high_where_cohen_falls_below_chance() -> None:
    """The 125 subjects of Gwet 2008, table 2: κ is −0.0234 and AC1 is 0.9408."""
    ratings = of_table([[118, 5], [2, 0]])
    assert cohen(ratings, *ratings.people, draws=DRAWS).value == pytest.approx(-0.0234, abs=5e-5)
    assert gwet(ratings, draws=DRAWS).value == pytest.approx(0.9408, abs=5e-5)


def test_two_readers_of_grants_agree_moderately() -> None:
    """20 + 15 of 50 alike where chance would make it 25: κ = 0.4."""
    ratings = of_table([[20, 5], [10, 15]])
    assert cohen(ratings, *ratings.people, draws=DRAWS).value == pytest.approx(0.4)
    assert observed(ratings, draws=DRAWS).value == pytest.approx(0.7)


def matrices(people: int = 4, categories: int = 4, *, missing: bool = True) -> st.SearchStrategy[np.ndarray]:
    answer = st.integers(MISSING if missing else 0, categories - 1)
    row = st.lists(answer, min_size=people, max_size=people).filter(lambda each: any(x != MISSING for x in each))
    return st.lists(row, min_size=2, max_size=15).map(lambda rows: np.array(rows, dtype=np.int64))


def same(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else math.isclose(a, b, abs_tol=1e-9)


@given(matrices(people=2, missing=False), st.sampled_from(["none", "linear", "quadratic"]))
@settings(deadline=None, max_examples=60)
def test_cohen_is_that_of_scikit_learn(matrix: np.ndarray, weights: Weights) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    ratings = of(matrix, 4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = metrics.cohen_kappa_score(
            *matrix.T, labels=[0, 1, 2, 3], weights=None if weights == "none" else weights
        )
    found = cohen(ratings, *ratings.people, weights, draws=DRAWS).value
    assert same(found, None if math.isnan(expected) else float(expected))


@given(matrices(), st.sampled_from(["nominal", "ordinal", "interval"]))
@settings(deadline=None, max_examples=60)
def test_alpha_is_that_of_the_package_krippendorff(matrix: np.ndarray, scale: Scale) -> None:
    package = pytest.importorskip("krippendorff")
    found = krippendorff(of(matrix, 4), scale, draws=DRAWS).value
    shared = matrix[(matrix != MISSING).sum(axis=1) >= 2]
    assume(len(np.unique(shared[shared != MISSING])) > 1)
    data = np.where(matrix == MISSING, np.nan, matrix).T
    expected = package.alpha(reliability_data=data, level_of_measurement=scale, value_domain=[0, 1, 2, 3])
    assert same(found, float(expected))


@pytest.mark.parametrize("name", EVERY)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.integers(2, 5))
@settings(deadline=None, max_examples=25)
def test_people_who_always_agree_agree_perfectly(name: str, answers: list[int], people: int) -> None:
    found = EVERY[name](of([[each] * people for each in answers], 4))
    if len(set(answers)) > 1 or name in ("observed", "gwet"):
        assert found.value == pytest.approx(1.0)
    else:
        assert found.value is None  # nobody used a second category: there is nothing to agree about


@pytest.mark.parametrize("name", EVERY)
@given(matrices(), st.data())
@settings(deadline=None, max_examples=25)
def test_it_does_not_matter_which_record_comes_first(name: str, matrix: np.ndarray, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(matrix))))
    assert same(EVERY[name](of(matrix, 4)).value, EVERY[name](of(matrix[order], 4)).value)


@pytest.mark.parametrize("name", [name for name in EVERY if name not in ("cohen", "linear", "quadratic")])
@given(matrices(), st.permutations(range(4)))
@settings(deadline=None, max_examples=25)
def test_it_does_not_matter_who_is_who(name: str, matrix: np.ndarray, order: list[int]) -> None:
    assert same(EVERY[name](of(matrix, 4)).value, EVERY[name](of(matrix[:, order], 4)).value)


@pytest.mark.parametrize("name", ["cohen", "linear", "quadratic"])
@given(matrices(people=2))
@settings(deadline=None, max_examples=25)
def test_it_does_not_matter_which_of_two_is_named_first(name: str, matrix: np.ndarray) -> None:
    assert same(EVERY[name](of(matrix, 4)).value, EVERY[name](of(matrix[:, ::-1], 4)).value)


@pytest.mark.parametrize("name", NOMINAL)
@given(matrices(), st.permutations(range(4)))
@settings(deadline=None, max_examples=25)
def test_names_of_categories_do_not_matter(name: str, matrix: np.ndarray, names: list[int]) -> None:
    renamed = np.where(matrix == MISSING, MISSING, np.array(names)[matrix])
    assert same(NOMINAL[name](of(matrix, 4)).value, NOMINAL[name](of(renamed, 4)).value)


@pytest.mark.parametrize("name", ORDERED)
@given(matrices())
@settings(deadline=None, max_examples=25)
def test_a_ladder_may_be_read_from_either_end(name: str, matrix: np.ndarray) -> None:
    turned = np.where(matrix == MISSING, MISSING, 3 - matrix)
    assert same(ORDERED[name](of(matrix, 4)).value, ORDERED[name](of(turned, 4)).value)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "gwet"])
@given(matrices(), st.integers(0, 3))
@settings(deadline=None, max_examples=25)
def test_a_record_with_one_answer_says_nothing_about_agreement(name: str, matrix: np.ndarray, answer: int) -> None:
    lonely = np.vstack([matrix, [answer, MISSING, MISSING, MISSING]])
    assert same(EVERY[name](of(matrix, 4)).value, EVERY[name](of(lonely, 4)).value)


@pytest.mark.parametrize("name", EVERY)
def test_nothing_shared_is_undefined(name: str) -> None:
    found = EVERY[name](of([[0, MISSING], [MISSING, 1]], 4))
    assert (found.value, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize("name", EVERY)
def test_an_interval_is_the_same_every_time_and_holds_the_value(name: str) -> None:
    drawn = np.random.default_rng(5)
    first = drawn.integers(0, 4, 200)
    second = np.where(drawn.random(200) < 0.7, first, drawn.integers(0, 4, 200))
    ratings = of(np.stack([first, second], axis=1), 4)
    found = EVERY[name](ratings)
    assert found == EVERY[name](ratings)
    assert found.low is not None
    assert found.value is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """300 samples of 120 records: two people agree on 7 of 10, so that κ over two even categories is 0.4."""
    drawn = np.random.default_rng(11)
    held = 0
    for seed in range(300):
        first = drawn.integers(0, 2, 120)
        second = np.where(drawn.random(120) < 0.7, first, 1 - first)
        found = cohen(of(np.stack([first, second], axis=1), 2), "person 0", "person 1", seed=seed, draws=300)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.4 <= found.high
    assert 0.91 <= held / 300 <= 0.98
