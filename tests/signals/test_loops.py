"""Loops at the end of an answer are measured; rulers and lists that merely repeat are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.signals.loops import looped_chars


@pytest.mark.parametrize(
    ("text", "chars"),
    [
        ("It is so. " + "ha" * 40, 80),
        ("Use it. " + "to assign a name " * 6, 102),
        ("A title\n" + "-" * 80, 0),
        ("on and on and on", 0),
        ("", 0),
    ],
)
def test_looped_chars(text: str, chars: int) -> None:
    assert looped_chars(text) == chars


@given(st.text("abc ", min_size=1, max_size=20).filter(str.strip), st.integers(20, 40))
def test_what_is_said_often_enough_is_a_loop(unit: str, times: int) -> None:
    said = unit.strip() * max(times, 60 // len(unit.strip()) + 1)
    assert looped_chars(f"Well: {said}") >= 60
