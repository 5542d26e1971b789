"""A table holds everything the objects held."""

import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.writers.tables import Table, as_table


@pytest.mark.parametrize(
    ("values", "dtype", "is_json"),
    [
        (["a", None], pl.String(), False),
        ([1, 2], pl.Int64(), False),
        ([1, 2.5], pl.Float64(), False),
        ([True, None], pl.Boolean(), False),
        ([True, 1], pl.String(), True),
        ([1, "1"], pl.String(), True),
        ([2**63], pl.String(), True),
        ([2**53 + 1, 0.5], pl.String(), True),
        ([["a"], [], None], pl.List(pl.String()), False),
        ([["a", 1]], pl.String(), True),
        ([[[["a"]]]], pl.String(), True),
        ([[["a"], []]], pl.List(pl.List(pl.String())), False),
        ([{"a": 1}, None], pl.Struct({"a": pl.Int64()}), False),
        ([{"a": 1}, {"b": 1}], pl.String(), True),
        ([{"a": {"b": 1}}], pl.Struct({"a": pl.Struct({"b": pl.Int64()})}), False),
        ([{"a": {"b": 1}}, {"a": {"c": 1}}], pl.String(), True),
        ([[{"a b": 1}]], pl.String(), True),
        ([[{}]], pl.String(), True),
        ([[]], pl.List(pl.String()), False),
        ([None], pl.String(), False),
    ],
)
def test_column_types(values: list[Any], dtype: pl.DataType, is_json: bool) -> None:
    table = as_table({"column": value} for value in values)
    assert table.frame.schema["column"] == dtype
    assert table.json_text == (("column",) if is_json else ())
    assert restored(table) == [{"column": value} for value in values]


def test_only_the_members_of_a_list_that_need_it_are_text() -> None:
    calls = [{"function": {"name": "f", "arguments": {key: 1}}} for key in "ab"]
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": None, "tool_calls": calls}]
    table = as_table([{"messages": messages}])
    assert table.json_text == ("messages.tool_calls",)
    assert table.frame["messages"][0][1] == {
        "role": "assistant",
        "content": None,
        "tool_calls": '[{"function":{"name":"f","arguments":{"a":1}}},{"function":{"name":"f","arguments":{"b":1}}}]',
    }
    assert table.remarks == (
        "JSON as text, because its keys or types differ from record to record: messages.tool_calls",
    )


def test_calls_whose_arguments_are_text_stay_objects() -> None:
    call = {"function": {"name": "f", "arguments": "{}"}}
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": None, "tool_calls": [call]}]
    table = as_table([{"messages": messages}])
    assert table.json_text == table.remarks == ()
    assert table.frame["messages"][0][1]["tool_calls"] == [call]


def test_a_flat_table_has_no_objects_in_those_of_its_lists() -> None:
    call = {"function": {"name": "f", "arguments": "{}"}}
    table = as_table([{"messages": [{"role": "user", "content": "Hi", "tool_calls": [call]}]}], flat=True)
    assert table.json_text == ("messages.tool_calls",)


TEXT = st.text('ab_1"\\\n\0ü\u2028 ', max_size=4)
NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(st.dictionaries(st.sampled_from(["a", "b", "ü"]), JSON, min_size=1, max_size=3), max_size=5)


@settings(deadline=None)
@given(OBJECTS)
def test_nothing_is_lost(objects: list[dict[str, Any]]) -> None:
    names = {key for obj in objects for key in obj}
    expected = [{name: full(obj.get(name), objects, name) for name in names} for obj in objects]
    assert restored(as_table(objects)) == expected


def full(value: Any, objects: list[dict[str, Any]], name: str) -> Any:
    """`value` with null for the keys that a table's other rows have, where the column is a list of objects."""
    lists = [obj[name] for obj in objects if obj.get(name) is not None]
    items = [item for each in lists if isinstance(each, list) for item in each]
    is_objects = (
        all(isinstance(each, list) for each in lists)
        and items
        and all(isinstance(item, dict) and item and all(map(str.isidentifier, item)) for item in items)
    )
    if value is None or not is_objects:
        return value
    keys = {key for item in items for key in item}
    return [{key: item.get(key) for key in keys} for item in value]


def restored(table: Table) -> list[dict[str, Any]]:
    rows = table.frame.rows(named=True)
    for row in rows:
        for name in table.json_text:
            column, _, member = name.partition(".")
            if not member:
                row[column] = row[column] and json.loads(row[column])
            items = row[column] if isinstance(row[column], list) else [row[column]]
            for item in items if member and row[column] is not None else []:
                item[member] = item[member] and json.loads(item[member])
    return rows
