"""What the public datasets are known to hold of public benchmarks; `CURATOR_TEST_DATA` names the folder."""

import os
from pathlib import Path

import pytest

from curator.pipeline import packs
from curator.pipeline.contaminated import Contamination, contaminated
from curator.readers import batches

pytestmark = pytest.mark.realdata


def path(name: str) -> str:
    found = Path(os.environ.get("CURATOR_TEST_DATA", "")) / name
    if "CURATOR_TEST_DATA" not in os.environ or not found.exists():
        pytest.skip(f"CURATOR_TEST_DATA has no {name}")
    return str(found)


def looked_through(train: str, heldout: str, *, with_answers: bool = False) -> Contamination:
    items, _ = packs.read(path(heldout))
    records = (batch.records for batch in batches([path(train)]))
    return contaminated(records, {"pack": items}, with_answers=with_answers)


@pytest.mark.parametrize(
    ("train", "heldout", "exact", "ngram", "passage"),
    [
        # MGSM is 250 questions of GSM8K in several languages, the English ones word for word.
        ("gsm8k/test.jsonl.gz", "eval_prompts/mgsm_en_de_es_fr_zh.jsonl.gz", 250, 0, 0),
        ("gsm8k/train.jsonl.gz", "eval_prompts/mgsm_en_de_es_fr_zh.jsonl.gz", 0, 0, 0),
        ("gsm8k/train.jsonl.gz", "gsm8k/test.jsonl.gz", 0, 2, 1),
        # AlpacaEval was put together from these.
        ("eval_prompts/alpaca_eval_805.jsonl.gz", "eval_prompts/vicuna_80.jsonl.gz", 80, 0, 0),
        ("eval_prompts/alpaca_eval_805.jsonl.gz", "eval_prompts/koala_180.jsonl.gz", 144, 12, 0),
        ("instruction_following/m_ifeval_en_responses.parquet", "eval_prompts/ifeval_en.jsonl.gz", 541, 0, 0),
        ("gsm8k/train.jsonl.gz", "eval_prompts/bbh_a.jsonl.gz", 0, 0, 0),
        ("code/new_codealpaca.jsonl.gz", "eval_prompts/human_eval_164.jsonl.gz", 0, 0, 0),
    ],
)
def test_items_given_away(train: str, heldout: str, exact: int, ngram: int, passage: int) -> None:
    pack = looked_through(train, heldout).packs[0]
    assert (pack.exact, pack.ngram, pack.passage) == (exact, ngram, passage)


def test_answers_of_gsm8k_are_found_in_it() -> None:
    found = looked_through("gsm8k/test.jsonl.gz", "gsm8k/test.jsonl.gz", with_answers=True)
    assert (found.packs[0].exact, found.packs[0].answers) == (1319, 1319)
