"""Rules that compare what a language model measured."""

from pathlib import Path

import polars as pl
import pytest

from curator import recipe, rules
from curator.errors import DataError, RecipeError
from curator.pipeline import curate, judge, modelled
from curator.pipeline.frames import MEANING_TYPES, MODEL_TYPES
from curator.signals.model import measuring
from curator.versions import VersionStore

PACK = """pack: mine
about: Answers that a model finds unlikely.
rules:
  - id: unlikely
    when: response_log_likelihood < 0
    then: review
    why: A test.
    examples: {hit: [{response: a, response_log_likelihood: -1}], miss: [{response: a, response_log_likelihood: 0}]}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    lines = [{"instruction": f"Name river {n}.", "output": "x" * (n % 4)} for n in range(10)]
    pl.DataFrame(lines).write_ndjson(tmp_path / "data.jsonl")
    (tmp_path / "mine.yaml").write_text(PACK)
    return tmp_path


def run_of(data: Path, model: Path | str | None, *packs: str) -> recipe.Recipe:
    return recipe.Recipe(
        data=recipe.Data(sources=[str(data / "data.jsonl")]),
        rules=list(packs) or [str(data / "mine.yaml")],
        signals=recipe.Signals(model=None if model is None else str(model)),
        dedup=recipe.Dedup(enabled=False),
    )


def test_rules_and_the_pipeline_mean_the_same_columns() -> None:
    assert set(MODEL_TYPES) == rules.MODEL_COLUMNS
    assert set(MEANING_TYPES) == rules.MEANING_COLUMNS


def test_a_rule_that_needs_a_model_says_which_option_names_one(data: Path) -> None:
    with pytest.raises(RecipeError, match=r"rule unlikely compares response_log_likelihood.*--model"):
        judge(run_of(data, None))


def test_a_model_that_does_not_exist_is_told(data: Path) -> None:
    with pytest.raises(DataError, match="no such model"):
        judge(run_of(data, data / "model"))


def test_what_rules_compare_is_measured_and_told(data: Path, tiny_model: Path) -> None:
    judged = judge(run_of(data, tiny_model))
    assert judged.signals["response_log_likelihood"].is_null().sum() == 3  # those without an answer
    assert judged.counts.review == 7
    assert set(judged.signals.columns) & rules.MODEL_COLUMNS == {"response_log_likelihood"}
    assert judged.summary()["model"]["name"] == str(tiny_model)


def test_a_model_that_no_rule_needs_measures_everything(data: Path, tiny_model: Path) -> None:
    judged = judge(run_of(data, tiny_model, "empty-answers"))
    assert set(judged.signals.columns) >= rules.MODEL_COLUMNS


def test_what_is_known_is_not_measured_again_and_an_interrupted_run_goes_on(
    data: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modelled, "AT_ONCE", 4)
    store, plain, seen = VersionStore(data / "store"), measuring.Measuring.likelihoods, []

    def interrupted(self: measuring.Measuring, frame: pl.DataFrame) -> pl.DataFrame:
        if len(seen) == 8:
            raise KeyboardInterrupt
        seen.extend(frame["record_id"])
        return plain(self, frame)

    monkeypatch.setattr(measuring.Measuring, "likelihoods", interrupted)
    with pytest.raises(KeyboardInterrupt):
        judge(run_of(data, tiny_model), store=store)
    seen.append("the rest")
    first = judge(run_of(data, tiny_model), store=store)
    assert len(seen) == 11
    assert first.signals.equals(judge(run_of(data, tiny_model), store=store).signals)
    assert len(seen) == 11


def test_another_model_measures_anew_and_makes_another_version(data: Path, tiny_model: Path) -> None:
    from curator.models.runtime import load_torch, load_transformers

    torch, transformers = load_torch(), load_transformers()
    network = transformers.AutoModelForCausalLM.from_pretrained(tiny_model)
    with torch.no_grad():
        for weights in network.parameters():
            weights.mul_(3)
    network.save_pretrained(data / "other")
    transformers.AutoTokenizer.from_pretrained(tiny_model).save_pretrained(data / "other")

    store = VersionStore(data / "store")
    one, other = (curate(run_of(data, model), store=store) for model in (tiny_model, data / "other"))
    assert one.id != other.id
    assert one.id == curate(run_of(data, tiny_model), store=store).id
    values = [version.frame("signals").collect()["response_log_likelihood"] for version in (one, other)]
    assert (values[0] != values[1]).sum() == 7


def test_a_recipe_names_the_model_from_its_folder(data: Path, tiny_model: Path) -> None:
    (data / "model").symlink_to(tiny_model)
    (data / "run.yaml").write_text("data: {sources: [data.jsonl]}\nrules: [mine.yaml]\nsignals: {model: model}\n")
    assert recipe.load(data / "run.yaml").signals.model == str(data / "model")
    assert judge(recipe.load(data / "run.yaml")).counts.review == 7


def test_the_preset_with_a_model_needs_one(data: Path, tiny_model: Path) -> None:
    with pytest.raises(
        RecipeError, match=r"rule low-information-answer compares response_ifd_perplexity_ratio.*--model"
    ):
        judge(run_of(data, None, "with-model"))
    assert judge(run_of(data, tiny_model, "with-model")).ledger["low-information-answer"].is_not_null().all()


def test_a_missing_model_is_told_before_anything_is_read(data: Path) -> None:
    (data / "data.jsonl").unlink()
    with pytest.raises(DataError, match="no such model"):
        judge(run_of(data, data / "model"))
