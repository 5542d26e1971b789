"""What each format makes of an object, and what it leaves in `meta`."""

import json

import pytest

from curator import formats
from curator.formats import Obj, Unreadable

CALL = '[{"type":"function","function":{"name":"f","arguments":"{\\"a\\": 1}"}}]'


def said(role: str, content: str | None, **more: str) -> Obj:
    return {"role": role, "content": content, "tool_calls": None, "tool_call_id": None, "name": None, **more}


DECODED: list[tuple[str, Obj, Obj]] = [
    (
        "alpaca",
        {"instruction": "Add.", "input": "1 2", "output": "3"},
        {"kind": "tuple", "instruction": "Add.", "input": "1 2", "response": "3", "meta": None},
    ),
    (
        "alpaca",
        {"id": 7, "instruction": "Hi", "input": None, "response": "Ho"},
        {
            "kind": "tuple",
            "instruction": "Hi",
            "response": "Ho",
            "meta": '{"id":7,"input":null,"_layout":'
            '{"names":{"response":"response"},"first":["id","instruction","input"]}}',
        },
    ),
    (
        "alpaca",
        {"instruction": "c", "input": "d", "output": "e", "history": [["a", "b"]]},
        {
            "kind": "chat",
            "system": None,
            "messages": [said("user", "a"), said("assistant", "b"), said("user", "c\nd"), said("assistant", "e")],
            "meta": '{"history":null,"_layout":{"asked":[1,1]}}',
        },
    ),
    (
        "prompt-completion",
        {"input": "1 + 1", "target": "2"},
        {
            "kind": "tuple",
            "instruction": "1 + 1",
            "response": "2",
            "meta": '{"_layout":{"names":{"instruction":"input","response":"target"}}}',
        },
    ),
    (
        "question-answer",
        {"question": "Why?", "answer": "So."},
        {"kind": "tuple", "instruction": "Why?", "response": "So.", "meta": None},
    ),
    (
        "openai-chat",
        {
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "What "}, {"type": "text", "text": "now?"}]},
                {"role": "assistant", "tool_calls": json.loads(CALL)},
                {"role": "tool", "content": "5", "tool_call_id": "1"},
            ],
            "tools": [{"name": "f"}],
        },
        {
            "kind": "chat",
            "messages": [
                said("user", "What now?"),
                said("assistant", None, tool_calls=CALL),
                said("tool", "5", tool_call_id="1"),
            ],
            "tools": '[{"name":"f"}]',
            "meta": '{"_layout":{"messages":{"0":{"content":[{"type":"text","text":5},{"type":"text","text":4}]}}}}',
        },
    ),
    (
        "sharegpt",
        {
            "conversations": [
                {"from": "human", "value": "Go"},
                {"from": "function_call", "value": '{"name": "f", "arguments": {"a": 1}}'},
                {"from": "observation", "value": "5"},
                {"from": "gpt", "value": "Done"},
            ],
            "system": "Be brief.",
            "tools": "[]",
        },
        {
            "kind": "chat",
            "system": "Be brief.",
            "messages": [
                said("user", "Go"),
                said("assistant", None, tool_calls=CALL),
                said("tool", "5"),
                said("assistant", "Done"),
            ],
            "tools": "[]",
            "meta": '{"_layout":{"first":["conversations"],"messages":{"1":{"role":"function_call","calls":"turn"}}}}',
        },
    ),
    (
        "preference",
        {
            "chosen": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: d",
            "rejected": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: e",
        },
        {
            "kind": "preference",
            "messages": [said("user", "a"), said("assistant", "b"), said("user", "c")],
            "chosen": "d",
            "rejected": "e",
            "tools": None,
            "meta": '{"_layout":{"transcript":true}}',
        },
    ),
    (
        "preference",
        {
            "prompt": "a",
            "chosen": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}],
            "rejected": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}],
            "score": 0.5,
        },
        {
            "kind": "preference",
            "messages": [said("user", "a")],
            "chosen": "b",
            "rejected": "c",
            "tools": None,
            "meta": '{"score":0.5,"_layout":{"shared":true,"sides":"list","repeated":0}}',
        },
    ),
    (
        "ranked",
        {"instruction": "a", "input": "", "output": ["best", "good", "poor"]},
        {
            "kind": "preference",
            "instruction": "a",
            "input": "",
            "chosen": "best",
            "rejected": "good",
            "meta": '{"_layout":{"ranked":["poor"]}}',
        },
    ),
    (
        "compared",
        {"instruction": "a", "response1": "b", "response2": "c", "annotator1": 2, "annotator2": 0, "annotator3": 2},
        {
            "kind": "preference",
            "instruction": "a",
            "chosen": "c",
            "rejected": "b",
            "meta": '{"annotator1":2,"annotator2":0,"annotator3":2,"_layout":{"swapped":true}}',
        },
    ),
    (
        "kto",
        {"prompt": "a", "completion": "b", "label": False},
        {
            "kind": "tuple",
            "instruction": "a",
            "response": "b",
            "meta": '{"label":false,"_layout":{"base":"prompt-completion"}}',
        },
    ),
    (
        "openai-chat",
        {
            "functions": [{"name": "f"}],
            "messages": [
                {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": '{"a": 1}'}},
                {"role": "function", "name": "f", "content": "5"},
            ],
        },
        {
            "kind": "chat",
            "messages": [said("assistant", None, tool_calls=CALL), said("tool", "5", name="f")],
            "tools": '[{"name":"f"}]',
            "meta": '{"_layout":{"names":{"tools":"functions"},"first":["functions"],"messages":{"0":'
            '{"names":{"tool_calls":"function_call"},"first":["role","content"],"extra":{"content":null},"calls":"one"},'
            '"1":{"first":["role","name"],"role":"function"}}}}',
        },
    ),
    (
        "openai-chat",
        {"messages": [{"role": "ipython", "content": "5"}, {"role": "tool_response", "content": "6"}]},
        {
            "kind": "chat",
            "messages": [said("tool", "5"), said("tool", "6")],
            "tools": None,
            "meta": '{"_layout":{"messages":{"0":{"role":"ipython"},"1":{"role":"tool_response"}}}}',
        },
    ),
    (
        "sharegpt",
        {"conversations": [{"from": "tool_call", "value": '{"name": "f", "arguments": {"a": 1}}'}]},
        {
            "kind": "chat",
            "messages": [said("assistant", None, tool_calls=CALL)],
            "tools": None,
            "meta": '{"_layout":{"messages":{"each":{"role":"tool_call","calls":"turn"}}}}',
        },
    ),
    (
        "openai-preference",
        {
            "input": {"messages": [{"role": "user", "content": "a"}], "tools": [], "parallel_tool_calls": True},
            "preferred_output": [{"role": "assistant", "content": "b"}],
            "non_preferred_output": [{"role": "assistant", "content": "c"}],
        },
        {
            "kind": "preference",
            "messages": [said("user", "a")],
            "chosen": "b",
            "rejected": "c",
            "tools": "[]",
            "meta": '{"_layout":{"input":{"extra":{"parallel_tool_calls":true}}}}',
        },
    ),
    (
        "preference",
        {"prompt": "a", "chosen_response": "b", "rejected_response": "c"},
        {
            "kind": "preference",
            "instruction": "a",
            "messages": None,
            "chosen": "b",
            "rejected": "c",
            "tools": None,
            "meta": '{"_layout":{"names":{"chosen":"chosen_response","rejected":"rejected_response"}}}',
        },
    ),
    ("text", {"text": "a"}, {"kind": "text", "text": "a", "meta": None}),
]


