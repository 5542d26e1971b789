import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.signals.argument_schema import Budget, first_break


@pytest.mark.parametrize(
    ("value", "schema", "words"),
    [
        ("a", {"type": "string"}, None),
        (True, {"type": "integer"}, "it: true given, a whole number expected"),
        (True, {"type": "boolean"}, None),
        (5.0, {"type": "integer"}, None),
        (5.5, {"type": "integer"}, "it: 5.5 given, a whole number expected"),
        ("5", {"type": ["integer", "null"]}, 'it: "5" given, a whole number or null expected'),
        (5, {"type": "FLOAT"}, None),
        ({}, {"type": "dict"}, None),
        ([], {"type": "object"}, "it: a list given, an object expected"),
        (5, {"type": "date"}, None),
        (5, {"type": ["date", "string"]}, None),
        ({}, {"required": ["a"]}, "a is missing"),
        ({"a": None}, {"required": ["a"], "properties": {"a": {"type": "string"}}}, "a: null given, text expected"),
        ({"a": None}, {"properties": {"a": {"type": "string"}}}, None),
        ({"a": None}, {"properties": {}, "additionalProperties": False}, None),
        ({"a": {"b": [1, "c"]}}, {"properties": {"a": {"properties": {"b": {"items": {"type": "integer"}}}}}}, "deep"),
        ({"b": 1}, {"properties": {"a": {}}}, None),
        ({"b": 1}, {"properties": {"a": {}}, "additionalProperties": False}, "b is not declared"),
        ({"b": 1}, {"additionalProperties": {"type": "string"}}, "b: 1 given, text expected"),
        ({"b": 1}, {"additionalProperties": False, "patternProperties": {"b": {}}}, None),
        ("c", {"enum": ["a", "b"]}, 'it: "c" given, one of "a", "b" expected'),
        (True, {"enum": [1]}, "it: true given, 1 expected"),
        (1.0, {"enum": [1]}, None),
        ("b", {"const": "a"}, 'it: "b" given, "a" expected'),
        ("c", {"enum": None, "const": None, "type": None, "required": None, "properties": None}, None),
        (None, {"type": "string", "nullable": True}, None),
        (0, {"minimum": 1}, "it: 0 is below 1"),
        (1, {"exclusiveMaximum": 1}, "it: 1 is not below 1"),
        ("abc", {"maxLength": 2}, 'it: "abc" has more characters than 2'),
        ([], {"minItems": 1}, "it: a list has fewer entries than 1"),
        (1, {"anyOf": [{"type": "string"}, {"type": "null"}]}, "it fits none of the declared forms"),
        (None, {"anyOf": [{"type": "string"}, {"type": "null"}]}, None),
        (1, {"allOf": [{"type": "integer"}, {"minimum": 2}]}, "it: 1 is below 2"),
        ({"a": 1}, {"properties": {"a": {"$ref": "#/$defs/t"}}, "$defs": {"t": {"type": "string"}}}, "a: 1 given"),
        (1, {"$ref": "https://example.com/schema.json"}, None),
        (1, {"$ref": "#/nowhere"}, None),
        ("a", {"pattern": "(b+)+$", "format": "email"}, None),
        ("a", False, "it is not allowed"),
        ("a", True, None),
        ("a", ["no schema"], None),
    ],
)
def test_the_first_break_in_words(value: object, schema: object, words: str | None) -> None:
    found = first_break(value, schema, Budget())
    if words is None:
        assert found is None
    else:
        assert found is not None
        assert found.startswith({"deep": 'a.b[1]: "c" given, a whole number expected'}.get(words, words))


def _doubling() -> object:
    """A schema that asks for 2^60 looks at one value."""
    return {"$ref": "#/$defs/0", "$defs": {str(n): {"anyOf": [{"$ref": f"#/$defs/{n + 1}"}] * 2} for n in range(60)}}


def _nested(levels: int) -> Any:
    return json.loads('{"a":' * levels + "1" + "}" * levels)


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ({"a": 1}, {"$ref": "#"}),
        ({"a": 1}, {"$defs": {"x": {"$ref": "#/$defs/y"}, "y": {"$ref": "#/$defs/x"}}, "$ref": "#/$defs/x"}),
        (1, _doubling()),
        (_nested(500), {"properties": {"a": {"$ref": "#"}}}),
        ([0] * 100_000, {"items": {"enum": list(range(1_000))}}),
        ({str(number): None for number in range(100_000)}, {"required": ["a"] * 19_000}),
    ],
)
def test_a_schema_that_would_take_for_ever_claims_nothing(value: object, schema: object) -> None:
    assert first_break(value, schema, Budget()) in (None, "a is missing")


def test_the_budget_is_for_all_values_together() -> None:
    budget = Budget(steps=2)
    assert [first_break(1, {"type": "string"}, budget) for _ in range(3)] == ["it: 1 given, text expected"] * 2 + [None]


NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 1.0]) | st.sampled_from(["", "x", "xyz"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "object", "array"])


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES | st.lists(TYPES, min_size=1, max_size=2, unique=True),
            "enum": st.lists(SCALARS, min_size=1, max_size=3),
            "required": st.lists(NAMES, max_size=2, unique=True),
            "properties": st.dictionaries(NAMES, inner, max_size=3),
            "additionalProperties": st.booleans() | inner,
            "items": inner,
            "minimum": st.integers(-2, 2),
            "exclusiveMaximum": st.integers(-2, 2),
            "minLength": st.integers(0, 3),
            "maxItems": st.integers(0, 2),
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "allOf": st.lists(inner, min_size=1, max_size=2),
        },
    )


@settings(deadline=None, max_examples=300)
@given(VALUES, st.recursive(_schemas(st.just({})), _schemas, max_leaves=6))
def test_says_what_the_reference_validator_says(value: object, schema: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert (first_break(value, schema, Budget()) is None) == expected
