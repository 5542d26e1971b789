"""The arm that is not trained but asked well."""

import json
from pathlib import Path

import pytest

from curator.errors import RecipeError
from curator.evaluate import Heldout, load_heldout
from curator.pipeline import curate
from curator.recipe import Data, Evaluate, Recipe, Train
from curator.trial.contest import compare_versions
from curator.trial.journal import Journal
from curator.trial.prompted import prompted
from curator.versions import DatasetVersion, VersionStore


@pytest.fixture
def heldout(tmp_path: Path) -> Heldout:
    lines = [{"instruction": f"Which colour has house {i}?", "output": "red"} for i in range(5)]
    (tmp_path / "held.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return load_heldout(tmp_path / "held.jsonl")


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "store")


@pytest.fixture
def train(tiny_model: Path) -> Train:
    small = {"examples_seen": 4, "batch_size": 2, "rank": 2, "workers": 1, "threads": 1}
    return Train.of(model=str(tiny_model), seeds=[0], precision="float32", **small)


def made_of(count: int, folder: Path, store: VersionStore) -> DatasetVersion:
    rows = [{"instruction": f"Which colour has thing number {i}?", "output": "red green"} for i in range(count)]
    (folder / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return curate(Recipe(data=Data(sources=[str(folder / "data.jsonl")]), rules=[]), store=store)


def test_the_questions_stay_and_the_way_is_chosen_by_records_alone(
    tmp_path: Path, store: VersionStore, heldout: Heldout, train: Train
) -> None:
    version, journal = made_of(20, tmp_path, store), Journal(tmp_path / "journal.jsonl")
    asked = prompted(version, heldout, train, Evaluate(heldout=heldout.path), journal)
    assert [(item.item_id, item.answer, item.prompt()) for item in asked.items] == [
        (item.item_id, item.answer, asked.items[0].prompt().replace("house 0", f"house {at}"))
        for at, item in enumerate(heldout.items)
    ]
    assert all(item.prompt() in told.prompt() for item, told in zip(heldout.items, asked.items, strict=True))
    (chosen,) = journal.results("choose a prompt")
    again = prompted(version, heldout, train, Evaluate(heldout=heldout.path), journal)
    assert again == asked
    assert journal.results("choose a prompt") == [chosen]
    other = Heldout(heldout.items[:2], "other", heldout.path, heldout.tasks)
    prompted(version, other, train, Evaluate(heldout=heldout.path), journal)
    assert journal.results("choose a prompt") == [chosen]  # nothing held out took part


def test_the_version_is_compared_with_it(tmp_path: Path, store: VersionStore, heldout: Heldout, train: Train) -> None:
    version = made_of(20, tmp_path, store)
    told = compare_versions(store, [version], heldout, train, arms=["prompted"]).to_dict()
    assert [(arm["arm"], arm["seeds"]) for arm in told["arms"]] == [("base", []), ("prompted", []), (version.id, [0])]
    assert {(each["a"], each["b"]) for each in told["comparisons"]} == {(version.id, "prompted")}


def test_too_few_records_to_choose_by(tmp_path: Path, store: VersionStore, heldout: Heldout, train: Train) -> None:
    with pytest.raises(RecipeError, match="1 records have one question and one answer"):
        prompted(
            made_of(1, tmp_path, store), heldout, train, Evaluate(heldout=heldout.path), Journal(tmp_path / "j.jsonl")
        )
