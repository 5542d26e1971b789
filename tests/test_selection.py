"""Budgets and strata."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import RecipeError
from curator.selection import select


def passed(sizes: dict[str, int]) -> pl.DataFrame:
    rows = [{"record_id": f"{source}{i}", "source": source} for source, size in sizes.items() for i in range(size)]
    return pl.DataFrame(rows, schema={"record_id": pl.String, "source": pl.String})


def chosen_by_source(sizes: dict[str, int], budget: int) -> dict[str, int]:
    frame = passed(sizes)
    chosen = select(frame, budget=budget, strata=["source"], seed=0)
    return dict(frame.filter(pl.col("record_id").is_in(chosen.implode())).group_by("source").len().iter_rows())


@pytest.mark.parametrize(
    ("sizes", "budget", "expected"),
    [
        ({"a": 80, "b": 20}, 10, {"a": 8, "b": 2}),
        ({"a": 50, "b": 50}, 3, {"a": 2, "b": 1}),
        ({"a": 2, "b": 1}, 3, {"a": 2, "b": 1}),
    ],
)
def test_strata_keep_their_shares(sizes: dict[str, int], budget: int, expected: dict[str, int]) -> None:
    assert chosen_by_source(sizes, budget) == expected


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(1, 30), min_size=1), st.data())
def test_the_budget_is_met_and_row_order_does_not_matter(sizes: dict[str, int], data: st.DataObject) -> None:
    frame = passed(sizes)
    budget = data.draw(st.integers(1, frame.height))
    chosen = select(frame, budget=budget, strata=["source"], seed=1)
    assert chosen.len() == budget == chosen.n_unique()
    again = select(frame.reverse(), budget=budget, strata=["source"], seed=1)
    assert set(again) == set(chosen)


def test_seeds_draw_differently() -> None:
    frame = passed({"a": 100})
    draws = {tuple(sorted(select(frame, budget=10, strata=[], seed=seed))) for seed in range(5)}
    assert len(draws) == 5


def test_a_budget_beyond_what_passed_is_refused() -> None:
    with pytest.raises(RecipeError, match="the budget is 11 records but only 10 passed"):
        select(passed({"a": 10}), budget=11, strata=[], seed=0)
