"""Restoring: at once in a child, and in every later run; undone, the rules decide again."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator import overrides
from curator.errors import DataError
from curator.pipeline import curate
from curator.recipe import Data, Recipe, Selection
from curator.versions import DatasetVersion, VersionStore
from curator.versions.find import find_record
from curator.versions.restore import restore, take_back

PACK = """
pack: mine
about: a test
rules:
  - {id: short, when: response_chars < 5, then: drop, why: w}
  - {id: loud, when: "response LIKE '%!'", then: review, why: w}
"""
ANSWERS = ["The Elbe.", "Oder", "The Weser!", "The Main.", "Isar"]


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    (tmp_path / "pack.yaml").write_text(PACK)
    rows = [{"instruction": f"Name river {row}.", "input": "", "output": text} for row, text in enumerate(ANSWERS)]
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"instruction": "cut')
    return Recipe(data=Data(sources=[str(file)], format="alpaca"), rules=[str(tmp_path / "pack.yaml")])


@pytest.fixture
def version(store: VersionStore, recipe: Recipe) -> DatasetVersion:
    return curate(recipe, store=store)


def fates(version: DatasetVersion) -> list[tuple[str, str | None]]:
    return version.frame("ledger").select("verdict", "decided_by").collect().rows()


def ids(version: DatasetVersion) -> list[str]:
    return version.frame("ledger").select("record_id").collect()["record_id"].to_list()


JUDGED = [
    ("keep", None),
    ("drop", "short"),
    ("review", "loud"),
    ("keep", None),
    ("drop", "short"),
    ("quarantined", "reader"),
]


def changed(**by_row: Any) -> list[tuple[str, str | None]]:
    return [by_row.get(f"row{row}", fate) for row, fate in enumerate(JUDGED)]


def test_a_restored_record_is_kept_at_once_and_in_later_runs(
    store: VersionStore, recipe: Recipe, version: DatasetVersion
) -> None:
    assert fates(version) == JUDGED
    dropped = ids(version)[1]
    done = restore(store, [dropped[:8]], reason="it is right")
    expected = changed(row1=("keep", "restored"))
    assert (done.parent, done.version.parent) == (version, version.id)
    assert fates(done.version) == expected
    assert done.version.manifest["counts"] == {**version.manifest["counts"], "kept": 3, "dropped": 1}
    assert store.latest() == done.version.id
    assert store.verify() == []
    later = curate(recipe, store=store)
    assert fates(later) == expected
    assert later.id not in (version.id, done.version.id)
    assert later.kept().collect().equals(done.version.kept().collect())


def test_several_records_make_one_child(store: VersionStore, version: DatasetVersion) -> None:
    one, two = ids(version)[1], ids(version)[2]
    done = restore(store, [one, two, one])
    assert fates(done.version) == changed(row1=("keep", "restored"), row2=("keep", "restored"))
    assert [(each.verdict, each.decided_by) for each in done.fates] == [("drop", "short"), ("review", "loud")]
    assert len(store.ids()) == 2


@pytest.mark.parametrize("later_run", [False, True])
def test_undone_the_rules_decide_again(
    store: VersionStore, recipe: Recipe, version: DatasetVersion, later_run: bool
) -> None:
    for row in (1, 2):
        restore(store, [ids(version)[row]])
    if later_run:
        curate(recipe, store=store)
    done = take_back(store, [ids(version)[1]])
    assert fates(done.version) == changed(row2=("keep", "restored"))
    assert [(each.verdict, each.decided_by) for each in done.fates] == [("drop", "short")]
    assert fates(curate(recipe, store=store)) == changed(row2=("keep", "restored"))
    assert list(overrides.load(store.root)) == [ids(version)[2]]


def test_after_an_undo_a_run_gives_the_version_as_before(
    store: VersionStore, recipe: Recipe, version: DatasetVersion
) -> None:
    restore(store, [ids(version)[1]])
    take_back(store, [ids(version)[1]])
    assert curate(recipe, store=store).id == version.id


def test_what_the_selection_left_out_is_restored_beyond_the_budget(store: VersionStore, recipe: Recipe) -> None:
    small = recipe.model_copy(update={"selection": Selection(budget=1)})
    version = curate(small, store=store)
    left_out = version.frame("ledger").filter(pl.col("decided_by") == "selection").collect()["record_id"].item()
    restore(store, [left_out])
    later = curate(small, store=store)
    assert later.manifest["counts"]["kept"] == 2
    done = take_back(store, [left_out])
    assert fates(done.version) == fates(version)


def test_an_override_of_what_the_rules_keep_shows_nowhere(
    store: VersionStore, recipe: Recipe, version: DatasetVersion
) -> None:
    restore(store, [ids(version)[1]])
    lenient = recipe.model_copy(update={"rules": []})
    later = curate(lenient, store=store)
    assert fates(later)[1] == ("keep", None)
    done = take_back(store, [ids(version)[1]])
    assert done.version == later
    assert overrides.load(store.root) == {}


@pytest.mark.parametrize(
    ("row", "what"),
    [(0, "is kept already"), (5, "could not be read, so there is nothing to bring back")],
)
def test_what_cannot_be_restored_changes_nothing(
    store: VersionStore, version: DatasetVersion, row: int, what: str
) -> None:
    with pytest.raises(DataError, match=what):
        restore(store, [ids(version)[1], ids(version)[row]])
    assert store.ids() == [version.id]
    assert overrides.load(store.root) == {}


def test_what_was_not_restored_cannot_be_undone(store: VersionStore, version: DatasetVersion) -> None:
    with pytest.raises(DataError, match="is not restored"):
        take_back(store, [ids(version)[1]])
    with pytest.raises(DataError, match="no record 'nobody'"):
        restore(store, ["nobody"])


def test_a_run_that_was_killed_half_way_is_finished_by_the_same_command(
    store: VersionStore, version: DatasetVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped = ids(version)[1]

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for work, half in ((restore, "commit"), (take_back, None)):
        with monkeypatch.context() as patch:
            patch.setattr(VersionStore, "commit", killed) if half else patch.setattr(overrides, "take_back", killed)
            with pytest.raises(KeyboardInterrupt):
                work(store, [dropped])
        work(store, [dropped])
    assert overrides.load(store.root) == {}
    assert fates(store.get("latest")) == JUDGED


def test_a_record_is_found_in_the_newest_version_that_knows_it(
    store: VersionStore, recipe: Recipe, version: DatasetVersion, tmp_path: Path
) -> None:
    other = tmp_path / "b.jsonl"
    other.write_text('{"instruction": "Name a lake.", "input": "", "output": "Lake Constance."}\n')
    newest = curate(recipe.model_copy(update={"data": Data(sources=[str(other)])}), store=store)
    assert store.latest() == newest.id
    dropped = ids(version)[1]
    assert find_record(store, dropped[:10])[0] == version
    assert restore(store, [dropped]).parent == version
