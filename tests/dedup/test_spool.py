"""What lies on disk between two readings comes back as it was."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup import spool
from curator.dedup.candidates import Table
from curator.dedup.spool import Keys, Parts, Rows
from curator.errors import DataError

parts = st.lists(st.lists(st.integers(-1, 3), max_size=5), max_size=6)


def table(rows: list[int], keys: list[list[int]]) -> Table:
    return Table(np.array(rows, np.int64), np.array(keys, np.uint64))


def test_keys_come_back_column_by_column_in_the_order_they_came(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys", 2)
    keys.add(table([0, 2], [[10, 12], [20, 22]]))
    keys.add(table([], [[], []]))
    keys.add(table([5], [[2**64 - 1], [25]]))
    found = [(rows.tolist(), column.tolist()) for rows, column in keys]
    assert found == [([0, 2, 5], [10, 12, 2**64 - 1]), ([0, 2, 5], [20, 22, 25])]


def test_keys_leave_no_file_behind(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys", 1)
    keys.add(table([0], [[1]]))
    assert [path.is_file() for path in (tmp_path / "keys").iterdir()] == [True]
    list(keys)
    assert list((tmp_path / "keys").iterdir()) == []


def test_no_rows_have_no_columns(tmp_path: Path) -> None:
    assert list(Keys(tmp_path / "keys", 3)) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot write"):
        Keys(tmp_path / "file" / "keys", 1)


@settings(max_examples=40, deadline=None)
@given(parts, st.sampled_from([1, 200, 1 << 30]))
def test_every_record_comes_back_in_its_part_and_order(
    tmp_path_factory: pytest.TempPathFactory, frames: list[list[int]], most_bytes: int
) -> None:
    kept = Parts(tmp_path_factory.mktemp("spool") / "parts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "MOST_BYTES", most_bytes)
        for nth, given_parts in enumerate(frames):
            texts = [f"text {nth} {place}" for place in range(len(given_parts))]
            kept.add(pl.DataFrame({"text": texts}, schema={"text": pl.String}), np.array(given_parts, np.int32))
    expected: dict[int, list[str]] = {}
    for nth, given_parts in enumerate(frames):
        for place, part in enumerate(given_parts):
            expected.setdefault(part, []).append(f"text {nth} {place}")
    found = {part: pl.concat(held)["text"].to_list() for part, held in kept}
    assert list(found) == sorted(found)
    assert found == {part: texts for part, texts in expected.items() if part >= 0}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.tuples(st.text() | st.none(), st.text()), max_size=4), max_size=4), st.data())
def test_any_rows_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, frames: list[list[tuple[str | None, str]]], data: st.DataObject
) -> None:
    rows = Rows(tmp_path_factory.mktemp("rows") / "new" / "texts", ["one", "other"])
    columns = {"other": pl.String, "left out": pl.Int64, "one": pl.String}
    for given_rows in frames:
        rows.add(pl.DataFrame([(other, 1, one) for one, other in given_rows], schema=columns, orient="row"))
    every = [row for given_rows in frames for row in given_rows]
    wanted = data.draw(st.lists(st.integers(0, len(every) - 1)) if every else st.just([]))
    assert rows.take(np.array(wanted, np.int64)).rows() == [every[row] for row in wanted]
    assert len(rows.sizes) == len(every)
    rows.close()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot write"):
        Rows(tmp_path / "file" / "texts", ["one"])
