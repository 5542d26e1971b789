import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup.guards import asked_alike, differ_in_count, given_alike, must_agree, said_alike
from curator.dedup.reading import Reading

LEFT, RIGHT = np.array([0]), np.array([1])

PASSAGE = " ".join(f"word{number}" for number in range(60))
ANSWER = "It is a long answer with more than ten words in it, and so it tells a lot about what was asked."


def asked(left: str | None, right: str | None, answer: str = ANSWER) -> str:
    kind: str = asked_alike(Reading(pl.Series([left, right])), Reading(pl.Series([answer] * 2)), LEFT, RIGHT)[0]
    return kind


def said(left: str | None, right: str | None) -> str:
    texts = Reading(pl.Series([left, right], dtype=pl.String))
    kind: str = said_alike(texts, LEFT, RIGHT)[0]
    return kind


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("What is the area of a circle of 5 cm?", "What is the area of a circle of 7 cm?", "numbers"),
        ("What is 2 + 3?", "What is 2 - 3?", "numbers"),
        ("What is 2 + 3?", "What is 3 + 2?", "numbers"),
        ("What is 5²?", "What is 52?", "numbers"),
        ("Is -5 even?", "Is 5 even?", "numbers"),
        ("Say hello in C.", "Say hello in C++.", "numbers"),
        ("False or ( False ) and not False is", "False or ( False and not False ) is", "numbers"),
        ("Is a + b c odd?", "Is a b + c odd?", "numbers"),
        ("Is **(a + b)** odd?", "Please, is (a + b) odd", ""),
        ("Feel this: 😀", "Feel this: 😡", "numbers"),
        ("Convert miles to kilometres", "Convert kilometres to miles", "content"),
        ("Write a short poem about the sea.", "Write a short story about the sea.", "content"),
        ("Who was Marie Curie?", "Who was Pierre Curie?", "entities"),
        ("Define 'house'.", "Define 'home'.", "entities"),
        ("Is it a fruit?", "Is it not a fruit?", "content"),
        ("Who is the president?", "Who was the president?", "content"),
        ("一名35岁女性病人，最近发现头痛", "一名32岁女性病人，最近发现头痛", "numbers"),
        ("患者出现消化道症状", "患者出现黄疸和消化道症状", "content"),
        ("Name a fruit.", "Please name a fruit", ""),
        ("What's the capital of France?", "What is the capital of France", ""),
        ("TELL ME a joke!", "tell me a joke", ""),
        ("北京的天气怎么样", "请问北京天气怎么样？", "content"),
        (None, "", ""),
        (None, "Be kind.", "content"),
    ],
)  # fmt: skip
def test_what_is_asked(left: str | None, right: str | None, kind: str) -> None:
    assert asked(left, right) == kind


@pytest.mark.parametrize(
    ("added", "answer", "kind"),
    [
        ("truly", ANSWER, ""),
        ("truly", "yes", "content"),
        ("not", ANSWER, "content"),
        ("in Paris", ANSWER, "entities"),
        ("7", ANSWER, "numbers"),
        (" ".join(["more"] * 30), ANSWER, "content"),
    ],
)
def test_what_may_be_added_to_a_long_prompt(added: str, answer: str, kind: str) -> None:
    assert asked(PASSAGE, f"{PASSAGE} {added}", answer) == kind
    assert asked(f"{PASSAGE} {added}", PASSAGE, answer) == kind


def test_a_long_prompt_with_another_word_is_another() -> None:
    assert asked(f"{PASSAGE} open?", f"{PASSAGE} closed?") == "content"


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Yes.", "yes!", ""),
        ("Yes.", "Yes, it is true.", "content"),
        ("It is 42.", "It is 43.", "numbers"),
        (ANSWER, ANSWER + " So it is", ""),
        (ANSWER, ANSWER + " Or not", "content"),
        (ANSWER, ANSWER.replace("long", "short"), "content"),
        (f"{ANSWER} a < b", f"{ANSWER} a <= b", "numbers"),
        (f"{ANSWER} 1", f"{ANSWER} It is 1 or 2", ""),
        (f"{PASSAGE} small", f"{PASSAGE} little", ""),
        (f"{PASSAGE} 5 apples", f"{PASSAGE} 7 apples", "numbers"),
        (f"{PASSAGE} 5 apples", f"{PASSAGE} apples", ""),
        (f"{PASSAGE} in Rome", f"{PASSAGE} in Oslo", "entities"),
        (f"{PASSAGE} in Rome", f"{PASSAGE} in town", ""),
    ],
)
def test_what_is_said(left: str, right: str, kind: str) -> None:
    assert said(left, right) == kind
    assert said(right, left) == kind


def test_two_characters_of_a_script_without_spaces_count_as_a_word() -> None:
    # Of seventy characters, as of forty words, none may be another: it is the name of an illness.
    told = (
        "患者可能患有食物和呕吐物吸入所致的大肠埃希菌感染，需要立即清理呼吸道，给氧，并进行抗生素治疗，"
        "如青霉素，同时进行气管内吸引和机械通气治疗，注意休息。"
    )
    assert said(told, told.replace("大肠埃希", "口腔寄生")) == "content"
    assert said(told * 2, told * 2 + "好") == ""
    assert said("可以吃苹果和香蕉，每天两个", "可以少吃苹果和香蕉，每天两个") == "content"


PASSAGE_OF_WORDS = "Quite a few other words that tell of mills and herons, by this stream and that, in spring, summer, \
autumn and winter, day after day, year after year, as long as there are mills and herons."


@pytest.mark.parametrize(
    ("left", "right", "answer", "expected"),
    [
        ("Tell me of the mill, part 1.", "Tell me of the mill, part 2.", PASSAGE_OF_WORDS, True),
        ("Sample #1: tell me of the mill.", "Sample #2: tell me of the mill.", PASSAGE_OF_WORDS, True),
        ("Tell me of the mill, part 1.", "Tell me of the mill, part 2.", f"{PASSAGE_OF_WORDS} 1", False),
        ("Tell me of the mill, part 1.", "Tell me of the mill, part 2.", "It is a mill.", False),
        ("Tell me of the mill, part 1.", "Tell me of the barn, part 2.", PASSAGE_OF_WORDS, False),
        ("Tell me of the mill in 250 words.", "Tell me of the mill in 258 words.", PASSAGE_OF_WORDS, False),
        ("Is 1 < 2?", "Is 2 > 1?", PASSAGE_OF_WORDS, False),
    ],
)
def test_a_place_in_a_series_that_an_answer_knows_nothing_of(
    left: str, right: str, answer: str, expected: bool
) -> None:
    prompts, answers = Reading(pl.Series([left, right])), Reading(pl.Series([answer, answer + " Truly."]))
    assert differ_in_count(prompts, answers, LEFT, RIGHT).tolist() == [expected]


def test_data_are_the_same_word_for_word() -> None:
    texts = Reading(pl.Series(['{"name": "a"}', '{ "name":"A" }', '{"name": "the a"}']))
    assert given_alike(texts, np.array([0, 0]), np.array([1, 2])).tolist() == ["", "part"]


prompts = st.lists(st.sampled_from(["a", "red", "5", "-", "+", "not", "Rome", "5.", "please", PASSAGE]), max_size=4)


@settings(deadline=None)  # a loaded machine is no failure
@given(prompts, prompts)
def test_prompts_that_must_differ_never_ask_alike(left: list[str], right: list[str]) -> None:
    numbers = must_agree(Reading(pl.Series([" ".join(left), " ".join(right)])))
    if numbers[0] != numbers[1]:
        assert asked(" ".join(left), " ".join(right)) != ""
