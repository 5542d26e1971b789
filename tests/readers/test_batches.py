"""Records in batches: bounded memory, the same ids as all at once, files that live as long as they are needed."""

import gc
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import schema
from curator.readers import batches, scan, spool
from curator.readers.repeats import Repeats

A = {"instruction": "a", "output": "1"}
B = {"instruction": "b", "output": "2"}


def put(path: Path, *objects: object) -> str:
    path.write_text("".join(json.dumps(obj) + "\n" for obj in objects))
    return str(path)


def test_batches_hold_everything_and_say_how_each_source_was_read(tmp_path: Path) -> None:
    found = list(batches([put(tmp_path / "b.jsonl", A, B, 5), put(tmp_path / "a.jsonl", A)]))
    assert [each.finished.describe() for each in found if each.finished] == [
        "read as Alpaca instructions, 1 record",
        "read as Alpaca instructions, 2 records, 1 unreadable",
    ]
    assert [row for each in found for row in each.records.select("source", "source_row").rows()] == [
        ("a.jsonl", 0),
        ("b.jsonl", 0),
        ("b.jsonl", 1),
    ]
    assert [row for each in found for row in each.quarantine["source_row"]] == [2]


def test_equal_records_are_numbered_in_the_order_of_the_names_of_their_sources(tmp_path: Path) -> None:
    records = scan([put(tmp_path / "b.jsonl", A), put(tmp_path / "a.jsonl", B, A)]).records.collect()
    assert records["source"].to_list() == ["b.jsonl", "a.jsonl", "a.jsonl"]
    assert records["record_id"][0] == f"{records['record_id'][2]}-2"
    assert schema.number_repeats(records.with_columns(pl.col("record_id").str.head(20))).equals(records)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 15), max_size=12), max_size=8))
def test_numbering_in_batches_is_numbering_at_once(batches_of: list[list[int]]) -> None:
    repeats = Repeats()
    seen: dict[int, int] = {}
    for batch in batches_of:
        ids = [f"{number:x}".ljust(20, "0") for number in batch]
        for number, own, shown in zip(batch, ids, repeats.numbered(pl.Series(ids, dtype=pl.String)), strict=True):
            seen[number] = seen.get(number, 0) + 1
            assert shown == (own if seen[number] == 1 else f"{own}-{seen[number]}")


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_BYTES", 10)


@pytest.mark.usefixtures("small_memory")
def test_records_that_outgrow_memory_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [put(tmp_path / f"{name}.jsonl", A, B, {**A, "id": name}) for name in "cab"]
    spooled = scan(paths, spool=tmp_path / "spool")
    files = sorted(path.name for path in (tmp_path / "spool").iterdir())
    monkeypatch.undo()
    assert len(files) == 3
    assert spooled.is_on_disk
    assert not scan(paths).is_on_disk
    assert spooled.records.collect().equals(scan(paths).records.collect())


@pytest.mark.usefixtures("small_memory")
def test_a_temporary_folder_goes_with_the_last_frame_that_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    rows = scan([put(tmp_path / "a.jsonl", A, B)]).records.select("instruction", "source_row").sort("source_row")
    gc.collect()
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    assert rows.collect().rows() == [("a", 0), ("b", 1)]
    assert rows.filter(pl.col("instruction") == "b").collect().rows() == [("b", 1)]
    assert rows.head(1).collect().rows() == [("a", 0)]
    assert rows.select(pl.len()).collect().item() == 2
    del rows
    gc.collect()
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.usefixtures("small_memory")
def test_a_failed_reading_leaves_no_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "b.json").write_text("[]")
    with pytest.raises(Exception, match="holds no records"):
        scan([put(tmp_path / "a.jsonl", A, B), str(tmp_path / "b.json")])
    assert not list((tmp_path / "tmp").iterdir())
