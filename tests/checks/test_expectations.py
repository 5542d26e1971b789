"""What may be expected of data, and what is told of a mistake in it."""

from pathlib import Path

import pytest

from curator.config import Document
from curator.errors import RecipeError
from curator.expectations import Expect, load, quantile
from curator.recipe import Recipe


def test_a_recipe_and_a_file_say_it_alike(tmp_path: Path) -> None:
    text = "expect:\n  records: {min: 10}\n  signals: {response_chars: {p5: {min: 3}, missing: {max: 0}}}\n"
    (tmp_path / "expect.yaml").write_text(text)
    recipe = Document(f"data: {{sources: [a]}}\n{text}", "recipe.yaml").validate(Recipe)
    assert recipe.expect == load(tmp_path / "expect.yaml")


def test_expectations_do_not_name_a_version() -> None:
    bare, expecting = (
        Document(f"data: {{sources: [a]}}\n{more}", "r").validate(Recipe)
        for more in ("", "expect: {records: {min: 1}}\n")
    )
    assert bare.identity() == expecting.identity()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("records: {}", "give min, max or both"),
        ("records: {min: 5, max: 2}", "min 5 is more than max 2; nothing lies between"),
        ("records: {min: .nan}", "min and max must be numbers"),
        ("kept: {min: 90}", "less than or equal to 1"),
        ("quality: {min: 101}", "less than or equal to 100"),
        ("kinds: {talk: {max: 1}}", "'tuple', 'chat', 'preference' or 'text'"),
        ("signals: {response_chars: {p101: {max: 1}}}", "no statistic is called 'p101'; there are: min, max"),
        ("record: {min: 1}", "did you mean records?"),
        ("not_above: {tolerance: 0.1}", "'version' is missing"),
    ],
)
def test_mistakes_are_told_with_their_place(text: str, told: str) -> None:
    with pytest.raises(RecipeError, match=r"^mine.yaml:\d+:\d+: ") as error:
        Document(text, "mine.yaml").validate(Expect)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("median", 0.5), ("p5", 0.05), ("p99.9", 0.999), ("p100", 1.0), ("p0", 0.0), ("p101", None), ("q5", None)],
)
def test_percentiles(name: str, value: float | None) -> None:
    assert quantile(name) == (None if value is None else pytest.approx(value))