@pytest.mark.parametrize(("name", "obj", "decoded"), DECODED)
def test_decode(name: str, obj: Obj, decoded: Obj) -> None:
    assert formats.named(name).decode(obj) == decoded


@pytest.mark.parametrize(("name", "obj", "decoded"), DECODED)
def test_a_file_of_such_objects_is_recognised(name: str, obj: Obj, decoded: Obj) -> None:
    assert formats.detect([obj]).name == name


@pytest.mark.parametrize(
    ("name", "obj", "reason"),
    [
        ("alpaca", {"instruction": 5}, "'instruction' is a number, text expected"),
        ("alpaca", {"instruction": "a", "output": ["b"]}, "'output' is a list, text expected"),
        ("alpaca", {"instruction": "a", "context": {}}, "'context' is an object, text expected"),
        ("alpaca", {"id": 1}, "has neither 'instruction' nor 'output'; its keys are 'id'"),
        ("alpaca", {}, "has neither 'instruction' nor 'output'; its keys are none"),
        ("alpaca", {"instruction": "a", "history": [["b"]]}, "'history' has an entry that is not a pair of texts"),
        ("alpaca", {"instruction": "a", "history": "b"}, "'history' is text, a list of pairs expected"),
        ("alpaca", {"output": "a", "history": [["b", "c"]]}, "has a 'history' but no 'instruction'"),
        ("openai-chat", {"prompt": "a"}, "has no 'messages'; its keys are 'prompt'"),
        ("openai-chat", {"messages": "a"}, "the messages are text, a list expected"),
        ("openai-chat", {"messages": ["a"]}, "message 0 is text, an object expected"),
        ("openai-chat", {"messages": [{"content": "a"}]}, "message 0 has no role"),
        ("openai-chat", {"messages": [{"role": 1}]}, "role of message 0 is a number, text expected"),
        (
            "openai-chat",
            {"messages": [{"role": "user", "content": 1}]},
            "content of message 0 is a number, text or a list of parts expected",
        ),
        (
            "openai-chat",
            {"messages": [{"role": "user", "content": [1]}]},
            "a part of the content is a number, text or an object expected",
        ),
        (
            "openai-chat",
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "a", "value": "b"}]}]},
            "a part of the content has both 'text' and 'value'",
        ),
        ("openai-chat", {"messages": [{"role": "user", "name": 1}]}, "name of message 0 is a number, text expected"),
        (
            "openai-chat",
            {"messages": [{"role": "user", "tool_calls": 1}]},
            "tool_calls of message 0 is a number, a list or text expected",
        ),
        ("openai-chat", {"messages": [], "tools": 1}, "'tools' is a number, a list or text expected"),
        ("openai-chat", {"messages": [], "system": ["a"]}, "'system' is a list, text expected"),
        ("preference", {"chosen": "a"}, "has no 'rejected' answer; its keys are 'chosen'"),
        (
            "preference",
            {"chosen": "a", "rejected": 1},
            "'chosen' is text and 'rejected' is a number, two texts expected",
        ),
        ("preference", {"chosen": [], "rejected": []}, "'chosen' is an empty list"),
        (
            "preference",
            {"chosen": {"role": "assistant", "content": None}, "rejected": {"role": "assistant", "content": "a"}},
            "'chosen' ends on a message without text",
        ),
        ("preference", {"prompt": [], "messages": [], "chosen": "a", "rejected": "b"}, "has two lists of messages"),
        (
            "openai-preference",
            {"input": "a", "preferred_output": [], "non_preferred_output": []},
            "'input' is text, an object with messages expected",
        ),
        ("openai-preference", {"input": {}}, "'input' has no 'messages'"),
        (
            "openai-preference",
            {"input": {"messages": []}, "preferred_output": "a", "non_preferred_output": []},
            "'preferred_output' is text, a list of messages expected",
        ),
        ("ranked", {"output": ["a"]}, "'output' is a list of 1 answer, a pair needs two"),
        ("ranked", {"output": "a"}, "'output' is text, a list of answers expected"),
        ("ranked", {"output": ["a", 1]}, "'output' is a list with an entry that is not text"),
        ("compared", {"response1": "a"}, "has no 'response2'; its keys are 'response1'"),
        ("compared", {"response1": "a", "response2": "b"}, "has no verdict of an annotator"),
        (
            "compared",
            {"response1": "a", "response2": "b", "annotator1": 1, "annotator2": 2},
            "its annotators prefer neither answer",
        ),
        ("kto", {"prompt": "a", "label": "yes"}, "has no 'label' that is true or false"),
        ("kto", {"label": True}, "has neither messages nor a prompt; its keys are 'label'"),
        ("text", {"title": "a"}, "has no 'text'; its keys are 'title'"),
    ],
)
def test_an_object_that_does_not_fit_says_why(name: str, obj: Obj, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        formats.named(name).decode(obj)
    assert str(caught.value) == reason


def test_a_field_too_deep_for_json_is_refused() -> None:
    deep: list[object] = []
    for _ in range(300):
        deep = [deep]
    with pytest.raises(Unreadable, match="cannot be kept as JSON"):
        formats.named("text").decode({"text": "a", "deep": deep})
