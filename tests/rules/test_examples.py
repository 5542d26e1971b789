import polars as pl
import pytest

from curator.errors import RecipeError
from curator.rules.examples import run
from curator.rules.pack import Rule
from curator.rules.ruleset import RuleSet
from curator.rules.thresholds import Measured

TEXTS = ("kind", "source", "system", "instruction", "input", "chosen", "rejected", "text", "prompt", "response", "full")
SCHEMA = {
    **dict.fromkeys(TEXTS, pl.String),
    "response_chars": pl.UInt32,
    "prompt_chars": pl.UInt32,
    "duplicate_kind": pl.String,
    "duplicate_similarity": pl.Float64,
    "prompt_answers": pl.Int64,
}


def measure(frame: pl.DataFrame, names: set[str]) -> pl.DataFrame:
    """As the signals do it, for two of them."""
    return frame.with_columns(**{name: pl.col(name.removesuffix("_chars")).str.len_chars() for name in names})


def rule(when: str, **examples: object) -> Rule:
    return Rule.model_validate({"id": "a-rule", "when": when, "then": "drop", "why": "x", "examples": examples})


def results(when: str, **examples: object) -> list[tuple[str, int, bool]]:
    found = run(RuleSet((rule(when, **examples),)), measure, SCHEMA)
    return [(each.expected, each.index, each.passed) for each in found]


CHAT = {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}
CALL = {"messages": [{"role": "assistant", "content": None, "tool_calls": [{"name": "f"}]}], "tools": [{"name": "f"}]}


@pytest.mark.parametrize(
    ("when", "given"),
    [
        ("response = 'b' AND prompt = 'a' AND kind = 'tuple'", {"instruction": "a", "response": "b"}),
        ("response = 'Hello' AND prompt = 'Hi' AND kind = 'chat'", CHAT),
        ("kind = 'chat'", CALL),
        (
            "chosen = 'b' AND response = 'b' AND kind = 'preference'",
            {"instruction": "a", "chosen": "b", "rejected": "c"},
        ),
        ("full = 'a' AND kind = 'text'", {"text": "a"}),
        ("response_chars = 3", {"response": "abc"}),
        ("response_chars = 9", {"response": "abc", "response_chars": 9}),
        ("duplicate_kind = 'exact' AND prompt_answers IS NULL", {"duplicate_kind": "exact"}),
        ("duplicate_kind IS NULL AND duplicate_similarity IS NULL", {"response": "abc"}),
        ("source = 'a.jsonl' AND kind = 'chat'", {"source": "a.jsonl", "kind": "chat"}),
    ],
)
def test_an_example_stands_for_a_record(when: str, given: dict[str, object]) -> None:
    assert results(when, hit=[given]) == [("hit", 0, True)]
    assert results(when, miss=[given]) == [("miss", 0, False)]


def test_each_rule_is_tried_on_its_own_examples_only() -> None:
    one = rule("response_chars < 3", hit=[{"response": "a"}], miss=[{"response": "abc"}, {"response": "b"}])
    two = one.model_copy(
        update={
            "id": "two",
            "when": "prompt_chars > 1",
            "on_null": "fail",
            "examples": rule("TRUE", hit=[{"instruction": "abc"}]).examples,
        }
    )
    found = run(RuleSet((one, two)), measure, SCHEMA)
    assert [(each.rule, each.expected, each.index, each.got) for each in found] == [
        ("a-rule", "hit", 0, "hit"),
        ("a-rule", "miss", 0, "miss"),
        ("a-rule", "miss", 1, "hit"),
        ("two", "hit", 0, "hit"),
    ]
    assert [each.measured for each in found] == [
        (),
        (),
        (Measured("response_chars", 1, "<", 3, True),),
        (),
    ]


def test_rules_without_examples() -> None:
    assert results("response_chars < 3") == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"respons": "a"}, "unknown field 'respons'; did you mean response?"),
        ({"response": 5}, "response is 5, not a text; put it in quotes"),
        ({"messages": "Hi"}, "messages is not a chat"),
        ({"messages": [{"role": "user", "text": "Hi"}]}, "messages is not a chat"),
        ({"kind": "table"}, "kind is 'table'; there are: tuple, chat, preference, text"),
        ({"response_chars": "many"}, "an example gives response_chars as 'many', which is not UInt32"),
    ],
)
def test_an_example_that_makes_no_sense(given: dict[str, object], message: str) -> None:
    with pytest.raises(RecipeError) as raised:
        results("response_chars < 3", hit=[given])
    assert message in str(raised.value)
