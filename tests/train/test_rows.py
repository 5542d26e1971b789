import json
from typing import Any

import polars as pl
import pytest

from curator.schema import CANONICAL
from curator.train import Row, Skipped, training_rows
from curator.train.rows import PreferenceRow, TextRow


def records(*rows: dict[str, Any]) -> pl.DataFrame:
    blank = dict.fromkeys(CANONICAL)
    return pl.DataFrame([{**blank, "record_id": f"r{i}", **row} for i, row in enumerate(rows)], schema=CANONICAL)


def turn(role: str, content: str | None, **more: str) -> dict[str, str | None]:
    return {"role": role, "content": content, "tool_calls": None, "tool_call_id": None, "name": None, **more}


@pytest.mark.parametrize(
    ("record", "messages", "response"),
    [
        ({"instruction": "Add.", "input": "1, 2", "response": "3"}, [("user", "Add.\n1, 2")], "3"),
        ({"instruction": "Add.", "input": " ", "response": ""}, [("user", "Add.")], ""),
        ({"system": "S", "instruction": "Add.", "response": "3"}, [("system", "S"), ("user", "Add.")], "3"),
    ],
)
def test_a_tuple_asks_with_instruction_and_input(
    record: dict[str, Any], messages: list[tuple[str, str]], response: str
) -> None:
    found = training_rows(records({"kind": "tuple", **record}))
    wanted = tuple({"role": role, "content": content} for role, content in messages)
    assert found.rows == (Row("r0", wanted, response),)
    assert found.skipped == ()


def test_the_last_turn_of_a_chat_is_learnt() -> None:
    chat = [turn("user", "Hi"), turn("assistant", "Hello"), turn("user", "Bye"), turn("assistant", "See you")]
    (row,) = training_rows(records({"kind": "chat", "messages": chat})).rows
    assert [message["content"] for message in row.messages] == ["Hi", "Hello", "Bye"]
    assert row.response == "See you"


def test_tool_calls_reach_the_template_as_objects_and_null_content_as_text() -> None:
    calls = [{"function": {"name": "time", "arguments": '{"zone": "UTC"}'}}]
    chat = [
        turn("user", "What time?"),
        turn("assistant", None, tool_calls=json.dumps(calls)),
        turn("tool", "12:00", tool_call_id="1"),
        turn("assistant", "Noon."),
    ]
    (row,) = training_rows(records({"kind": "chat", "messages": chat})).rows
    read = [{"function": {"name": "time", "arguments": {"zone": "UTC"}}}]
    assert row.messages[1] == {"role": "assistant", "content": "", "tool_calls": read}
    assert row.messages[2] == {"role": "tool", "content": "12:00", "tool_call_id": "1"}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"kind": "tuple", "instruction": "Add."}, "it has no response"),
        ({"kind": "chat", "messages": []}, "the chat does not end with the assistant's turn"),
        ({"kind": "chat", "messages": [turn("user", "Hi")]}, "the chat does not end with the assistant's turn"),
        ({"kind": "chat", "messages": [turn("assistant", "Hi")]}, "nothing comes before the assistant's turn"),
        (
            {"kind": "chat", "messages": [turn("user", "Hi"), turn("assistant", None)]},
            "the assistant's last turn has no text",
        ),
        (
            {"kind": "chat", "messages": [turn("assistant", "?", tool_calls="{oops"), turn("assistant", "A")]},
            "its tool calls are not JSON",
        ),
        ({"kind": "preference", "chosen": "a", "rejected": "b"}, "a preference record has no single answer to learn"),
        ({"kind": "text", "text": "a"}, "a text record has no single answer to learn"),
    ],
)
def test_records_without_an_answer_are_skipped_with_the_reason(record: dict[str, Any], reason: str) -> None:
    found = training_rows(records(record))
    assert found.skipped == (Skipped("r0", reason),)


