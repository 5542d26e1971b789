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
