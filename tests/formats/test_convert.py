"""Records written in a format other than the one they came in."""

import json
from typing import cast

import pytest

from curator import formats
from curator.errors import DataError
from curator.formats import Obj, encode


def converted(obj: Obj, source: str, target: str) -> Obj:
    own = formats.named(source)
    return encode({"record_id": "r1", **own.decode(obj)}, own, formats.named(target))


@pytest.mark.parametrize(
    ("source", "target", "obj", "written"),
    [
        (
            "alpaca",
            "openai-chat",
            {"id": 1, "system": "s", "instruction": "a", "input": "b", "output": "c"},
            {
                "messages": [
                    {"role": "system", "content": "s"},
                    {"role": "user", "content": "a\nb"},
                    {"role": "assistant", "content": "c"},
                ],
                "id": 1,
            },
        ),
        (
            "question-answer",
            "alpaca",
            {"n": 1, "question": "a", "answer": "b"},
            {"instruction": "a", "output": "b", "n": 1},
        ),
        (
            "openai-chat",
            "sharegpt",
            {
                "messages": [
                    {"role": "user", "content": "a"},
                    {
                        "role": "assistant",
                        "content": "One moment.",
                        "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": '{"x": 1}'}}],
                    },
                    {"role": "tool", "content": "5"},
                ],
                "tools": [],
            },
            {
                "conversations": [
                    {"from": "human", "value": "a"},
                    {"from": "gpt", "value": "One moment."},
                    {"from": "function_call", "value": '{"name": "f", "arguments": {"x": 1}}'},
                    {"from": "observation", "value": "5"},
                ],
                "tools": "[]",
            },
        ),
        (
            "sharegpt",
            "alpaca",
            {"conversations": [{"from": role, "value": role} for role in ("system", "human", "gpt", "human", "gpt")]},
            {"system": "system", "instruction": "human", "output": "gpt", "history": [["human", "gpt"]]},
        ),
        (
            "sharegpt",
            "prompt-completion",
            {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]},
            {"prompt": "a", "completion": "b"},
        ),
        (
            "alpaca",
            "prompt-completion-chat",
            {"instruction": "a", "output": "b", "id": 1},
            {
                "prompt": [{"role": "user", "content": "a"}],
                "completion": [{"role": "assistant", "content": "b"}],
                "id": 1,
            },
        ),
        (
            "prompt-completion-chat",
            "sharegpt",
            {"prompt": [{"role": "user", "content": "a"}], "completion": [{"role": "assistant", "content": "b"}]},
            {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]},
        ),
        (
            "openai-chat",
            "sharegpt",
            {
                "functions": [{"name": "f"}],
                "messages": [
                    {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": '{"x": 1}'}},
                    {"role": "function", "name": "f", "content": "5"},
                ],
            },
            {
                "conversations": [
                    {"from": "function_call", "value": '{"name": "f", "arguments": {"x": 1}}'},
                    {"from": "observation", "value": "5", "name": "f"},
                ],
                "tools": '[{"name":"f"}]',
            },
        ),
        (
            "openai-preference",
            "preference",
            {
                "input": {"messages": [{"role": "user", "content": "a"}]},
                "preferred_output": [{"role": "assistant", "content": "b"}],
                "non_preferred_output": [{"role": "assistant", "content": "c"}],
            },
            {"messages": [{"role": "user", "content": "a"}], "chosen": "b", "rejected": "c"},
        ),
        (
            "preference",
            "openai-preference",
            {"id": 1, "system": "s", "prompt": "a", "input": "d", "chosen": "b", "rejected": "c"},
            {
                "input": {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "a\nd"}]},
                "preferred_output": [{"role": "assistant", "content": "b"}],
                "non_preferred_output": [{"role": "assistant", "content": "c"}],
                "id": 1,
            },
        ),
        (
            "compared",
            "preference",
            {"instruction": "a", "response1": "b", "response2": "c", "annotator1": 2},
            {"prompt": "a", "chosen": "c", "rejected": "b", "annotator1": 2},
        ),
    ],
)
def test_convert(source: str, target: str, obj: Obj, written: Obj) -> None:
    assert converted(obj, source, target) == written


TWO_CALLS = '[{"type":"function","function":{"name":"f","arguments":"{}"}},{"type":"function","function":{"name":"g"}}]'


@pytest.mark.parametrize(
    ("calls", "written"),
    [
        (TWO_CALLS, {"tool_calls": json.loads(TWO_CALLS)}),
        (
            '[{"id":"1","type":"function","function":{"name":"f"}}]',
            {"tool_calls": [{"id": "1", "type": "function", "function": {"name": "f"}}]},
        ),
        ('[{"type":"function","function":{"name":"h"}}]', {"function_call": {"name": "h"}}),
        (None, {}),
    ],
)
def test_other_calls_than_an_older_chat_can_hold_get_the_newer_key(calls: str | None, written: Obj) -> None:
    older: Obj = {"messages": [{"role": "assistant", "content": "a", "function_call": {"name": "f"}}]}
    form = formats.named("openai-chat")
    record = form.decode(older)
    (turn,) = cast(list[Obj], record["messages"])
    changed = {**record, "messages": [{**turn, "tool_calls": calls}]}
    assert form.encode(changed) == {"messages": [{"role": "assistant", "content": "a", **written}]}


@pytest.mark.parametrize(
    ("source", "target", "obj"),
    [
        ("text", "alpaca", {"text": "a"}),
        ("preference", "openai-chat", {"chosen": "a", "rejected": "b"}),
        ("alpaca", "kto", {"instruction": "a", "output": "b"}),
        ("openai-chat", "prompt-completion", {"messages": [{"role": "user", "content": "a"}] * 2}),
        ("openai-chat", "alpaca", {"messages": [{"role": "assistant", "content": "a"}]}),
        ("openai-chat", "prompt-completion-chat", {"messages": [{"role": "user", "content": "a"}]}),
    ],
)
def test_what_has_no_form_there_is_an_error_that_names_the_record(source: str, target: str, obj: Obj) -> None:
    with pytest.raises(DataError) as caught:
        converted(obj, source, target)
    assert caught.value.problems[0].where == "r1"
    assert caught.value.problems[0].hint
