"""Why a rule hit, in words that say what was measured."""

import json
from pathlib import Path

import pytest

from curator import Recipe, VersionStore, curate
from curator.recipe import Data
from curator.report.story import tell

PACK = """\
pack: mine
about: Rules about what is missing.
rules:
  - {id: no-answer, when: response_chars IS NULL OR response_chars < 1, then: drop, why: w}
  - {id: unanswered, when: response_chars < 2, on_null: hit, then: flag, why: w}
  - {id: any-length, when: "COALESCE(response_chars, 0) < 3", then: flag, why: w}
"""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            {},
            {
                "no-answer": ("response_chars = missing (IS NULL)", "response_chars = missing (< 1)"),
                "unanswered": ("response_chars = missing (< 2)", "what is missing counts as a hit (on_null: hit)"),
                "any-length": ("COALESCE(response_chars, 0) = 0 (< 3)",),
            },
        ),
        (
            {"output": ""},
            {
                "no-answer": ("response_chars = 0 (IS NULL)", "response_chars = 0 (< 1)"),
                "unanswered": ("response_chars = 0 (< 2)",),
                "any-length": ("COALESCE(response_chars, 0) = 0 (< 3)",),
            },
        ),
    ],
    ids=["missing", "empty"],
)
def test_what_a_rule_saw_in_an_answer_that_is_not_there(
    tmp_path: Path, answer: dict[str, str], told: dict[str, tuple[str, ...]]
) -> None:
    (tmp_path / "mine.yaml").write_text(PACK)
    (tmp_path / "data.jsonl").write_text(json.dumps({"instruction": "Name a river.", **answer}) + "\n")
    recipe = Recipe(data=Data(sources=[str(tmp_path / "data.jsonl")]), rules=[str(tmp_path / "mine.yaml")])
    store = VersionStore(tmp_path / "store")
    (record_id,) = curate(recipe, store=store).frame("ledger").collect()["record_id"]
    assert {rule.id: rule.measured for rule in tell(store, record_id).rules} == told
