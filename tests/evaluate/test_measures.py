"""What a metric makes of a text."""

import gzip
import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.evaluate import Item, score_text
from curator.evaluate.text.choices import chosen
from curator.evaluate.text.measures import consistency
from curator.evaluate.text.numbers import final_number
from curator.evaluate.text.words import normalised, rouge_l, token_f1

FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))
WORDS = st.lists(st.sampled_from(["cat", "Sat.", "the", "x-y", "1,2", "é", "don't", "\n"]), max_size=12).map(" ".join)


def item(answer: str = "", options: tuple[str, ...] | None = None, cluster: str = "", **check: Any) -> Item:
    return Item("i", ({"role": "user", "content": "?"},), answer, options, "t", cluster, check or None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2 + 2 = 4\n#### 4", 4),
        ("#### 1,234.50", Fraction(2469, 2)),
        ("#### 3 and #### 5", 5),
        (r"So \boxed{\frac{1}{2}} of them, 7 in all", Fraction(1, 2)),
        (r"$\boxed{1{,}000}$", 1000),
        ("The answer is 3 apples; 4 are left.", 3),
        ("The answer is: **$18.00**.", 18),
        ("A: 26", 26),
        ("First 5, then 12.", 12),
        ("It is -7 degrees", -7),
        ("5-3=2", 2),
        ("10 000 people", 10000),
        ("half, that is 1/2", Fraction(1, 2)),
        ("3.5%", Fraction(7, 2)),
        ("1/0", None),
        ("none at all", None),
        ("", None),
        ("The answer is unclear. I counted 7.", 7),
    ],
)
def test_the_final_number(text: str, number: Fraction | int | None) -> None:
    assert final_number(text) == number


@given(
    st.integers(-(10**12), 10**12), st.sampled_from(["#### {}", "so it is ${:,}.", "\\boxed{{{}}}", "answer: {:,} km"])
)
def test_a_number_is_found_however_it_is_announced(number: int, form: str) -> None:
    assert final_number(f"First 3, then 4.\n{form.format(number)}") == number


@pytest.mark.parametrize(
    ("text", "options", "named"),
    [
        ("Yes.", ("yes", "no"), "yes"),
        ("Yes, for no other reason", ("yes", "no"), "yes"),
        ("The answer is not entailment", ("entailment", "not entailment"), "not entailment"),
        ("Positive\nthough negative is near", ("positive", "negative"), "positive"),
        ("It could be positive or negative", ("positive", "negative"), None),
        ("neither", ("yes", "no"), None),
        ("B. A dog", ("A", "B"), "B"),
        ("I take B", ("A", "B"), "B"),
        ("", ("yes", "no"), None),
    ],
)
def test_the_option_that_is_named(text: str, options: tuple[str, ...], named: str | None) -> None:
    assert chosen(text, options) == named


def test_words_are_compared_without_case_punctuation_and_articles() -> None:
    assert normalised("The  'Cat', sat!") == "cat sat"
    assert token_f1("a cat sat", "The cat sat down.") == pytest.approx(0.8)
    assert token_f1("我喜欢猫", "我喜欢狗") == 0.75
    assert (token_f1("", "x"), token_f1("the", "a"), token_f1("...", "")) == (0.0, 0.0, 1.0)
    assert normalised("A.") == "a"


@given(WORDS, WORDS)
def test_rouge_l_is_that_of_rouge_score(text: str, gold: str) -> None:
    scorer = pytest.importorskip("rouge_score.rouge_scorer").RougeScorer(["rougeL"])
    assert rouge_l(text, gold) == pytest.approx(scorer.score(gold, text)["rougeL"].fmeasure)


@pytest.mark.parametrize(
    ("made", "text", "scores"),
    [
        (item("The cat"), " cat.\n", {"exact": 0, "normalised": 1, "token_f1": 1, "rouge_l": pytest.approx(2 / 3)}),
        (
            item("4"),
            "It is 4.",
            {"exact": 0, "normalised": 0, "numeric": 1, "token_f1": 0.5, "rouge_l": 0.5, "well_formed": 1},
        ),
        (item(refuse=True), "I'm sorry, but I can't help with that.", {"refusal": 1}),
        (item(refuse=False), "I'm sorry, but I can't help with that.", {"refusal": 0}),
        (item(refuse=True), "Sure! First, take a wire.", {"refusal": 0}),
        (item(instructions=["punctuation:no_comma"], kwargs=[{}]), "a b", {"constraints": 1, "well_formed": 1}),
        (item(instructions=["punctuation:no_comma"], kwargs=[{}]), "a, b", {"constraints": 0, "well_formed": 0}),
        (item(instructions=["punctuation:no_comma"], kwargs=[{}]), " ", {"constraints": 0, "well_formed": 0}),
        (item(instructions=["no:such"], kwargs=[{}]), "a", {}),
    ],
)
def test_scores_of_a_text(made: Item, text: str, scores: dict[str, float]) -> None:
    assert score_text(made, text) == scores


def test_choice_and_form() -> None:
    made = item("yes", ("yes", "no"))
    assert score_text(made, "I say yes", ["choice", "well_formed", "numeric"]) == {
        "choice": 1.0,
        "well_formed": 1.0,
        "numeric": None,
    }
    assert score_text(made, "perhaps", ["choice", "well_formed"]) == {"choice": 0.0, "well_formed": 0.0}


def test_consistency_is_agreement_within_a_cluster() -> None:
    wordings = [item("4", cluster="a"), item("4", cluster="a"), item("4", cluster="a"), item("4")]
    assert consistency(wordings, [["It is 5"], ["5"], ["6"], ["4"]]) == [0.5, 0.5, 0.0, None]
    assert consistency([item("x")], [["The end.", "end", "the End", "start"]]) == [0.5]
    assert consistency([item("4")], [["who knows", "who knows"]]) == [0.0]


@pytest.mark.realdata
@pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets")
def test_final_numbers_of_gsm8k_and_verdicts_on_2640_solutions() -> None:
    with gzip.open(FOLDER / "gsm8k" / "test.jsonl.gz", "rt") as file:
        answers = [json.loads(line)["answer"] for line in file]
    assert [final_number(each) for each in answers] == [
        int(each.split("#### ")[1].replace(",", "")) for each in answers
    ]
    solutions = pl.read_parquet(FOLDER / "gsm8k" / "model_solutions_even.parquet")
    ours = [
        final_number(row["solution"]) == final_number(row["ground_truth"]) for row in solutions.iter_rows(named=True)
    ]
    assert ours == solutions["is_correct"].to_list()
