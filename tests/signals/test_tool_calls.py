"""Calls, answers and tools of a chat; which rules hit is shown by the examples of the rules themselves."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import schema
from curator.formats.chat import OPENAI_CHAT
from curator.readers import scan
from curator.signals import SIGNALS, measure
from curator.signals.tool_calls import TABLE

Measured = Callable[..., object]
FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))
realdata = pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets")

FIND = '[{"id": "1", "function": {"name": "find", "arguments": "{}"}}]'
DAYS = '[{"name": "find", "parameters": {"type": "object", "properties": {"days": {"type": "integer"}}}}]'


def call(arguments: object, name: str = "find") -> list[dict[str, object]]:
    """Messages of which the last is a call."""
    calls = json.dumps([{"type": "function", "function": {"name": name, "arguments": arguments}}])
    return [{"role": "user", "content": "Find it."}, {"role": "assistant", "tool_calls": calls}]


def test_signals_of_tools_are_null_for_other_kinds(measured: Measured) -> None:
    assert [measured(name, response="a", tools="[") for name in TABLE.columns] == [None] * len(TABLE.columns)


def test_a_chat_without_tools_has_no_calls(measured: Measured) -> None:
    values = {name: measured(name, kind="chat", messages=[{"role": "user", "content": "a"}]) for name in TABLE.columns}
    assert {name for name, value in values.items() if value is None} == {
        "messages_undeclared_tool",
        "messages_arguments_not_json",
        "messages_schema_break",
        "tools_are_unreadable",
    }
    assert {value for value in values.values() if value is not None} == {0}


@pytest.mark.parametrize(
    ("signal", "arguments", "words"),
    [
        ("messages_schema_break", '{"days": "5"}', 'find: days: "5" given, a whole number expected'),
        ("messages_schema_break", {"days": [5]}, "find: days: a list given, a whole number expected"),
        ("messages_arguments_not_json", "{days: 5}", 'find: "{days: 5}" is no JSON'),
        ("messages_arguments_not_json", "[5]", "find: a list given, an object expected"),
        ("messages_arguments_not_json", '{"days": NaN}', 'find: "{"days": NaN}" is no JSON'),
        ("messages_schema_break", '{"days": 5}', None),
        ("messages_arguments_not_json", None, None),
    ],
)
def test_what_is_wrong_with_arguments_is_said(
    measured: Measured, signal: str, arguments: object, words: str | None
) -> None:
    assert measured(signal, kind="chat", messages=call(arguments), tools=DAYS) == words


def test_an_undeclared_tool_is_named_and_its_words_are_bounded(measured: Measured) -> None:
    assert measured("messages_undeclared_tool", kind="chat", messages=call("{}", "book"), tools=DAYS) == "book"
    long = measured("messages_undeclared_tool", kind="chat", messages=call("{}", "b" * 5_000), tools=DAYS)
    assert long == "b" * 200


def test_tools_of_the_system_prompt_count_when_the_record_declares_none(measured: Measured) -> None:
    messages = call({"days": "5"})
    system = "Signatures stand within <tools></tools>.\n<tools>\n" + DAYS[1:-1] + "\n</tools>"
    assert measured("messages_schema_break", kind="chat", messages=messages, system=system)
    asked = [{"role": "system", "content": system}, *messages]
    assert measured("messages_schema_break", kind="chat", messages=asked)
    assert measured("messages_schema_break", kind="chat", messages=asked, tools="[]") is None


@pytest.mark.parametrize(
    ("later", "unanswered", "unasked"),
    [
        ([], 0, 0),
        ([("tool", "1")], 0, 0),
        ([("tool", None)], 0, 0),
        ([("tool", "2")], 1, 1),
        ([("user", None)], 1, 0),
        ([("assistant", None)], 1, 0),
        ([("system", None), ("tool", "1"), ("assistant", None)], 0, 0),
        ([("tool", "1"), ("tool", "1")], 0, 1),
        ([("tool", "1"), ("assistant", None), ("tool", "1")], 0, 1),
    ],
)
def test_calls_and_answers_are_matched(
    measured: Measured, later: list[tuple[str, str | None]], unanswered: int, unasked: int
) -> None:
    turns: list[dict[str, object]] = [{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls": FIND}]
    turns += [{"role": role, "content": "b", "tool_call_id": call_id} for role, call_id in later]
    assert measured("messages_unanswered_calls", kind="chat", messages=turns) == unanswered
    assert measured("messages_unasked_tool_answers", kind="chat", messages=turns) == unasked


@pytest.mark.parametrize(
    ("answer", "unanswered"),
    [("<tool_response>Oslo</tool_response>", 0), ("FUNCTION RESPONSE: Oslo", 0), ("Observation: Oslo", 0), ("And?", 1)],
)
def test_a_user_turn_may_hold_what_the_tool_answered(measured: Measured, answer: str, unanswered: int) -> None:
    called = {"role": "assistant", "content": '<tool_call>{"name": "find"}</tool_call>'}
    turns = [called, {"role": "user", "content": answer}, {"role": "assistant", "content": "Oslo"}]
    assert measured("messages_unanswered_calls", kind="chat", messages=turns) == unanswered


def test_older_openai_chats_have_functions_and_one_function_call(measured: Measured) -> None:
    record = OPENAI_CHAT.decode(
        {
            "functions": json.loads(DAYS),
            "messages": [
                {"role": "user", "content": "Find it."},
                {"role": "assistant", "content": None, "function_call": {"name": "find", "arguments": '{"days": "5"}'}},
                {"role": "function", "name": "find", "content": "Oslo"},
                {"role": "assistant", "content": "Oslo"},
            ],
        }
    )
    names = ("messages_calls", "messages_unasked_tool_answers", "messages_unanswered_calls", "messages_empty_turns")
    assert [measured(name, **record) for name in names] == [1, 0, 0, 0]
    assert measured("messages_schema_break", **record) == 'find: days: "5" given, a whole number expected'


ANY_TEXT = st.none() | st.text(max_size=20)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "function", "arguments", "id", "parameters", "type", "properties", "a"]), inner
        )
    ),
    max_leaves=12,
).map(json.dumps)
ANY_MESSAGE = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["user", "assistant", "tool", "system", "function", ""]),
        "content": ANY_TEXT | ANY_JSON.map(lambda body: f"<tool_call>{body}</tool_call>"),
        "tool_calls": ANY_TEXT | ANY_JSON,
        "tool_call_id": st.sampled_from([None, "", "1"]),
    }
)


@settings(deadline=None, max_examples=60)
@given(st.lists(ANY_MESSAGE, max_size=5), ANY_TEXT | ANY_JSON)
def test_no_chat_is_too_odd_to_measure(messages: list[dict[str, object]], tools: str | None) -> None:
    chat = pl.DataFrame([{"kind": "chat", "messages": messages, "tools": tools}], schema=schema.CANONICAL).lazy()
    frame = measure(chat, TABLE.columns).select(list(TABLE.columns)).collect()
    assert frame.schema == pl.Schema(TABLE.columns)
    assert frame.height == 1


def test_a_chat_with_a_hundred_thousand_calls_is_measured_in_one_pass(measured: Measured) -> None:
    ids = [str(number) for number in range(100_000)]
    calls = json.dumps([{"id": each, "name": "find"} for each in ids])
    answers = [{"role": "tool", "tool_call_id": each} for each in reversed(ids)]
    messages = [{"role": "assistant", "tool_calls": calls, "content": "<tool_call>{" * 50_000}, *answers]
    assert measured("messages_unanswered_calls", kind="chat", messages=messages) == 0


@pytest.mark.realdata
@realdata
@pytest.mark.parametrize(
    ("path", "calls", "hits"),
    [
        ("chat/glaive_toolcall_en.jsonl.gz", 211, {"messages_schema_break": 1}),  # a list for a number
        ("chat/sgd_dev_messages.jsonl.gz", 2916, {}),
        ("chat/lf_reason_tool_use.jsonl.gz", 68, {}),
        ("chat/lf_v1_messages.jsonl.gz", 0, {}),
        ("chat/oaast_sft_zh.jsonl.gz", 0, {}),
        ("chat/fastchat_dummy_conversation.jsonl.gz", 0, {}),
    ],
)
def test_every_hit_on_public_chats_is_a_true_one(path: str, calls: int, hits: dict[str, int]) -> None:
    frame = scan([str(FOLDER / path)]).records.with_columns(**schema.views())
    found = measure(frame, TABLE.columns).select(list(TABLE.columns)).collect()
    assert found["messages_calls"].sum() == calls
    is_hit = {
        name: pl.col(name).is_not_null() if dtype == pl.String else pl.col(name).fill_null(False).cast(pl.Int64) > 0
        for name, dtype in TABLE.columns.items()
        if name != "messages_calls"
    }
    counted = found.select(**{name: expr.sum() for name, expr in is_hit.items()}).row(0, named=True)
    assert {name: number for name, number in counted.items() if number} == hits


def test_the_table_measures_what_its_signals_say() -> None:
    assert [SIGNALS.get(name).table for name in TABLE.columns] == [TABLE] * len(TABLE.columns)
