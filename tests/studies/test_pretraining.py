"""Pre-training against fine-tuning, with a model that takes milliseconds."""

import json
from pathlib import Path
from typing import Any

import pytest

from curator import pipeline
from curator.errors import DataError
from curator.evaluate import load_heldout
from curator.recipe import Recipe, Train
from curator.report.pretraining import pretraining_renderable
from curator.report.pretraining_html import pretraining_page
from curator.report.terminal import as_text
from curator.studies.pretraining import Outcome, Plan, Pretraining
from curator.trial.journal import Journal
from curator.versions import VersionStore

TEXTS = [f"The river number {n} is {100 + 7 * n} km long and it flows to the sea." for n in range(12)]
RECORDS = [{"instruction": f"Which river flows through town {n}?", "output": ["Elbe", "Oder"][n % 2]} for n in range(8)]


def curated(folder: Path, *names: str) -> VersionStore:
    store = VersionStore(folder / "store")
    sources = [str(folder / name) for name in names]
    recipe = {"data": {"sources": sources}, "rules": ["duplicates"], "dedup": {"enabled": False}}
    pipeline.curate(Recipe.of(**recipe), store=store)
    return store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pretraining")
    (folder / "texts.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS))
    (folder / "data.jsonl").write_text("".join(json.dumps(each) + "\n" for each in RECORDS))
    held = [{"instruction": f"River {n}?", "output": "Elbe", "options": ["Elbe", "Oder"]} for n in range(4)]
    (folder / "held.jsonl").write_text("".join(json.dumps(each) + "\n" for each in held))
    (folder / "general.txt").write_text("It rains today.\n\nBread is baked.\n")
    return folder


def plan(store: VersionStore, folder: Path, tiny_model: Path, **settings: Any) -> Plan:
    train = Train.of(
        model=str(tiny_model), examples_seen=24, batch_size=12, rank=2, threads=1, seeds=[0], precision="float32"
    )
    return Plan(store.get("latest"), load_heldout(folder / "held.jsonl"), train, folder / "general.txt", **settings)


@pytest.fixture(scope="module")
def store(folder: Path) -> VersionStore:
    return curated(folder, "texts.jsonl", "data.jsonl")


@pytest.fixture(scope="module")
def outcome(store: VersionStore, folder: Path, tiny_model: Path) -> Outcome:
    return Pretraining(plan(store, folder, tiny_model), store, Journal(store.root / "a.jsonl")).run()


def test_every_arm_is_measured_by_every_probe(outcome: Outcome) -> None:
    told = json.loads(json.dumps(outcome.to_dict()))
    assert [arm["arm"] for arm in told["arms"]] == ["base", "pre-trained", "fine-tuned", "both"]
    probes = {"knowledge_in_text", "knowledge_asked", "choice", "ended", "general_text"}
    assert all(probes <= set(arm["metrics"]) for arm in told["arms"])
    assert {(each["a"], each["b"]) for each in told["comparisons"]} == {
        ("pre-trained", "base"), ("fine-tuned", "base"), ("both", "base"), ("both", "fine-tuned"),
        ("pre-trained", "fine-tuned"),
    }  # fmt: skip
    assert (told["pretraining"]["facts"], told["pretraining"]["answers"]) == (12, 8)


def test_the_arms_read_about_as_many_tokens(outcome: Outcome) -> None:
    read = [cost.tokens_read for cost in outcome.costs.values()]
    assert max(read) < 1.25 * min(read)
    learnt = {arm: cost.tokens_learnt for arm, cost in outcome.costs.items()}
    assert learnt["fine-tuned"] < learnt["both"] < learnt["pre-trained"]


def test_the_stages_change_the_model(outcome: Outcome) -> None:
    means = {arm.arm: arm.scores("general_text").mean() for arm in outcome.comparison.arms}
    assert len(set(means.values())) == 4


def test_nothing_is_trained_again(
    outcome: Outcome, store: VersionStore, folder: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.studies.pretraining.session_for", None)
    again = Pretraining(plan(store, folder, tiny_model), store, Journal(store.root / "a.jsonl")).run()
    assert again.to_dict() == outcome.to_dict()


@pytest.mark.parametrize("width", [80, 160])
def test_the_table(outcome: Outcome, width: int) -> None:
    shown = as_text(pretraining_renderable(outcome.to_dict()), width=width)
    assert max(map(len, shown.splitlines())) <= width
    assert "…" not in shown
    for word in ("pre-trained", "tokens learnt from", "12 facts of 12 pieces of text"):
        assert word in shown
    general = outcome.to_dict()["arms"][1]["metrics"]["general_text"]
    assert f"{general['mean']:.3f} ({general['low']:.3f} to {general['high']:.3f})".replace("-", "−") in shown


def test_the_page_has_the_verdicts_the_intervals_and_what_was_read(outcome: Outcome) -> None:
    page = pretraining_page(outcome.to_dict())
    for told in ("Pre-training against fine-tuning on ", "knowledge in text", "tokens read", "12 facts of 12 pieces"):
        assert told in page, told
    assert page.count("−") >= len(outcome.comparison.comparisons)  # both arms of each stand there


@pytest.mark.parametrize(
    ("name", "message"),
    [("data.jsonl", "has no raw text"), ("texts.jsonl", "has no answers"), ("poor.jsonl", "state only 0 facts")],
)
def test_a_version_that_lacks_something(
    folder: Path, tmp_path: Path, tiny_model: Path, name: str, message: str
) -> None:
    (tmp_path / "data.jsonl").write_text((folder / "data.jsonl").read_text())
    (tmp_path / "texts.jsonl").write_text((folder / "texts.jsonl").read_text())
    (tmp_path / "poor.jsonl").write_text('{"text": "nothing is said here that could be asked for"}\n')
    store = curated(tmp_path, name, *(["data.jsonl"] if name == "poor.jsonl" else []))
    with pytest.raises(DataError, match=message):
        Pretraining(plan(store, folder, tiny_model), store, Journal(tmp_path / "j.jsonl"))
