"""A changed canonical field is written back changed, and nothing else with it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import formats
from curator.formats import Obj

Repair = Callable[[Obj], Obj]


def with_content(place: int, content: str) -> Repair:
    """Give one message another content."""

    def repair(record: Obj) -> Obj:
        messages = record["messages"]
        assert isinstance(messages, list)
        changed = [*messages[:place], {**messages[place], "content": content}, *messages[place + 1 :]]
        return {**record, "messages": changed}

    return repair


def with_field(**fields: str) -> Repair:
    return lambda record: {**record, **fields}


REPAIRS: list[tuple[str, Obj, Repair, Obj]] = [
    (
        "alpaca",
        {"id": 1, "instruction": "a", "input": "<noinput>", "output": "b"},
        with_field(input=""),
        {"id": 1, "instruction": "a", "input": "", "output": "b"},
    ),
    (
        "alpaca",
        {"instruction": "a", "response": None, "tag": "x"},
        with_field(response="b"),
        {"instruction": "a", "tag": "x", "output": "b", "response": None},
    ),
    (
        "alpaca",
        {"instruction": "c", "input": "d", "output": "e", "history": [["a", "b"]]},
        with_content(0, "A"),
        {"instruction": "c", "input": "d", "output": "e", "history": [["A", "b"]]},
    ),
    (
        "alpaca",
        {"instruction": "c", "input": "d", "output": "e", "history": [["a", "b"]]},
        with_content(2, "all new"),
        {"instruction": "all new", "input": "", "output": "e", "history": [["a", "b"]]},
    ),
    (
        "openai-chat",
        {
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image", "url": "u"}], "w": 1}
            ]
        },
        with_content(0, "longer"),
        {
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "longer"}, {"type": "image", "url": "u"}], "w": 1}
            ]
        },
    ),
    (
        "openai-chat",
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "ab"}, "cd"]}]},
        with_content(0, "abc"),
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "abc"}, ""]}]},
    ),
    (
        "openai-chat",
        {"messages": [{"role": "user", "content": [{"type": "image", "url": "u"}]}]},
        with_content(0, "new"),
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "new"}, {"type": "image", "url": "u"}]}]},
    ),
    (
        "openai-chat",
        {"prompt": "a", "messages": [{"role": "user", "content": "a"}]},
        with_content(0, "b"),
        {"prompt": "b", "messages": [{"role": "user", "content": "b"}]},
    ),
    (
        "preference",
        {"chosen": "\n\nHuman: a\n\nAssistant: b", "rejected": "\n\nHuman: a\n\nAssistant: c"},
        with_content(0, "A"),
        {"chosen": "\n\nHuman: A\n\nAssistant: b", "rejected": "\n\nHuman: A\n\nAssistant: c"},
    ),
    (
        "preference",
        {"chosen": "\n\nHuman:a\n\nAssistant:", "rejected": "\n\nHuman:a\n\nAssistant: c"},
        with_field(rejected="d"),
        {"chosen": "\n\nHuman:a\n\nAssistant:", "rejected": "\n\nHuman:a\n\nAssistant: d"},
    ),
    (
        "preference",
        {
            "conversations": [{"from": "human", "value": "a"}],
            "chosen": {"from": "gpt", "value": "b"},
            "rejected": {"from": "gpt", "value": "c"},
        },
        with_field(chosen="B"),
        {
            "conversations": [{"from": "human", "value": "a"}],
            "chosen": {"from": "gpt", "value": "B"},
            "rejected": {"from": "gpt", "value": "c"},
        },
    ),
    (
        "preference",
        {
            "prompt": "a",
            "chosen": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}],
            "rejected": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}],
        },
        with_content(0, "A"),
        {
            "prompt": "A",
            "chosen": [{"role": "user", "content": "A"}, {"role": "assistant", "content": "b"}],
            "rejected": [{"role": "user", "content": "A"}, {"role": "assistant", "content": "c"}],
        },
    ),
    (
        "compared",
        {"response1": "b", "response2": "c", "annotator1": 2},
        with_field(chosen="C"),
        {"response1": "b", "response2": "C", "annotator1": 2},
    ),
]


@pytest.mark.parametrize(("name", "obj", "repair", "written"), REPAIRS)
def test_a_repair_is_written_back(name: str, obj: Obj, repair: Repair, written: Obj) -> None:
    form = formats.named(name)
    assert form.encode(repair(form.decode(obj))) == written


def test_a_changed_call_is_written_as_a_call() -> None:
    form = formats.named("sharegpt")
    record = form.decode({"conversations": [{"from": "function_call", "value": '{"name":"f","arguments":{}}'}]})
    messages = record["messages"]
    assert isinstance(messages, list)
    messages[0]["tool_calls"] = '[{"type":"function","function":{"name":"g","arguments":"{}"}}]'
    assert form.encode(record) == {
        "conversations": [{"from": "function_call", "value": '{"name": "g", "arguments": {}}'}]
    }


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["instruction", "input", "output", "response", "id"]), st.text(), min_size=1),
    st.text(),
)
def test_only_the_changed_field_changes(obj: Obj, text: str) -> None:
    form = formats.named("alpaca")
    record = form.decode({"instruction": "a", **obj})
    written = form.encode({**record, "instruction": text})
    assert list(written.items()) == list(({"instruction": "a", **obj} | {"instruction": text}).items())
