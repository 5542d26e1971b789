"""What a recipe says of duplicates."""

from typing import get_args

import pytest

from curator.config import Document
from curator.dedup import VIEWS
from curator.errors import RecipeError
from curator.recipe import Dedup, Recipe, View


def recipe(dedup: str) -> Recipe:
    return Document(f"data: {{sources: [x]}}\ndedup: {{{dedup}}}\n", "r.yaml").validate(Recipe)


def test_a_recipe_knows_every_view() -> None:
    assert set(get_args(View)) == set(VIEWS)


@pytest.mark.parametrize(
    ("written", "views"),
    [("", ["full"]), ("view: response", ["response"]), ("view: [full, response, full]", ["full", "response"])],
)
def test_a_view_or_several(written: str, views: list[str]) -> None:
    assert recipe(written).dedup.view == views


def test_one_view_reads_back_as_it_was_written() -> None:
    assert recipe("view: response").model_dump(mode="json")["dedup"]["view"] == "response"
    assert Dedup.model_validate(recipe("view: [full, both]").dedup.model_dump(mode="json")).view == ["full", "both"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("view: []", "r.yaml:2:15: dedup.view: List should have at least 1 item"),
        ("view: [full, ful]", "r.yaml:2:22: dedup.view.1: Input should be 'instruction', "),
        ("view: [[full]]", "dedup.view.0: Input should be 'instruction', "),
        ("threshold: 1", "r.yaml:2:20: dedup.threshold: Input should be less than 1, got 1"),
        ("threshold: 0", "r.yaml:2:20: dedup.threshold: Input should be greater than 0, got 0"),
        ("threshold: .nan", "r.yaml:2:20: dedup.threshold: Input should be less than 1, got nan"),
        ("keep: longst", "r.yaml:2:15: dedup.keep: unknown keep policy 'longst'; did you mean longest?"),
        ("keep: score", "r.yaml:2:15: dedup.keep: keep policy 'score' does not say which; write it as score:quality"),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(written: str, message: str) -> None:
    with pytest.raises(RecipeError) as caught:
        recipe(written)
    assert message in str(caught.value)
