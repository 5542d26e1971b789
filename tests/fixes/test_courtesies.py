import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.fixes import FIXES

CUT = FIXES.get("cut-courtesies").repair


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Certainly! The Elbe is long.", "The Elbe is long."),
        ("Sure, here is a list:\n1. a", "Here is a list:\n1. a"),
        ("Of course, I can help you with that. Take two.", "Take two."),
        ("It is red. I hope this helps!", "It is red."),
        ("Red.\n\nLet me know if you have any other questions.", "Red."),
        ("好的，这是答案。希望这对您有帮助！", "这是答案。"),
        ("That's a great question! Red.", "Red."),
        ("Red. Have a great day!", "Red."),
        ("Red. Happy coding! 😊", "Red."),
        ("1. Red?\n2. Do you have any other questions?", "1. Red?\n2. Do you have any other questions?"),
        ("Great questions need time.", "Great questions need time."),
        ("Sure!", "Sure!"),
        ("Certainly not.", "Certainly not."),
        ("I hope this helps!", "I hope this helps!"),
        ("", ""),
    ],
)
def test_only_courtesies_are_cut(text: str, answer: str) -> None:
    assert CUT(text) == answer


@given(
    st.lists(st.sampled_from(["Sure! ", "Certainly, ", "red. ", "I hope this helps! ", "\n", "Absolutely. ", "好的，"]))
)
def test_a_second_cut_changes_nothing(pieces: list[str]) -> None:
    once = CUT("".join(pieces))
    assert CUT(once) == once
