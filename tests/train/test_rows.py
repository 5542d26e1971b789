import json
from typing import Any

import polars as pl
import pytest

from curator.schema import CANONICAL
from curator.train import Row, Skipped, training_rows


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
    calls = [{"function": {"name": "time", "arguments": "{}"}}]
    chat = [
        turn("user", "What time?"),
        turn("assistant", None, tool_calls=json.dumps(calls)),
        turn("tool", "12:00", tool_call_id="1"),
        turn("assistant", "Noon."),
    ]
    (row,) = training_rows(records({"kind": "chat", "messages": chat})).rows
    assert row.messages[1] == {"role": "assistant", "content": "", "tool_calls": calls}
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