def test_reasons_are_counted() -> None:
    found = training_rows(records(*[{"kind": "text", "text": "a"}] * 2, {"kind": "tuple", "instruction": "x"}))
    assert found.reasons() == {"a text record has no single answer to learn": 2, "it has no response": 1}


def test_a_chat_may_end_with_a_call_of_a_tool() -> None:
    calls = [{"function": {"name": "time", "arguments": {}}}]
    tools = [{"name": "time"}]
    chat = [turn("user", "What time?"), turn("assistant", None, tool_calls=json.dumps(calls))]
    (row,) = training_rows(records({"kind": "chat", "messages": chat, "tools": json.dumps(tools)})).rows
    assert (row.response, row.more) == ("", {"tool_calls": calls})
    assert row.tools == ({"type": "function", "function": {"name": "time"}},)


def test_tools_that_are_not_json_are_no_tools() -> None:
    chat = [turn("user", "What time?"), turn("assistant", "Noon")]
    found = training_rows(records({"kind": "chat", "messages": chat, "tools": "{oops"}))
    assert found.skipped == (Skipped("r0", "its tools are not JSON"),)


def kept(*extras: dict[str, Any]) -> str:
    """The `meta` of a chat whose turns had these keys besides the known ones."""
    return json.dumps({"_layout": {"messages": {str(at): {"extra": each} for at, each in enumerate(extras) if each}}})


def test_thinking_and_weights_reach_the_row() -> None:
    chat = [turn("user", "1+1?"), turn("assistant", "2"), turn("user", "1+2?"), turn("assistant", "3")]
    meta = kept({}, {"weight": 0}, {}, {"reasoning_content": "Add."})
    (row,) = training_rows(records({"kind": "chat", "messages": chat, "meta": meta})).rows
    assert row.messages[1] == {"role": "assistant", "content": "2", "weight": 0}
    assert row.more == {"reasoning_content": "Add."}


def parts(*parts: dict[str, str]) -> str:
    """The `meta` of a chat whose second turn had these parts besides its text."""
    return json.dumps({"_layout": {"messages": {"1": {"content": [[part] for part in parts]}}}})


def test_thinking_in_parts_reaches_the_row_and_images_do_not() -> None:
    chat = [turn("user", "1+1?"), turn("assistant", "2")]
    thought = parts({"type": "reasoning", "value": "One and one."}, {"type": "tool_call", "value": "{}"})
    (row,) = training_rows(records({"kind": "chat", "messages": chat, "meta": thought})).rows
    assert row.more == {"reasoning_content": "One and one."}
    found = training_rows(records({"kind": "chat", "messages": chat, "meta": parts({"type": "image", "url": "x"})}))
    assert found.skipped == (Skipped("r0", "a message holds more than text"),)


def test_a_chat_ends_with_its_last_answer_that_is_to_be_learnt() -> None:
    chat = [turn("user", "1+1?"), turn("assistant", "2"), turn("user", "1+2?"), turn("assistant", "4")]
    (row,) = training_rows(records({"kind": "chat", "messages": chat, "meta": kept({}, {}, {}, {"weight": 0})})).rows
    assert (len(row.messages), row.response) == (1, "2")
    found = training_rows(records({"kind": "chat", "messages": chat[2:], "meta": kept({}, {"weight": 0})}))
    assert found.skipped == (Skipped("r0", "all its answers have weight 0: they are to be read, not learnt"),)


def test_each_stage_takes_the_records_of_its_kind() -> None:
    mixed = records(
        {"kind": "text", "text": "Once."},
        {"kind": "tuple", "instruction": "Add.", "input": "1, 2", "response": "3"},
        {"kind": "preference", "instruction": "Add.", "chosen": "a", "rejected": "b"},
    )
    asked = ({"role": "user", "content": "Add."},)
    found = training_rows(mixed, ("self-supervised", "preference"))
    assert found.rows == (TextRow("r0", "Once."), PreferenceRow("r2", asked, "a", "b"))
    assert found.skipped == (Skipped("r1", "a tuple record belongs to no stage of self-supervised, preference"),)
