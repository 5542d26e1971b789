"""The held-out share is taken before curation, in whole clusters, and everywhere the same."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import DataError
from curator.evaluate import Heldout, Item
from curator.pipeline import curate
from curator.readers import scan
from curator.recipe import Data, Recipe
from curator.trial.split import split, split_off
from curator.trial.together import alike, clusters
from curator.versions import VersionStore

THINGS = ["river", "mountain", "castle", "bridge", "forest", "island", "desert", "harbour", "glacier", "volcano"]


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    """Ten questions, each with a near-copy; one pair has no answers."""
    rows = []
    for number, thing in enumerate(THINGS):
        answer = "" if number == 4 else f"A {thing} is described here in a few words."
        asked = f"Explain to a child in simple words what a {thing} is, where one finds it and how it came to be there"
        rows += [{"instruction": asked + ".", "output": answer}, {"instruction": asked.upper() + "!", "output": answer}]
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return Recipe(data=Data(sources=[str(tmp_path / "data.jsonl")]), rules=["empty-answers"])


def records(recipe: Recipe) -> pl.DataFrame:
    return scan(recipe.data.sources).records.collect()


def test_near_duplicate_prompts_stay_on_one_side(recipe: Recipe) -> None:
    taken = split_off(recipe, 0.3).record_ids
    assert len(taken) == 6
    rows = records(recipe).sort("source_row")
    sides = [record_id in taken for record_id in rows["record_id"]]
    assert all(sides[at] == sides[at + 1] for at in range(0, 20, 2))


def test_what_is_taken_depends_on_the_seed_and_not_on_the_order(recipe: Recipe) -> None:
    rows = records(recipe)
    found = split(rows, 0.3)
    assert split(rows.sort("source_row", descending=True), 0.3).record_ids == found.record_ids
    assert split(rows, 0.3, seed=1).record_ids != found.record_ids


def test_a_larger_share_takes_more_of_the_same(recipe: Recipe) -> None:
    assert split_off(recipe, 0.2).record_ids < split_off(recipe, 0.4).record_ids


def test_the_report_names_what_was_taken_by_a_hash(recipe: Recipe) -> None:
    everything = split_off(recipe, 0.99)
    assert everything.report == {
        "share": 0.99, "seed": 0, "records": 20, "of": 20, "clusters": 10, "items": 18, "without_answer": 2,
        "sha256": everything.heldout.sha256,
    }  # fmt: skip
    assert len({item.cluster for item in everything.heldout.items}) == 9


def test_held_out_records_are_not_curated(recipe: Recipe, tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store")
    taken = split_off(recipe, 0.3)
    whole, rest = curate(recipe, store=store), curate(recipe, store=store, held_out=taken.record_ids)
    assert rest.manifest["counts"]["input"] == 14 == whole.manifest["counts"]["input"] - 6
    known = rest.frame("ledger").select("record_id").collect()["record_id"]
    assert not taken.record_ids & set(known)
    assert rest.manifest["held_out"]["record_ids"] == sorted(taken.record_ids)
    assert rest.id != whole.id
    assert "held_out" not in whole.manifest


def test_one_cluster_cannot_be_split(recipe: Recipe) -> None:
    with pytest.raises(DataError, match="1 cluster of prompts cannot be split"):
        split(records(recipe).sort("source_row").head(2), 0.5)


def test_prompts_that_differ_in_what_matters_are_not_alike() -> None:
    asked = ["What is 12 plus 30?", "what is 12 plus 30", "What is 12 plus 31?", "Name the capital of France."]
    assert alike(asked) == [0, 0, 2, 3]


def item(name: str, asked: str, cluster: str = "") -> Item:
    return Item(name, ({"role": "user", "content": asked},), "yes", None, "t", cluster=cluster)


def test_items_hang_together_by_their_cluster_or_their_prompt() -> None:
    held = Heldout(
        (
            item("a", "What is 12 plus 30?"),
            item("b", "what is 12 plus 30", cluster="x"),
            item("c", "Which planet is the largest?", cluster="x"),
            item("d", "Who wrote Faust?"),
        ),
        "sha",
        "held.jsonl",
    )
    assert clusters(held) == ("a", "a", "a", "d")


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["up", "down", "left", "right", "Up!", "DOWN"]), min_size=1, max_size=12))
def test_being_alike_is_an_equivalence_named_by_its_first(prompts: list[str]) -> None:
    found = alike(prompts)
    assert all(first <= place and found[first] == first for place, first in enumerate(found))
    assert all(found[a] == found[b] for a in range(len(prompts)) for b in range(a) if prompts[a] == prompts[b])
