"""The store: whole versions, found by the beginning of an id, checked against their hashes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.errors import DataError
from curator.versions import DatasetVersion, VersionStore, diff, lineage, version_id

CHANGES = pl.DataFrame(schema=dict.fromkeys(["record_id", "fix", "field", "before", "after"], pl.String))
Commit = Callable[..., DatasetVersion]


def test_a_version_is_found_by_the_beginning_of_its_id(store: VersionStore, commit: Commit) -> None:
    commit("aaaa00000000", {"r": "keep"})
    commit("aabb00000000", {"r": "drop"})
    assert store.get("aaaa").id == "aaaa00000000"
    assert store.get("latest").id == "aabb00000000"
    for name, what in [("aa", "2 versions begin with 'aa'"), ("ff", "no version 'ff'"), ("", "no version ''")]:
        with pytest.raises(DataError, match=what):
            store.get(name)


def test_making_a_version_again_makes_it_the_latest_and_changes_nothing(store: VersionStore, commit: Commit) -> None:
    first = commit("aaaa00000000", {"r": "keep"})
    made = first.manifest["created"]
    commit("bbbb00000000", {"r": "keep"})
    again = commit("aaaa00000000", {"r": "keep"})
    assert again.manifest["created"] == made
    assert store.get("latest").id == "aaaa00000000"
    assert len(store.all()) == 2


@pytest.mark.parametrize("name", ["../../etc", "*", "?aaa", "aaaa00000000/../aaaa00000000"])
def test_a_name_cannot_leave_the_store(store: VersionStore, name: str, commit: Commit) -> None:
    commit("aaaa00000000", {"r": "keep"})
    with pytest.raises(DataError, match="no version"):
        store.get(name)


def test_verify_names_what_is_damaged(store: VersionStore, commit: Commit) -> None:
    version = commit("aaaa00000000", {"r": "keep"})
    assert store.verify() == []
    (version.path / "ledger.parquet").write_bytes(b"PAR1")
    (version.path / "changes.parquet").unlink()
    assert [(Path(str(each.where)).name, each.what) for each in store.verify()] == [
        ("ledger.parquet", "is not as it was written"),
        ("changes.parquet", "is missing"),
    ]


def test_the_latest_comes_before_the_newer_ones(store: VersionStore, commit: Commit) -> None:
    for name in ("aaaa00000000", "bbbb00000000", "cccc00000000", "aaaa00000000"):
        commit(name, {"r": "keep"})
    assert [version.id[:4] for version in store.newest_first()] == ["aaaa", "cccc", "bbbb"]


def test_diff_lists_other_verdicts_and_other_repairs(store: VersionStore, commit: Commit) -> None:
    repaired = CHANGES.vstack(
        pl.DataFrame([["s", "encoding", "response", "Ã¤", "ä"]], schema=CHANGES.schema, orient="row")
    )
    a = commit("aaaa00000000", {"r": "keep", "s": "keep", "t": "keep", "u": "drop"})
    b = commit(
        "bbbb00000000",
        {"r": "drop", "s": "keep", "t": "keep", "v": "keep"},
        changes=repaired,
        answers={"s": "ä"},
    )
    assert diff(a, b).select("record_id", "change", "before", "after", "changed").rows() == [
        ("r", "removed", "keep", "drop", False),
        ("s", "changed", "keep", "keep", True),
        ("u", "other", "drop", None, False),
        ("v", "added", None, "keep", False),
    ]
    assert diff(a, a).is_empty()


def test_lineage_goes_up_to_the_first_version(store: VersionStore, commit: Commit) -> None:
    commit("aaaa00000000", {"r": "keep"})
    child = commit("bbbb00000000", {"r": "keep"}, parent="aaaa00000000")
    assert lineage(store, child) == ["bbbb00000000", "aaaa00000000"]


def test_the_id_depends_on_what_is_kept_not_on_its_order() -> None:
    kept = pl.DataFrame({"record_id": ["a", "b"]})
    identity: dict[str, Any] = {"parent": None, "recipe": {"x": 1}}
    name = version_id(identity, kept, CHANGES)
    assert len(name) == 12
    assert version_id(identity, kept.reverse(), CHANGES) == name
    assert version_id(identity, kept.head(1), CHANGES) != name
    assert version_id({**identity, "recipe": {"x": 2}}, kept, CHANGES) != name
