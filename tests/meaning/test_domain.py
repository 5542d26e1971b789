from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import DataError, RecipeError
from curator.meaning.domain import FEWEST_SEEDS, Domain, domain_of

pytest.importorskip("wordllama", reason="the vectors are not installed")


def embedded(*texts: str) -> np.ndarray:
    from curator.dedup.embedding import embed

    return embed(pl.Series(texts))


def test_a_sentence_is_a_domain_of_one_seed() -> None:
    assert domain_of("Cooking and recipes.").seeds == ("Cooking and recipes.",)


def test_a_file_gives_each_different_record(tmp_path: Path) -> None:
    file = tmp_path / "seeds.jsonl"
    lines = [("Bake a cake.", "Mix."), ("Boil rice.", "Wash."), ("Bake a cake.", "Mix.")]
    pl.DataFrame(lines, schema=["instruction", "output"], orient="row").write_ndjson(file)
    assert [seed.splitlines()[0] for seed in domain_of(str(file)).seeds] == ["Bake a cake.", "Boil rice."]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_is_no_domain(text: str) -> None:
    with pytest.raises(RecipeError, match="the domain is empty"):
        domain_of(text)


def test_a_file_that_is_not_there_is_no_description() -> None:
    with pytest.raises(RecipeError, match="no such file of records"):
        domain_of("seeds/mine.jsonl")


def test_a_file_without_records_is_told(tmp_path: Path) -> None:
    file = tmp_path / "seeds.jsonl"
    file.write_text("")
    with pytest.raises((RecipeError, DataError)):
        domain_of(str(file))


def test_a_long_description_is_no_path() -> None:
    assert domain_of("cooking " * 2000).seeds == ("cooking " * 2000,)


def test_what_is_about_the_domain_is_nearer() -> None:
    domain = domain_of("Cooking, baking, recipes and food.")
    near, far, none = domain.similarity(embedded("How do I bake bread?", "Solve x² = 4 in the integers.", ""))
    assert near > far
    assert np.isnan(none)


def test_a_few_seeds_tell_no_rank() -> None:
    domain = Domain(tuple(f"Bake cake number {n}." for n in range(FEWEST_SEEDS - 1)))
    assert domain.rank(np.array([0.5], np.float32)) is None


COUNTED = Domain(tuple(f"{name} is {what}." for name in ("Bread", "Rice", "Soup", "Tea") for what in
                       ("good", "hot", "cold", "bad", "cheap")))  # fmt: skip


@given(st.lists(st.floats(-1, 1, width=32), min_size=1))
def test_a_rank_grows_with_similarity_and_stays_above_zero(similarity: list[float]) -> None:
    found = COUNTED.rank(np.sort(np.array(similarity, np.float32)))
    assert found is not None
    assert (np.diff(found) >= 0).all()
    assert (found > 0).all()
    assert (found <= 1).all()


def test_a_copy_of_a_seed_has_the_highest_rank_and_what_is_far_the_lowest() -> None:
    found = COUNTED.rank(np.array([1, -1, np.nan], np.float32))
    assert found is not None
    assert found[:2].tolist() == pytest.approx([1, 1 / 21])
    assert np.isnan(found[2])


def test_the_order_of_seeds_is_no_part_of_the_identity() -> None:
    assert Domain(("a", "b")).identity == Domain(("b", "a")).identity != Domain(("a",)).identity
