from collections.abc import Callable

import pytest

LONG = "This is a long answer that is longer than sixty characters, so it counts."


@pytest.mark.parametrize(
    ("name", "pairs", "value"),
    [
        ("messages_copied_turns", [("user", "a"), ("user", " a "), ("user", "a")], 2),
        ("messages_copied_turns", [("user", "a"), ("assistant", "a")], 0),
        ("messages_copied_turns", [("user", ""), ("user", ""), ("user", None), ("user", None)], 0),
        ("messages_echoes", [("user", "a b c"), ("assistant", "a b c")], 1),
        ("messages_echoes", [("user", "a b"), ("assistant", "a b")], 0),
        ("messages_echoes", [("assistant", "a b c"), ("user", "a b c")], 0),
        ("messages_same_answers", [("user", "a"), ("assistant", LONG), ("user", "b"), ("assistant", LONG)], 1),
        ("messages_same_answers", [("user", "a"), ("assistant", "yes"), ("user", "b"), ("assistant", "yes")], 0),
        ("messages_same_answers", [("user", LONG), ("assistant", LONG)], 0),
    ],
)
def test_turns(
    measured: Callable[..., object],
    turns: Callable[..., list[dict[str, object]]],
    name: str,
    pairs: list[tuple[str, str | None]],
    value: object,
) -> None:
    assert measured(name, kind="chat", messages=turns(*pairs)) == value
    assert measured(name, response="a") is None
