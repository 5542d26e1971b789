from collections.abc import Callable

import pytest

from curator.formats.chat import OPENAI_CHAT, SHAREGPT_CHAT


@pytest.mark.parametrize(
    ("name", "pairs", "value"),
    [
        ("messages_turns", [("user", "a"), ("assistant", "b")], 2),
        ("messages_answers", [("user", "a")], 0),
        ("messages_empty_turns", [("user", "a"), ("assistant", None), ("user", " ")], 2),
        ("messages_first_role", [("system", "a"), ("user", "b")], "user"),
        ("messages_last_role", [("system", "a"), ("user", "b")], "user"),
        ("messages_repeated_questions", [("user", "a"), ("user", "b"), ("tool", "c"), ("tool", "d")], 1),
        ("messages_repeated_questions", [("user", "a"), ("assistant", "b"), ("user", "c")], 0),
        ("messages_repeated_answers", [("user", "a"), ("assistant", "b"), ("assistant", "c"), ("assistant", "d")], 2),
        ("messages_repeated_answers", [("user", "a"), ("user", "b"), ("assistant", "c")], 0),
        ("messages_unknown_roles", [("user", "a"), ("narrator", "b")], 1),
        ("messages_late_system", [("user", "a"), ("system", "b")], True),
        ("messages_late_system", [("system", "a"), ("system", "b"), ("user", "c")], False),
        ("messages_refusals", [("user", "a"), ("assistant", "Sorry, I can't help.")], 1),
    ],
)
def test_chat(
    measured: Callable[..., object],
    turns: Callable[..., list[dict[str, object]]],
    name: str,
    pairs: list[tuple[str, str | None]],
    value: object,
) -> None:
    assert measured(name, kind="chat", messages=turns(*pairs)) == value
    assert measured(name, response="a") is None


def test_a_turn_that_calls_a_tool_is_not_empty(measured: Callable[..., object]) -> None:
    messages = [{"role": "assistant", "content": None, "tool_calls": '[{"id": "1"}]'}]
    assert measured("messages_empty_turns", kind="chat", messages=messages) == 0


def test_a_turn_of_an_image_is_not_empty(measured: Callable[..., object]) -> None:
    image = [{"type": "image_url", "image_url": {"url": "a.png"}}]
    record = OPENAI_CHAT.decode(
        {"messages": [{"role": "user", "content": image}, {"role": "assistant", "content": ""}]}
    )
    assert measured("messages_empty_turns", **record) == 1


def test_a_turn_of_no_parts_is_empty(measured: Callable[..., object]) -> None:
    record = OPENAI_CHAT.decode({"messages": [{"role": "user", "content": []}, {"role": "assistant", "content": "a"}]})
    assert measured("messages_empty_turns", **record) == 1


def test_words_before_a_call_and_the_call_are_one_answer(measured: Callable[..., object]) -> None:
    turns = [("human", "Find it."), ("gpt", "I will look."), ("function_call", '{"name": "find", "arguments": {}}')]
    record = SHAREGPT_CHAT.decode({"conversations": [{"from": role, "value": value} for role, value in turns]})
    assert measured("messages_repeated_answers", **record) == 0
