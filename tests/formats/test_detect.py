"""Which format a file is taken for, and what is said when it is none."""

import pytest

from curator import formats
from curator.errors import CuratorError, DataError, RecipeError
from curator.formats import Obj

CHAT: Obj = {"messages": [{"role": "user", "content": "a"}]}


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        ([{"instruction": "a"}, {"instruction": "b"}, {"text": "c"}], "alpaca"),
        ([{"text": "c"}, {"other": 1}], "text"),
        ([{"conversations": [{"role": "user", "content": "a"}]}], "openai-chat"),
        ([{"messages": [{"from": "human", "value": "a"}]}], "sharegpt"),
        ([{"messages": []}], "openai-chat"),
        ([{"conversations": []}], "sharegpt"),
        ([CHAT | {"label": True}], "kto"),
        ([CHAT | {"label": 1}], "openai-chat"),
        ([CHAT | {"prompt": "a", "prompt_id": "1"}], "openai-chat"),
        ([{"prompt": "a"}], "prompt-completion"),
        ([{"prompt": CHAT["messages"], "completion": CHAT["messages"]}], "prompt-completion-chat"),
        ([{"prompt": CHAT["messages"], "completion": CHAT["messages"], "label": True}], "kto"),
        ([{"question": "a", "answer": "b", "text": "c"}], "question-answer"),
        ([{"output": ["a", "b"], "instruction": "c"}, {"output": "a", "instruction": "c"}], "alpaca"),
        ([{"output": ["a", "b"], "instruction": "c"}], "ranked"),
    ],
)
def test_detect(sample: list[Obj], name: str) -> None:
    assert formats.detect(sample).name == name


def test_an_unknown_format_names_the_keys_and_the_way_out() -> None:
    with pytest.raises(DataError) as caught:
        formats.detect([{"before": 1, "after": 2}, {"before": 3}])
    message = str(caught.value)
    assert "the keys are 'before', 'after'" in message
    assert "alpaca" in message
    assert "instruction=question" in message


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"respons": "a"}, "unknown field 'respons' in the column map; did you mean response?"),
        ({"response": "a", "text": "a"}, "the column map gives 'a' twice"),
        ({}, "the column map is empty"),
        (
            {"response": "a"},
            "the column map names no instruction, only response; with a map nothing is recognised: say what holds the "
            "prompt too, as in --column instruction=question",
        ),
    ],
)
def test_a_wrong_column_map(columns: dict[str, str], message: str) -> None:
    with pytest.raises(RecipeError) as caught:
        formats.mapped(columns)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"instruction": "q", "response": "a"}, "tuple"),
        ({"text": "body"}, "text"),
        ({"instruction": "q", "chosen": "a", "rejected": "b"}, "preference"),
    ],
)
def test_a_column_map_decides_the_kind(columns: dict[str, str], kind: str) -> None:
    assert formats.mapped(columns).decode(dict.fromkeys(columns.values(), "x"))["kind"] == kind


def test_a_mapped_record_is_written_without_the_map() -> None:
    record = formats.mapped({"instruction": "q", "response": "a"}).decode({"a": "2", "q": "1 + 1", "n": 5})
    assert list(formats.named("columns").encode(record).items()) == [("a", "2"), ("q", "1 + 1"), ("n", 5)]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(DataError) as caught:
        formats.check_columns({"response": "anser"}, [{"question": "a", "answer": "b"}])
    assert str(caught.value) == "no column 'anser' (for response); did you mean answer?"


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(CuratorError, match="did you mean sharegpt"):
        formats.named("sharegp")
