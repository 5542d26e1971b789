"""Pairs are looked for again as soon as anything that decides them is another."""

from pathlib import Path

import polars as pl

from curator.cache import remembered

RECORDS = pl.DataFrame({"record_id": ["a", "b"], "content": ["x", "y"]})
ANSWER = pl.DataFrame({"a": ["a"], "b": ["b"], "similarity": [0.9]})


def is_sought(folder: Path | None, records: pl.DataFrame = RECORDS, threshold: float = 0.8) -> bool:
    calls = []

    def find() -> pl.DataFrame:
        calls.append(1)
        return ANSWER

    assert remembered(folder, records, {"threshold": threshold}, find).equals(ANSWER)
    return bool(calls)


def test_the_same_question_is_answered_from_memory_in_any_order(tmp_path: Path) -> None:
    assert is_sought(tmp_path)
    assert not is_sought(tmp_path)
    assert not is_sought(tmp_path, RECORDS.reverse())


def test_other_records_content_or_settings_are_another_question(tmp_path: Path) -> None:
    assert is_sought(tmp_path)
    assert is_sought(tmp_path, RECORDS.head(1))
    assert is_sought(tmp_path, RECORDS.with_columns(content=pl.lit("z")))
    assert is_sought(tmp_path, threshold=0.7)


def test_a_damaged_answer_is_sought_again(tmp_path: Path) -> None:
    assert is_sought(tmp_path)
    (file,) = tmp_path.glob("*.parquet")
    file.write_bytes(b"PAR1")
    assert is_sought(tmp_path)


def test_without_a_folder_nothing_is_remembered() -> None:
    assert is_sought(None)
    assert is_sought(None)
