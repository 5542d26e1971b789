"""Rules that compare how novel records are, and how well they fit a domain."""

from pathlib import Path

import polars as pl
import pytest

from curator import recipe
from curator.errors import RecipeError
from curator.pipeline import curate, judge
from curator.versions import VersionStore

pytest.importorskip("wordllama", reason="the vectors are not installed")

PACK = """pack: mine
about: Records like no other, and records of another domain.
rules:
  - id: novel
    when: full_novelty > 0.5
    then: flag
    why: A test.
    examples: {hit: [{response: a, full_novelty: 0.9}], miss: [{response: a, full_novelty: 0.1}]}
"""

FITTING = """  - id: off-domain
    when: full_domain_similarity < 0.3
    then: review
    why: A test.
    examples: {hit: [{response: a, full_domain_similarity: 0.1}], miss: [{response: a, full_domain_similarity: 0.9}]}
"""

RECORDS = [
    ("How do I bake bread?", "Mix flour, water, yeast and salt, let the dough rise, and bake it."),
    ("How do I bake rolls?", "Mix flour, water, yeast and salt, shape the dough, and bake it."),
    ("Which court hears appeals?", "The appellate court reviews the judgment of the trial court."),
    ("", ""),
]


def run_of(folder: Path, pack: str, domain: str | None = None) -> recipe.Recipe:
    pl.DataFrame(RECORDS, schema=["instruction", "output"], orient="row").write_ndjson(folder / "data.jsonl")
    (folder / "mine.yaml").write_text(pack)
    return recipe.Recipe(
        data=recipe.Data(sources=[str(folder / "data.jsonl")]),
        rules=[str(folder / "mine.yaml")],
        signals=recipe.Signals(domain=domain),
        dedup=recipe.Dedup(enabled=False),
    )


def test_a_record_like_no_other_is_novel(tmp_path: Path) -> None:
    judged = judge(run_of(tmp_path, PACK))
    bread, rolls, court, nothing = judged.signals["full_novelty"]
    assert bread == rolls < 0.2 < 0.5 < court
    assert nothing is None
    assert judged.meaning is not None
    assert 1 < judged.meaning["effective_topics"] < 3


def test_a_rule_on_the_domain_says_which_option_names_one(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"rule off-domain compares records with your domain.*--domain"):
        judge(run_of(tmp_path, PACK + FITTING))


def test_what_is_off_the_domain_waits_for_review(tmp_path: Path) -> None:
    version = curate(run_of(tmp_path, PACK + FITTING, "baking and recipes"), store=VersionStore(tmp_path / "store"))
    assert version.frame("ledger").collect().sort("source_row")["verdict"].to_list() == [
        "keep",
        "keep",
        "review",
        "keep",
    ]
    assert version.manifest["meaning"]["seeds"] == 1
    other = curate(run_of(tmp_path, PACK + FITTING, "baking, recipes"), store=VersionStore(tmp_path / "store"))
    assert other.id != version.id


def test_a_recipe_names_the_seeds_from_its_folder(tmp_path: Path) -> None:
    run_of(tmp_path, PACK + FITTING)
    (tmp_path / "seeds.jsonl").write_text('{"instruction": "How do I bake a cake?", "output": "Mix flour and eggs."}\n')
    written = "data: {sources: [data.jsonl]}\nrules: [mine.yaml]\nsignals: {domain: seeds.jsonl}\n"
    (tmp_path / "run.yaml").write_text(written)
    judged = judge(recipe.load(tmp_path / "run.yaml"))
    assert judged.meaning is not None
    assert (judged.meaning["seeds"], judged.meaning["seeds_covered"]) == (1, 1.0)
    assert judged.signals["full_domain_rank"].is_null().all()


def test_a_described_domain_is_no_path(tmp_path: Path) -> None:
    run_of(tmp_path, PACK)
    (tmp_path / "run.yaml").write_text(
        f"data: {{sources: [data.jsonl]}}\nrules: [mine.yaml]\nsignals: {{domain: {'bread ' * 2000}}}\n"
    )
    assert recipe.load(tmp_path / "run.yaml").signals.domain == ("bread " * 2000).strip()


def test_the_preset_for_a_domain_keeps_what_is_like_its_seeds(tmp_path: Path) -> None:
    foods = (
        "bread rolls cake rice soup pasta pizza stew beans curry salad fish eggs lamb corn peas ham pie jam tea kale"
    )
    seeds = [
        {"instruction": f"How do I cook {food}?", "output": f"Take {food}, salt and water."} for food in foods.split()
    ]
    pl.DataFrame(seeds).write_ndjson(tmp_path / "seeds.jsonl")
    data = [("How do I cook noodles?", "Take noodles, salt and water.")]
    data += [("Which court hears appeals?", "The appellate court reviews the judgment of the trial court.")]
    pl.DataFrame(data, schema=["instruction", "output"], orient="row").write_ndjson(tmp_path / "data.jsonl")
    run = recipe.Recipe(
        data=recipe.Data(sources=[str(tmp_path / "data.jsonl")]),
        rules=["domain"],
        signals=recipe.Signals(domain=str(tmp_path / "seeds.jsonl")),
    )
    judged = judge(run)
    assert judged.ledger.sort("source_row")["verdict"].to_list() == ["keep", "review"]
    assert judged.ledger.sort("source_row")["off-domain"].to_list() == [False, True]


def test_a_missing_file_of_the_domain_is_told_before_anything_is_read(tmp_path: Path) -> None:
    run = run_of(tmp_path, PACK, str(tmp_path / "seeds.jsonl"))
    (tmp_path / "data.jsonl").unlink()
    with pytest.raises(RecipeError, match="no such file of records of the domain"):
        judge(run)
