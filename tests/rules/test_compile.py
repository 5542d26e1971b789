from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from curator.errors import RecipeError
from curator.rules import compile, load
from curator.rules.pack import Rule
from curator.rules.ruleset import RuleSet


@pytest.mark.parametrize(
    ("when", "place"),
    [
        ("respons_chars < 5", "5:11"),
        ("response_chars < 5 OR respons_chars > 9", "5:33"),
        ('"response_chars < 5 OR respons_chars > 9"', "5:34"),
        ("|\n      response_chars < 5\n      OR respons_chars > 9", "7:10"),
        ("|-\n      response_chars < 5\n        OR respons_chars > 9", "7:12"),
        (">\n      response_chars < 5\n      OR respons_chars > 9", "5:11"),
        ("response_chars < 5\n      OR respons_chars > 9", "5:11"),
        ("'response <> ''a'' OR respons_chars > 9'", "5:11"),
    ],
)
def test_the_place_of_a_mistake(when: str, place: str, tmp_path: Path, schema: Mapping[str, pl.DataType]) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(f"pack: p\nabout: x\nrules:\n  - id: a\n    when: {when}\n    then: drop\n    why: x\n")
    with pytest.raises(RecipeError) as raised:
        compile(load([str(path)]), schema)
    assert str(raised.value) == (
        f"{path}:{place}: rule a: unknown column 'respons_chars'; did you mean response_chars?"
    )


def rules(*whens: str, **more: object) -> RuleSet:
    return RuleSet(
        tuple(
            Rule.model_validate({"id": f"rule-{index}", "when": when, "then": "drop", "why": "x", **more})
            for index, when in enumerate(whens)
        )
    )


def test_all_mistakes_of_all_rules_are_reported_at_once(schema: Mapping[str, pl.DataType]) -> None:
    with pytest.raises(RecipeError) as raised:
        compile(rules("respons = 'a' OR kid = 'b'", "TRUE", "response_chars"), schema)
    assert [str(problem) for problem in raised.value.problems] == [
        "character 1: rule rule-0: unknown column 'respons'; did you mean response?",
        "character 18: rule rule-0: unknown column 'kid'; did you mean kind?",
        "character 1: rule rule-2: a predicate must be a Boolean, this is a number; compare it: … > 0.5",
    ]


@pytest.mark.parametrize("rule_id", ["kind", "source", "verdict", "rules", "fixes", "response", "labels", "selection"])
def test_a_rule_cannot_have_the_name_of_a_column(rule_id: str, schema: Mapping[str, pl.DataType]) -> None:
    rule = Rule.model_validate({"id": rule_id, "when": "response_chars < 5", "then": "drop", "why": "x"})
    with pytest.raises(RecipeError, match="is the name of a column, not free for a rule"):
        compile(RuleSet((rule,)), schema)


def test_compiled_rules_name_their_columns_and_warnings(schema: Mapping[str, pl.DataType]) -> None:
    compiled = compile(rules("response_chars / prompt_chars > 2", "LENGTH(response) < 5"), schema)
    assert compiled.columns == {"response_chars", "prompt_chars", "response"}
    assert [problem.what for problem in compiled.warnings] == [
        "rule rule-0: a division by 0 gives null, which on_null decides"
    ]


def test_no_rules_compile_to_nothing(schema: Mapping[str, pl.DataType]) -> None:
    assert compile(RuleSet(()), schema).columns == frozenset()


@pytest.mark.parametrize("column", ["duplicate_similarity", "response_opening_share"])
def test_a_repair_cannot_wait_for_what_comes_after_repairs(column: str) -> None:
    late = rules(f"{column} > 0.5", then={"fix": "encoding"})
    with pytest.raises(RecipeError, match=f"repairs, and {column} is not known before"):
        compile(late, {column: pl.Float64()})
