"""Calculations in a text, done again."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.signals.arithmetic.equations import equations
from curator.signals.arithmetic.expression import value_of
from curator.signals.arithmetic.interval import NoValueError
from curator.signals.arithmetic.tasks import asked_value

Measured = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ^ 3 ^ 2", 512),
        ("-2 ^ 2", -4),
        ("8 / 4 / 2", 1),
        ("1,200 - 200", 1000),
        ("50%", Fraction(1, 2)),
        ("[3 − 1] × 4 ÷ 2", 4),
        ("7 - -2", 9),
    ],
)
def test_the_value_of_an_expression(text: str, value: Fraction) -> None:
    found = value_of(text)
    assert found.low == found.high == value


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "(1", "1)", "2x", "1 / 0", "9 ** 999", "2 ^ 0.5", "__import__('os')", "1 2", "(" * 50 + "1", "9" * 40],
)
def test_what_is_no_calculation_has_no_value(text: str) -> None:
    with pytest.raises(NoValueError):
        value_of(text)


def test_decimals_stand_for_all_that_round_to_them() -> None:
    found = value_of("3.3 * 2")
    assert (found.low, found.high) == (Fraction("6.5"), Fraction("6.7"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("So 3 + 4 = 8.", "3 + 4 = 8: it is 7"),
        ("It costs $5 x 3 = $16 in all.", "$5 x 3 = $16: it is 15"),
        ("1,000 / 8 = 120", "1,000 / 8 = 120: it is 125"),
        ("12 + 3 * 2 = 12 + 6 = 19", "12 + 6 = 19: it is 18"),
        ("10 / 4 = <<10/4=2.5>>2.8", "10 / 4 = 2.8: it is 2.5"),
        ("40 items - 4 boxes = <<40-4=66>>", "40-4 = 66: it is 36"),
        ("4 cats * 2 rabbits/cat = <<4*2=9>>9 rabbits", "4*2 = 9: it is 8"),
        ("5 boxes * 12 eggs = 50 eggs", "5 boxes * 12 eggs = 50: it is 60"),
        ("(2 + 3) × 4 = 24", "(2 + 3) × 4 = 24: it is 20"),
        ("1. 3 + 4 = 8", "3 + 4 = 8: it is 7"),
        ("- 3 + 4 = 8", "3 + 4 = 8: it is 7"),
        ("100 / 7 = 14.4", "100 / 7 = 14.4: it is 14.2857"),
    ],
)
def test_a_wrong_calculation_is_shown_with_its_result(text: str, fault: str) -> None:
    assert [each.fault for each in equations(text) if each.fault] == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "10 / 3 = 3.33; 2 / 3 = 0.66\n2 / 3 = 0.67\n7 / 2 = 4",
        "1.5 * 2 = 3",
        "50 / 200 = 25%\n50 / 200 * 100 = 25%",
        "2000 / 75 = 26.666666666666668",
        "$220.00 - $210.00 = $10.00",
        "1/6 + 1/6 = 2/6 = 1/3",
        "12 eggs / 4 = 3 eggs",
    ],
)
def test_rounded_and_cut_digits_are_right(text: str) -> None:
    found = list(equations(text))
    assert found != []
    assert [each.fault for each in found if each.fault] == []


@pytest.mark.parametrize(
    "text",
    [
        "2x + 3 = 8",
        "y + 3 + 4 = 8",
        "sqrt(16) + 2 = 7",
        "f(2 + 3) = 26",
        "7 / 2 = 3 remainder 1",
        "3 1/2 + 1 = 4 1/2",
        "2 million + 3 = 5",
        "if 2 + 2 = 5",
        "2 + 2 ≠ 5, 2 + 2 == 5, 2 + 2 >= 5",
        "3 + 4 = 5x",
        "3 + 4 = 2³",
        "Pages 3-4 = 5",
        "100 - 20% = 80",
        "25 / 1/3 = 75",
        "1 hour + 30 minutes = 90 minutes",
        "`3 + 4 = 8`",
        "20% of 50 + 1 = 12",
        "about 3 * 33 = 100",
        "3:4 + 2 = 7",
        "14, 400 / 80 = 180",
    ],
)
def test_what_can_be_read_in_another_way_is_not_wrong(text: str) -> None:
    assert [each.fault for each in equations(text) if each.fault] == []


@pytest.mark.parametrize(
    ("prompt", "value"),
    [
        ("Calculate 14 + 6.", 20),
        ("What is 5 x 3?", 15),
        ("Evaluate the following expression:\n(3 + 4) * 2 =", 14),
        ("7*8", 56),
        ("What is 3x - 5?", None),
        ("Calculate 14 + 6 and explain it.", None),
        ("555-123-4567", None),
        ("3/4/2021", None),
        ("What is 20% of 50?", None),
        ("Calculate 14.", None),
    ],
)
def test_prompts_that_are_nothing_but_a_calculation(prompt: str, value: int | None) -> None:
    found = asked_value(prompt)
    assert (found and found[1].low) == value


def test_the_signals_of_one_record(measured: Measured) -> None:
    record = {"instruction": "Add them.", "response": "3 + 4 = 7, then 7 + 1 = 9."}
    assert measured("response_equations", **record) == 2
    assert measured("response_wrong_equations", **record) == 1
    assert measured("response_wrong_equation", **record) == "7 + 1 = 9: it is 8"


@pytest.mark.parametrize(
    ("response", "fault"),
    [
        ("21", "14 + 6 is 20, the answer has 21"),
        ("It is 20.", None),
        ("Twenty", None),
        ("40/2", None),
        ("See the table.", None),
    ],
)
def test_the_answer_to_a_calculation_names_its_value(measured: Measured, response: str, fault: str | None) -> None:
    assert measured("response_wrong_equation", instruction="Calculate 14 + 6", response=response) == fault


def test_equations_that_the_prompt_gives_are_not_the_answers_fault(measured: Measured) -> None:
    record = {"instruction": "Why does he write 2 + 2 = 5 here?", "response": "He writes 2 + 2 = 5 to show power."}
    assert measured("response_wrong_equations", **record) == 0


def test_other_ways_to_count_are_left_alone(measured: Measured) -> None:
    assert measured("response_wrong_equations", instruction="Add in binary.", response="101 + 11 = 1000") == 0


@given(st.integers(-999, 999), st.integers(-999, 999), st.sampled_from("+-*"))
def test_right_sums_are_never_wrong(first: int, second: int, sign: str) -> None:
    value = {"+": first + second, "-": first - second, "*": first * second}[sign]
    assert [each.fault for each in equations(f"Then ({first}) {sign} ({second}) = {value}.") if each.fault] == []


@given(st.text(alphabet="0123456789+-*/=()., x%$ab\n^", max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    assert all(each.text for each in equations(text))
