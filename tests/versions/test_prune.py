"""Pruning: only what nothing needs goes."""

from collections.abc import Callable
from pathlib import Path

import orjson

from curator.versions import DatasetVersion, VersionStore
from curator.versions.prune import plan, prune

Commit = Callable[..., DatasetVersion]
NAMES = [f"{letter * 4}00000000" for letter in "abcdef"]
A, B, C, D, E, F = NAMES


def fill(commit: Commit, parents: dict[str, str] | None = None) -> None:
    for name in NAMES:
        commit(name, {"r": "keep"}, (parents or {}).get(name))


def test_the_newest_and_the_latest_stay(store: VersionStore, commit: Commit) -> None:
    fill(commit)
    commit(A, {"r": "keep"})
    found = plan(store, keep=3)
    assert list(found.going) == [B, C, D]
    assert found.staying == {
        A: "is the latest",
        F: "is among the 3 newest",
        E: "is among the 3 newest",
    }


def test_planning_removes_nothing_and_pruning_what_was_planned(store: VersionStore, commit: Commit) -> None:
    fill(commit)
    planned = plan(store, keep=2)
    assert store.ids() == NAMES
    size = sum(each.stat().st_size for each in store.get(A).path.iterdir())
    assert planned.going[A] == size > 0
    assert prune(store, keep=2) == planned
    assert [each.name for each in sorted((store.root / "versions").iterdir())] == [E, F]
    assert store.verify() == []
    assert prune(store, keep=2).going == {}


def test_ancestors_of_what_stays_stay(store: VersionStore, commit: Commit) -> None:
    fill(commit, parents={F: C, C: A})
    found = plan(store, keep=1)
    assert list(found.going) == [B, D, E]
    assert found.staying[A] == f"is an ancestor of {F}"


def test_what_loops_and_runs_name_stays(store: VersionStore, commit: Commit) -> None:
    fill(commit, parents={C: B})
    for path, content in {
        "loops/recipe-1/journal.jsonl": {"step": "curate/raw", "result": {"version": A}},
        "runs/1f/run.json": {"version": C, "record_ids": [f"{E}deadbeef"]},
        "cache/x.json": {"version": D},
        "versions/notes.json": {"version": D},
    }.items():
        (store.root / path).parent.mkdir(parents=True, exist_ok=True)
        (store.root / path).write_bytes(orjson.dumps(content))
    found = plan(store, keep=1)
    assert list(found.going) == [D, E]
    assert found.staying[A] == "is needed by loops/recipe-1/journal.jsonl"
    assert found.staying[B] == f"is an ancestor of {C}"


def test_what_people_label_stays_as_long_as_the_tasks_lie_there(
    store: VersionStore, commit: Commit, tmp_path: Path
) -> None:
    fill(commit)
    tasks = tmp_path / "tasks"
    tasks.mkdir()
    for _ in range(2):
        store.refer(store.get(A), "label tasks", tasks)
    assert (store.root / "references.jsonl").read_bytes().count(b"\n") == 1
    assert plan(store, keep=1).staying[A] == f"is needed by label tasks in {tasks}"
    tasks.rmdir()
    assert A in plan(store, keep=1).going


def test_a_reference_that_makes_no_sense_still_counts(store: VersionStore, commit: Commit) -> None:
    fill(commit)
    (store.root / "references.jsonl").write_text(f'{{"version": "{A}"\n[]\n{{"version": "{B}", "what": 1}}\n')
    assert list(plan(store, keep=1).going) == [C, D, E]


def test_a_version_that_cannot_be_read_is_not_judged(store: VersionStore, commit: Commit) -> None:
    fill(commit)
    (store.get(B).path / "manifest.json").write_text("{")
    found = prune(store, keep=1)
    assert list(found.going) == [A, C, D, E]
    assert found.staying[B] == "cannot be read"
    assert store.ids() == [B, F]


def test_an_empty_store_has_nothing_to_prune(store: VersionStore) -> None:
    assert prune(store).going == {}
