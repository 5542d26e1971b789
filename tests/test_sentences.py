"""First and last sentences that many answers of the data have."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from curator import recipe, schema, whatif
from curator.pipeline import curate, rule_schema
from curator.pipeline.sentences import SENTENCE_COLUMNS, with_sentences
from curator.rules.ruleset import SENTENCE_COLUMNS as RULED
from curator.versions import VersionStore

PACK = """
pack: mine
about: Openings.
rules:
  - id: same-opening
    when: response_opening_share >= 0.5 AND response_opening_records >= 3
    then: review
    why: Many answers begin so.
"""


def _records(*answers: str | None) -> pl.DataFrame:
    return pl.DataFrame(
        [{"record_id": f"r{n}", "kind": "tuple", "response": answer} for n, answer in enumerate(answers)],
        schema=schema.CANONICAL,
    )


def test_answers_with_the_same_first_sentence_are_counted() -> None:
    found = with_sentences(_records("Sure! It is red.", "sure. It is blue.", "It is green.", None, "Sure"))
    assert found["response_opening_records"].to_list() == [2, 2, None, None, None]
    assert found["response_opening_share"].to_list() == [0.5, 0.5, None, None, None]


def test_answers_with_the_same_last_sentence_are_counted() -> None:
    found = with_sentences(
        _records(
            "Red. I hope this helps!",
            "Blue.\nI hope this helps.",
            "蓝色。希望这对你有帮助！",
            "红色。希望这对你有帮助。",
        )
    )
    assert found["response_closing_records"].to_list() == [2, 2, 2, 2]


@pytest.mark.parametrize(
    "answer",
    [
        "Positive",
        "Yes. It is so, {}.",
        "1. Wash {}.",
        "Ingredients:\n{} eggs",
        "import os\nprint({})",
        "```python\nprint({})\n```",
        "x" * 300 + " {}. And so on.",
        "Mr. {} sells eggs.",
    ],
)
def test_what_answers_rightly_share_is_no_opening(answer: str) -> None:
    found = with_sentences(_records(*(answer.format(word) for word in ("three", "four", "five"))))
    assert found["response_opening_records"].to_list() == [None, None, None]


def test_prompts_that_have_the_very_same_long_answer_are_counted() -> None:
    answers = ["long " * 30, "long " * 30, "other " * 30, "yes", "yes", None, "long " * 30]
    prompts = ["a", "b", "c", "d", "e", "f", "a"]
    records = _records(*answers).with_columns(instruction=pl.Series(prompts))
    assert with_sentences(records)["response_prompts"].to_list() == [2, 2, 1, None, None, None, 2]


def test_no_answers_at_all() -> None:
    assert with_sentences(_records(None, "")).to_dict(as_series=False) == {
        name: [None] * 2 for name in SENTENCE_COLUMNS
    }
    assert with_sentences(_records()).schema == pl.Schema(SENTENCE_COLUMNS)


ANSWERS = st.lists(
    st.sampled_from(["Sure! Red.", "sure. Blue. Enjoy!", "Red.\nEnjoy", "Red", ""]) | st.text(), max_size=12
)


@given(ANSWERS, st.integers(0, 9))
def test_the_order_of_records_changes_nothing(answers: list[str], seed: int) -> None:
    records = _records(*answers)
    found = records.select("record_id").hstack(with_sentences(records))
    assert found.drop("record_id").schema == pl.Schema(SENTENCE_COLUMNS)
    shuffled = records.sample(fraction=1.0, shuffle=True, seed=seed)
    again = shuffled.select("record_id").hstack(with_sentences(shuffled))
    assert_frame_equal(found, again.sort(pl.col("record_id").str.slice(1).cast(pl.Int64)))


def test_rules_what_if_and_sweeps_know_the_columns(tmp_path: Path) -> None:
    lines = [{"instruction": f"Name river {n}.", "output": f"Certainly! River {n} is long."} for n in range(3)]
    lines += [{"instruction": f"Name lake {n}.", "output": f"Lake {n}. It is deep."} for n in range(2)]
    pl.DataFrame(lines).write_ndjson(tmp_path / "data.jsonl")
    (tmp_path / "mine.yaml").write_text(PACK)
    data = recipe.Data(sources=[str(tmp_path / "data.jsonl")])
    run = recipe.Recipe(data=data, rules=[str(tmp_path / "mine.yaml")], dedup=recipe.Dedup(enabled=False))
    version = curate(run, store=VersionStore(tmp_path / "store"))
    assert version.frame("ledger").collect()["verdict"].to_list() == ["review"] * 3 + ["keep"] * 2
    swept = whatif.sweep(version, "same-opening", [0.1, 0.7], rule_schema(), threshold="response_opening_share")
    assert [(step.value, step.hits) for step in swept.steps] == [(0.1, 3), (0.7, 0)]


def test_rules_and_the_pipeline_mean_the_same_columns() -> None:
    assert set(SENTENCE_COLUMNS) == RULED
