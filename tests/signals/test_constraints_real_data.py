"""Constraints held against 11,152 answers whose obedience a program with the true list of constraints has judged."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from curator.signals.constraints.found import constraints_of

FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets"),
]
KINDS = {
    "number_words": "words",
    "number_sentences": "sentences",
    "number_paragraphs": "paragraphs",
    "nth_paragraph_first_word": "paragraphs",
    "number_bullet_lists": "bullets",
    "multiple_sections": "sections",
    "number_highlighted_sections": "highlights",
    "number_placeholders": "placeholders",
    "title": "title",
    "two_responses": "two-responses",
    "json_format": "json",
    "postscript": "postscript",
    "existence": "required-words",
    "forbidden_words": "forbidden-words",
    "frequency": "word-frequency",
    "letter_frequency": "letter-frequency",
    "response_language": "language",
    "english_lowercase": "lower-case",
    "spanish_lowercase": "lower-case",
    "english_capital": "upper-case",
    "spanish_capital": "upper-case",
    "capital_word_frequency": "capital-words",
    "no_comma": "no-comma",
    "quotation": "quotation",
    "end_checker": "ending",
    "repeat_prompt": "repeated-request",
}


def _verdicts(language: str) -> Iterator[tuple[bool, bool]]:
    """Broken by our reading, broken by the strict verdict; of every kind that is found in a prompt that has it."""
    path = FOLDER / "instruction_following" / f"m_ifeval_{language}_responses.parquet"
    found = {}
    for row in pl.read_parquet(path).iter_rows(named=True):
        if row["prompt"] not in found:
            found[row["prompt"]] = constraints_of(row["prompt"])
        strict: dict[str, bool] = defaultdict(bool)
        for name, followed in zip(row["instruction_ids"], row["follow_list"], strict=True):
            strict[KINDS.get(name.rsplit(":", 1)[1], name)] |= not followed
        ours: dict[str, bool] = defaultdict(bool)
        for constraint in found[row["prompt"]]:
            ours[constraint.kind] |= constraint.fault(row["response"]) is not None
        yield from ((ours[kind], strict[kind]) for kind in ours.keys() & strict.keys())


@pytest.mark.parametrize(("language", "covered"), [("en", 11_500), ("es", 1_400)])
def test_verdicts_agree_with_the_strict_ones(language: str, covered: int) -> None:
    verdicts = list(_verdicts(language))
    hits = [strict for ours, strict in verdicts if ours]
    assert len(verdicts) >= covered
    assert sum(ours == strict for ours, strict in verdicts) >= 0.98 * len(verdicts)
    assert sum(hits) >= 0.97 * len(hits)


@pytest.mark.parametrize("path", ["gsm8k/train.jsonl.gz", "gsm8k/test.jsonl.gz"])
def test_word_problems_ask_for_no_form(path: str) -> None:
    questions = pl.read_ndjson(FOLDER / path)["question"]
    assert [question for question in questions if constraints_of(question)] == []
