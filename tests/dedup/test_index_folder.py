"""An index on disk is whole, or there is a clear word about it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.dedup.index import MANIFEST, add, build, check, folder, load, read
from curator.errors import DataError, RecipeError

RECORDS = pl.DataFrame({"record_id": ["a", "b"], "full": ["the river runs to the sea", "the lake is deep and cold"]})
MORE = pl.DataFrame({"record_id": ["c"], "full": ["a mountain stands behind the town"]})


@pytest.fixture
def made(tmp_path: Path) -> Path:
    build(tmp_path / "index", [RECORDS])
    return tmp_path / "index"


def part_of(made: Path) -> Path:
    return next(made.glob("part-*.parquet"))


def says(made: Path, **changes: Any) -> None:
    path = made / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_an_index_is_read_as_it_was_written(made: Path) -> None:
    add(made, [MORE])
    manifest, index = load(made)
    assert (manifest.view, manifest.threshold, manifest.records, manifest.kept) == ("full", 0.8, 3, 3)
    assert index.records["record_id"].to_list() == ["a", "b", "c"]


def test_nothing_new_writes_no_part(made: Path) -> None:
    add(made, [RECORDS])
    assert len(list(made.glob("part-*"))) == 1
    assert (read(made).records, read(made).exact) == (4, 2)


def test_an_empty_index_can_be_made_and_grows(tmp_path: Path) -> None:
    build(tmp_path / "index", [])
    add(tmp_path / "index", [MORE])
    assert load(tmp_path / "index")[0].kept == 1


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda made: cut(part_of(made)), "is not as it was written"),
        (lambda made: part_of(made).unlink(), "cannot be read: no such file"),
        (lambda made: cut(made / MANIFEST), "cannot be read"),
        (lambda made: (made / MANIFEST).write_text("[]"), "does not describe an index"),
        (lambda made: (made / MANIFEST).write_text('{"format": 2}'), "does not describe an index"),
        (lambda made: says(made, format=99), "was made by another version of curator"),
        (lambda made: says(made, view="nothing"), "does not describe an index"),
        (lambda made: says(made, threshold=7), "does not describe an index"),
        (lambda made: says(made, threshold="0.8"), "does not describe an index"),
        (lambda made: says(made, records=-1), "does not describe an index"),
        (lambda made: says(made, parts=[{"file": "../x", "records": 1, "sha256": ""}]), "does not describe an index"),
        (lambda made: says(made, view="prompt"), "does not hold what an index holds"),
        (lambda made: (made / MANIFEST).unlink(), "is no index of curator"),
    ],
)
def test_a_damaged_index_is_refused(made: Path, harm: Callable[[Path], Any], what: str) -> None:
    harm(made)
    with pytest.raises(DataError, match=what) as told:
        load(made)
    assert str(made) in str(told.value)
    assert "curator dedup index build" in str(told.value)


def test_a_part_that_is_no_table_is_refused(made: Path) -> None:
    manifest = json.loads((made / MANIFEST).read_text())
    content = b"PAR1 no table PAR1"
    part_of(made).write_bytes(content)
    says(made, parts=[{**manifest["parts"][0], "sha256": hashlib.sha256(content).hexdigest()}])
    with pytest.raises(DataError, match="is no Parquet file"):
        load(made)


def test_other_parameters_are_refused_and_both_are_named(made: Path) -> None:
    check(read(made), made, view="full", threshold=0.8)
    with pytest.raises(RecipeError, match=r"built with threshold 0\.8, and 0\.7 is asked for"):
        check(read(made), made, threshold=0.7)
    with pytest.raises(RecipeError, match="built with view full, and prompt is asked for"):
        check(read(made), made, view="prompt")


def test_an_index_is_not_built_over_something_else(made: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is an index already"):
        build(made, [RECORDS])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    with pytest.raises(DataError, match="is not empty"):
        build(tmp_path / "full", [RECORDS])


def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    def unread() -> Any:
        pytest.fail("was read")
        yield

    with pytest.raises(DataError, match="index: cannot write"):
        build(tmp_path / "file" / "below" / "index", unread())


def test_what_fails_on_the_way_leaves_an_index_as_it_was(made: Path) -> None:
    before = read(made)

    def broken() -> Any:
        yield MORE
        raise DataError("unreadable")

    with pytest.raises(DataError, match="unreadable"):
        add(made, broken())
    assert read(made) == before
    assert load(made)[1].records.height == 2


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RecipeError):
        build(tmp_path / "index", [MORE], view="chosen")
    assert not (tmp_path / "index").exists()


def test_two_that_add_at_once_do_not_overwrite_each_other(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(*args: Any) -> Any:
        monkeypatch.undo()
        add(made, [MORE])
        return ()

    monkeypatch.setattr(folder, "_write_part", meanwhile)
    with pytest.raises(DataError, match="somebody else added to the index meanwhile"):
        add(made, [MORE])
    assert read(made).records == 3
