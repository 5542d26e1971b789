from collections.abc import Callable

import polars as pl
import pytest

from curator.dedup.conflicts import conflicts

Asked = Callable[..., pl.DataFrame]

LONG = "Bears live in forests, on mountains and on the ice of the far north, wherever they find enough to eat."


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["Paris", "Lyon", "paris. "], [2, 2, 2]),
        (["12", "$12", "12."], [1, 1, 1]),
        (["-5", "5"], [2, 2]),
        (["yes", "no", None, " "], [2, 2, None, None]),
        ([LONG, LONG + " And in zoos."], [None, None]),
        ([LONG + "\n#### 72", "72 apples", "We add them up and get this.\n#### 27"], [3, 3, 3]),
        ([LONG + "\n#### 1,072", "1072.00", "$1,072"], [1, 1, 1]),
        ([LONG + "\nA: 26", LONG + " So it is.\n**Final answer:** $27"], [2, 2]),
        ([LONG + "\nA: 26", LONG + "\nA: 26 is a number."], [1, None]),
        ([r"It follows that it must be \boxed{4}.", "Thus, after all, the answer is 5."], [2, 2]),
        (["Having read all of it, the answer is: B", "Having read all of it, I know the answer is a matter of taste"],
         [1, None]),
        (["北京", "上海"], [2, 2]),
    ],
)  # fmt: skip
def test_different_answers_to_one_prompt(asked: Asked, answers: list[str | None], expected: list[int | None]) -> None:
    frame = asked([(str(place), "  Which\nOne?", answer) for place, answer in enumerate(answers)])
    assert conflicts(frame).rows() == [(str(place), count) for place, count in enumerate(expected)]


def test_prompts_are_compared_folded(asked: Asked) -> None:
    frame = asked(
        [("b", "Capital of France?", "Paris"), ("a", "capital of  FRANCE?", "Lyon"), ("c", "Other?", "Paris")]
    )
    assert conflicts(frame).rows() == [("b", 2), ("a", 2), ("c", 1)]


def test_records_without_a_prompt_are_not_measured(asked: Asked) -> None:
    assert conflicts(asked([("a", None, "x"), ("b", " ", "y")])).rows() == [("a", None), ("b", None)]


def test_another_system_prompt_is_another_prompt(asked: Asked) -> None:
    frame = asked([("a", "Greet.", "Hi"), ("b", "Greet.", "Salut"), ("c", "Greet.", "Hey")])
    frame = frame.with_columns(system=pl.Series([None, "Speak French.", ""]))
    assert conflicts(frame).rows() == [("a", 2), ("b", 1), ("c", 2)]


def test_no_records(asked: Asked) -> None:
    assert conflicts(asked([])).schema == {"record_id": pl.String, "prompt_answers": pl.Int64}
