"""Constraints from IFEval's names and arguments, and what IFEval's own strict program says of 11,152 answers."""

import gzip
import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.signals.constraints.instructed import constraints_for

FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))


def follows(name: str, arguments: dict[str, Any], response: str) -> bool:
    constraints = constraints_for(name, arguments)
    assert constraints
    return all(each.fault(response) is None for each in constraints)


@pytest.mark.parametrize(
    ("name", "arguments", "good", "bad"),
    [
        ("punctuation:no_comma", {}, "a b", "a, b"),
        ("en:length_constraints:number_words", {"relation": "at least", "num_words": 2}, "a b", "a"),
        ("es:length_constraints:number_words", {"relation": "como máximo", "num_words": 2}, "a b", "a b c"),
        ("length_constraints:number_sentences", {"relation": "less than", "num_sentences": 2}, "A b c d.", "A b. C d."),
        ("length_constraints:number_paragraphs", {"num_paragraphs": 2}, "a\n***\nb", "a"),
        (
            "length_constraints:nth_paragraph_first_word",
            {"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "but"},
            "a\n\nBut b",
            "a\n\nb",
        ),
        ("keywords:existence", {"keywords": ["cat"]}, "A Cat.", "A dog."),
        ("keywords:forbidden_words", {"forbidden_words": ["cat"]}, "concatenate", "A Cat."),
        ("keywords:frequency", {"relation": "at least", "keyword": "cat", "frequency": 2}, "cat cat", "cat"),
        ("keywords:letter_frequency", {"let_relation": "less than", "letter": "x", "let_frequency": 2}, "x", "Xx"),
        ("change_case:capital_word_frequency", {"capital_relation": "at least", "capital_frequency": 1}, "AB c", "b c"),
        ("change_case:english_capital", {}, "AB 1", "Ab"),
        ("change_case:english_lowercase", {}, "ab", "Ab"),
        ("detectable_format:number_bullet_lists", {"num_bullets": 2}, "* a\n- b", "* a"),
        ("detectable_format:number_highlighted_sections", {"num_highlights": 1}, "*a*", "a"),
        ("detectable_format:multiple_sections", {"num_sections": 1, "section_spliter": "PART"}, "PART 1", "a"),
        ("detectable_format:title", {}, "<<a>>", "a"),
        ("detectable_format:json_format", {}, "```json\n{}\n```", "{"),
        ("detectable_format:constrained_response", {}, "My answer is yes.", "Yes."),
        ("es:detectable_format:constrained_response", {}, "Sí.", "My answer is yes."),
        ("detectable_content:number_placeholders", {"num_placeholders": 1}, "[a]", "a"),
        ("detectable_content:postscript", {"postscript_marker": "P.P.S"}, "a\nP.P.S b", "a\nP.S. b"),
        ("combination:repeat_prompt", {"prompt_to_repeat": "Say  it"}, "say it now", "now"),
        ("combination:two_responses", {}, "a\n******\nb", "a"),
        ("startend:quotation", {}, '"a"', "a"),
        ("startend:end_checker", {"end_phrase": "The end."}, "a. The end.", "a"),
        (
            "es:special_character:tildes",
            {"relation": "al menos", "num_words": 2},
            "Está aquí. Cafe\N{COMBINING ACUTE ACCENT}",
            "Está el niño",
        ),
        ("es:special_character:tildes", {"relation": "como máximo", "num_words": 1}, "ÁRBOL y pingüino", "así está"),
        ("es:special_character:enie", {"let_frequency": 2}, "Ñandú y niño", "niño ñoño año"),
        ("es:special_character:dieresis", {"let_frequency": 1}, "un pingüino", "un pinguino"),
        ("es:punctuation:question_marks", {}, "Dime: ¿quién es?", "Quién es?"),
        ("es:punctuation:exclamation_marks", {}, "¡Ya!", "¡ !"),
        (
            "language:response_language",
            {"language": "hi"},
            "यह हिंदी में एक उत्तर है।",
            "This is no answer in that language.",
        ),
    ],
)
def test_a_response_that_follows_and_one_that_does_not(
    name: str, arguments: dict[str, Any], good: str, bad: str
) -> None:
    assert follows(name, arguments, good)
    assert not follows(name, arguments, bad)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("special_character:enie", {}),
        ("nonsense", {}),
        ("length_constraints:number_words", {}),
        ("length_constraints:number_words", {"relation": "about", "num_words": 2}),
        ("length_constraints:number_words", {"relation": "at least", "num_words": "2"}),
        ("length_constraints:number_words", {"relation": "at least", "num_words": True}),
        ("keywords:existence", {"keywords": []}),
        ("keywords:existence", {"keywords": [1]}),
        ("language:response_language", {"language": "tlh"}),
        ("startend:end_checker", {"end_phrase": None}),
    ],
)
def test_what_is_not_known_is_not_judged(name: str, arguments: dict[str, Any]) -> None:
    assert constraints_for(name, arguments) is None


@pytest.mark.realdata
@pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets")
@pytest.mark.parametrize(("language", "judged", "agreement"), [("en", 14_000, 0.98), ("es", 2_300, 0.99)])
def test_verdicts_are_the_strict_ones(language: str, judged: int, agreement: float) -> None:
    with gzip.open(FOLDER / "eval_prompts" / f"ifeval_{language}.jsonl.gz", "rt") as file:
        asked = {row["prompt"]: row for row in map(json.loads, file)}
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    responses = FOLDER / "instruction_following" / f"m_ifeval_{language}_responses.parquet"
    for row in pl.read_parquet(responses).iter_rows(named=True):
        item = asked[row["prompt"]]
        for name, arguments, strict in zip(
            item["instruction_id_list"], item["kwargs"], row["follow_list"], strict=True
        ):
            if constraints_for(name, arguments) is not None:
                ours = bool(row["response"].strip()) and follows(name, arguments, row["response"])
                counts[name][ours == strict] += 1
    total: Counter[bool] = sum(counts.values(), Counter())
    assert total.total() >= judged
    assert total[True] >= agreement * total.total()
    # All capitals and words in capitals: the strict program asks in addition whether langdetect takes it for English.
    assert all(each[True] >= 0.92 * each.total() for each in counts.values())
