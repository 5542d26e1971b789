"""Another threshold for pairs that are known."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.dedup import check_threshold, rethreshold
from curator.errors import RecipeError


def pairs(*rows: tuple[str, float, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["kind", "similarity", "parts"], orient="row")


@pytest.mark.parametrize("threshold", [0, 1, -0.5, 80, math.nan, math.inf])
def test_a_threshold_that_means_nothing_is_refused(threshold: float) -> None:
    with pytest.raises(RecipeError, match=f"similarity threshold is {threshold:g}; give a number between 0 and 1"):
        check_threshold(threshold)


def test_pairs_below_the_new_threshold_are_evidence_and_far_below_it_nothing() -> None:
    known = pairs(
        ("near", 0.86, 1.0), ("near", 0.84, 1.0), ("near", 0.74, 1.0), ("near", 0.9, 0.8), ("exact", 1.0, 1.0)
    )
    assert rethreshold(known, 0.85, 0.7)["kind"].to_list() == ["near", "below", "part", "exact"]


def test_what_kept_a_pair_apart_still_does() -> None:
    known = pairs(("numbers", 0.86, 1.0), ("conflict", 0.84, 1.0), ("part", 0.9, 0.1), ("below", 0.79, 1.0))
    assert rethreshold(known, 0.85, 0.8).equals(known)


def test_nothing_is_known_below_the_threshold_that_the_pairs_were_made_with() -> None:
    with pytest.raises(
        RecipeError, match=r"looked for at similarity 0\.8, and nothing is known down to 0\.75; .* at least 0\.8"
    ):
        rethreshold(pairs(), 0.75, 0.8)


@given(
    st.lists(st.tuples(st.sampled_from(["near", "below", "names"]), st.floats(0, 1), st.floats(0, 1))),
    st.floats(0.1, 0.98),
    st.floats(0.1, 0.98),
)
def test_two_steps_up_are_one(drawn: list[tuple[str, float, float]], one: float, other: float) -> None:
    low, high = sorted((one, other))
    schema = {"kind": pl.String, "similarity": pl.Float64, "parts": pl.Float64}
    known = pl.DataFrame(drawn, schema=schema, orient="row")
    assert rethreshold(rethreshold(known, low, 0.1), high, low).equals(rethreshold(known, high, 0.1))
