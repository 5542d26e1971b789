"""Calls of public data held against the tools they were made for, as they are and after each was broken on purpose."""

import gzip
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator import schema
from curator.signals import measure
from curator.signals.tool_calls import TABLE

FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets"),
]
Chat = dict[str, Any]


def _lines(path: str) -> Iterator[Any]:
    with gzip.open(FOLDER / path, "rb") as file:
        yield from map(json.loads, file)


def _dialogues() -> list[Chat]:
    """Schema-guided dialogues with the tools of their services declared."""
    services = {each["service_name"]: each for each in next(_lines("chat/sgd_dev_schema.json.gz"))}
    return [
        {"messages": each["messages"], "tools": [tool for name in each["services"] for tool in _tools(services[name])]}
        for each in _lines("chat/sgd_dev_messages.jsonl.gz")
    ]


def _tools(service: Chat) -> Iterator[Chat]:
    values = {slot["name"]: slot["possible_values"] if slot["is_categorical"] else None for slot in service["slots"]}
    for intent in service["intents"]:
        names = [*intent["required_slots"], *intent["optional_slots"]]
        properties = {name: {"type": "string", "enum": values[name]} for name in names}
        parameters = {"type": "object", "properties": properties, "required": intent["required_slots"]}
        yield {"type": "function", "function": {"name": intent["name"], "parameters": parameters}}


def _measured(chats: list[Chat]) -> pl.DataFrame:
    rows = [
        {
            "kind": "chat",
            "tools": json.dumps(chat["tools"]),
            "messages": [
                {**each, "tool_calls": json.dumps(each["tool_calls"]) if each.get("tool_calls") else None}
                for each in chat["messages"]
            ],
        }
        for chat in chats
    ]
    return measure(pl.LazyFrame(rows, schema=schema.CANONICAL), TABLE.columns).select(list(TABLE.columns)).collect()


def _hits(measured: pl.DataFrame, name: str) -> int:
    column = measured[name]
    return column.drop_nulls().len() if column.dtype == pl.String else int((column.cast(pl.Int64) > 0).sum())


def _first_call(chat: Chat) -> tuple[int, Chat]:
    place = next(place for place, each in enumerate(chat["messages"]) if each.get("tool_calls"))
    return place, chat["messages"][place]["tool_calls"][0]


def _lose_answer(chat: Chat) -> None:
    del chat["messages"][_first_call(chat)[0] + 1]


def _lose_call(chat: Chat) -> None:
    chat["messages"][_first_call(chat)[0]]["tool_calls"] = None


def _cut_arguments(chat: Chat) -> None:
    function = _first_call(chat)[1]["function"]
    function["arguments"] = function["arguments"][:-1]


def _rename_tool(chat: Chat) -> None:
    _first_call(chat)[1]["function"]["name"] += "s"


def _lose_name(chat: Chat) -> None:
    del _first_call(chat)[1]["function"]["name"]


def _number_the_values(chat: Chat) -> None:
    function = _first_call(chat)[1]["function"]
    function["arguments"] = json.dumps(dict.fromkeys(json.loads(function["arguments"]), 5))


def test_correct_calls_hit_nothing() -> None:
    found = _measured(_dialogues())
    assert found["messages_calls"].sum() == 2_916
    assert {name: _hits(found, name) for name in TABLE.columns if name != "messages_calls"} == dict.fromkeys(
        [name for name in TABLE.columns if name != "messages_calls"], 0
    )


@pytest.mark.parametrize(
    ("fault", "signal", "chats"),
    [
        (_lose_answer, "messages_unanswered_calls", 1_000),
        (_lose_call, "messages_unasked_tool_answers", 1_000),
        (_cut_arguments, "messages_arguments_not_json", 1_000),
        (_rename_tool, "messages_undeclared_tool", 1_000),
        (_lose_name, "messages_unreadable_calls", 1_000),
        (_number_the_values, "messages_schema_break", 939),  # the other first calls have no arguments
    ],
)
def test_every_broken_call_is_found(fault: Callable[[Chat], None], signal: str, chats: int) -> None:
    dialogues = _dialogues()
    for chat in dialogues:
        fault(chat)
    assert _hits(_measured(dialogues), signal) == chats


def test_of_the_answers_of_a_benchmark_only_the_wrong_ones_break_their_schema() -> None:
    chats: list[Chat] = []
    for task in _lines("toolcall/bfcl_static.jsonl.gz"):
        calls = [
            {"name": name, "arguments": {key: _first(values) for key, values in arguments.items() if values != [""]}}
            for call in task["ground_truth"] or []
            for name, arguments in call.items()
        ]
        chats.append({"messages": [{"role": "assistant", "tool_calls": calls}], "tools": task["function"]})
    found = _measured(chats)
    assert found["messages_calls"].sum() == 1_747
    assert sorted(found["messages_schema_break"].drop_nulls()) == [
        "game_result.get_winner: venue: true given, text expected",
        "linear_regression_fit: x: \"data['sales']\" given, a list expected",
        'sort_list: elements[0]: "apple" given, a whole number expected',
    ]
    assert _hits(found, "messages_undeclared_tool") == 0


def _first(values: list[Any]) -> Any:
    """The first of the right values; within objects each value has alternatives of its own."""
    return _settled(next((value for value in values if value != ""), ""))


def _settled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _first(each) if isinstance(each, list) else each for key, each in value.items()}
    return [_settled(each) if isinstance(each, dict) else each for each in value] if isinstance(value, list) else value
