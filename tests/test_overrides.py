"""Overrides: remembered, applied where they decide, taken back."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator import overrides
from curator.errors import DataError
from curator.overrides import Override, apply, identity, load, record, take_back

SCHEMA = {"record_id": pl.String, "verdict": pl.String, "decided_by": pl.String}


def override(record_id: str) -> Override:
    return Override(record_id, "aaaa00000000", "drop", "short", "a good one", "2026-01-05T09:00:00+00:00")


def judged(rows: dict[str, tuple[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame([(name, *fate) for name, fate in rows.items()], schema=SCHEMA, orient="row")


def test_what_is_recorded_is_loaded(tmp_path: Path) -> None:
    root = tmp_path / "store"
    assert load(root) == {}
    record(root, override("r1"))
    record(root, override("r2"))
    take_back(root, "r1", None)
    assert load(root) == {"r2": override("r2")}
    assert [each.name for each in root.iterdir()] == ["overrides.jsonl"]


def test_a_record_restored_again_stands_again(tmp_path: Path) -> None:
    record(tmp_path, override("r1"))
    take_back(tmp_path, "r1", "no")
    record(tmp_path, override("r1"))
    assert list(load(tmp_path)) == ["r1"]


def test_a_last_line_without_its_end_is_kept_whole(tmp_path: Path) -> None:
    record(tmp_path, override("r1"))
    file = tmp_path / overrides.FILE
    file.write_bytes(file.read_bytes().rstrip())
    record(tmp_path, override("r2"))
    assert list(load(tmp_path)) == ["r1", "r2"]


WITH_ANOTHER_KIND = (
    '{"record_id": "r", "version": "v", "verdict": "drop", "decided_by": null, "reason": ["no text"], "at": "now"}'
)


def test_what_a_kill_left_of_a_line_does_not_stand(tmp_path: Path) -> None:
    record(tmp_path, override("r1"))
    record(tmp_path, override("r2"))
    file = tmp_path / overrides.FILE
    file.write_bytes(file.read_bytes()[:-5])
    assert list(load(tmp_path)) == ["r1"]
    record(tmp_path, override("r3"))
    assert list(load(tmp_path)) == ["r1", "r3"]


@pytest.mark.parametrize(
    "line", ["{", "[]", "null", "{}", '{"record_id": 3}', '{"record_id": "r"}', "\xff", "", WITH_ANOTHER_KIND]
)
def test_a_line_that_makes_no_sense_is_named(tmp_path: Path, line: str) -> None:
    record(tmp_path, override("r1"))
    with (tmp_path / overrides.FILE).open("a", encoding="latin-1") as file:
        file.write(f"{line}\n")
    with pytest.raises(DataError, match=r"overrides\.jsonl:2: is no override"):
        load(tmp_path)


def test_a_restored_record_is_kept_and_says_so() -> None:
    before = judged(
        {
            "dropped": ("drop", "short"),
            "waiting": ("review", "refusal"),
            "left out": ("drop", "selection"),
            "other": ("drop", "short"),
            "fine": ("keep", None),
            "vetted": ("keep", "annotator:7"),
        }
    )
    standing = {name: override(name) for name in ("dropped", "waiting", "left out", "fine", "vetted", "unknown")}
    after = apply(before, standing)
    assert after.rows() == [
        ("dropped", "keep", "restored"),
        ("waiting", "keep", "restored"),
        ("left out", "keep", "restored"),
        ("other", "drop", "short"),
        ("fine", "keep", None),
        ("vetted", "keep", "annotator:7"),
    ]
    assert identity(after) == {"restored": ["dropped", "left out", "waiting"]}
    assert identity(before) == {}


verdicts = st.dictionaries(
    st.sampled_from("abcdef"), st.sampled_from([("keep", None), ("drop", "x"), ("review", "y")]), min_size=1
)


@given(verdicts, st.sets(st.sampled_from("abcdefgh")))
def test_overrides_only_add_and_adding_twice_adds_once(rows: dict[str, tuple[str, str | None]], ids: set[str]) -> None:
    before, standing = judged(rows), {name: override(name) for name in ids}
    after = apply(before, standing)
    kept = {name for name, verdict, _ in after.iter_rows() if verdict == "keep"}
    assert kept == {name for name, fate in rows.items() if fate[0] == "keep" or name in ids}
    assert apply(after, standing).equals(after)
    assert set(identity(after).get("restored", [])) == {n for n, f in rows.items() if f[0] != "keep" and n in ids}
