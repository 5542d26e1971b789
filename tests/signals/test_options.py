from collections.abc import Callable

import pytest

from curator.signals.options import options_of


@pytest.mark.parametrize(
    ("prompt", "answers"),
    [
        ("Answer with one of: billing, delivery or returns.", ("billing", "delivery", "returns")),
        ("Choose one of the following: red; dark blue.", ("red", "dark blue")),
        ("Is it true? Answer yes or no.", ("yes", "no")),
        ("Name the tone.\nOptions:\n- friendly\n- hostile", ("friendly", "hostile")),
        ("Pick one of these labels (spam/ham)", ("spam", "ham")),
        ("Name one of the rivers of France.", None),
        ("Add a new option.\nOptions: dog, cat", None),
        ("Tell me about the options: there are many, and each of them has its own long story to be told.", None),
    ],
)
def test_options_of(prompt: str, answers: tuple[str, ...] | None) -> None:
    found = options_of(prompt)
    assert (found and found.answers) == answers


@pytest.mark.parametrize(
    ("response", "is_in"),
    [
        ("A", True),
        ("(b)", True),
        ("Tube feet.", True),
        ("It is the tube.", False),
        ("tube", True),
        ("eye", False),
        ("", False),
    ],
)
def test_include(response: str, is_in: bool) -> None:
    options = options_of("Pick the part.\nOptions:\n(A) tube feet\n(B) arms")
    assert options is not None
    assert options.include(response) is is_in


@pytest.mark.parametrize(
    ("prompt", "response", "is_in"),
    [
        ("Classify the sentence as positive or negative.", "Neutral", False),
        ("Classify the sentence as positive or negative.", "It is negative.", True),
        ("Categorize these as fruits, vegetables or grains.", "Kiwi: Fruit, rice: grain", True),
        ("Decide if the claim is true or false.", "Maybe", False),
        ("Decide if it is sarcastic or not.", "No", None),
        ("Is it late? Output 1 for true or 0 for false. Decide whether the claim is true or false.", "2", None),
        ("Change the words (e.g., label it as a noun or verb).", "ran", None),
        ('Is he right? Answer with one of the following phrases: "It is so.", "It is not so."', "Perhaps.", False),
        ('Is he right? Answer with one of the following phrases: "It is so.", "It is not so."', "It is so.", True),
    ],
)
def test_options_said_in_passing_or_in_quotation_marks(
    measured: Callable[..., object], prompt: str, response: str, is_in: bool | None
) -> None:
    assert measured("response_in_options", instruction=prompt, response=response) is is_in


@pytest.mark.parametrize(
    ("response", "is_broken"),
    [
        ('Here:\n```json\n{"a": 1 "b": 2}\n```\nDone.', True),
        ('Here:\n```json\n{"a": 1}\n```', False),
        ('Here:\n```json\n{"a": 1, ...}\n```', False),
        ('Here:\n```json\n{\n  // the name\n  "a": 1\n}\n```', False),
        ("Here:\n```json\n{a: 1}\n```", False),
        ("Here:\n```python\n{1, 2\n```", None),
        ('{"a": 1,}', True),
    ],
)
def test_json_in_a_fence_is_parsed(measured: Callable[..., object], response: str, is_broken: bool | None) -> None:
    assert measured("response_json_is_broken", instruction="Give it as JSON.", response=response) is is_broken
