"""Whatever is remembered, the answer is what measuring would give."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.cache import SignalCache
from curator.cache import signals as module

NAMES = ["length", "vowels", "first"]


class Measuring:
    """Measures the ids themselves, and remembers what it was asked."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = pl.Series("id", ids, dtype=pl.String)
        self.asked: list[tuple[str, str]] = []

    def __call__(self, rows: pl.Series, names: list[str]) -> pl.DataFrame:
        chosen = self.ids.gather(rows)
        self.asked += [(each, name) for each in chosen for name in names]
        frame = pl.DataFrame({"id": chosen})
        return frame.select(
            length=pl.col("id").str.len_chars(),
            vowels=pl.col("id").str.count_matches("[aeiou]"),
            first=pl.col("id").str.extract("^([b-z])"),  # null for some
        ).select(names)


def asked(cache: SignalCache, ids: Sequence[str], names: Sequence[str], version: int = 1) -> list[tuple[str, str]]:
    """Ask the cache, check its answer, and tell what it measured for that."""
    measuring = Measuring(ids)
    found = cache.get(measuring.ids, dict.fromkeys(names, version), measuring)
    different = list(dict.fromkeys(ids))
    assert found["content_id"].to_list() == different
    expected = Measuring(different)(pl.Series(range(len(different)), dtype=pl.UInt32), list(names))
    assert found.select(names).equals(expected)
    return measuring.asked


runs = st.lists(
    st.tuples(
        st.lists(st.text("abc", min_size=1, max_size=2), max_size=6),
        st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    ),
    max_size=8,
)


@pytest.mark.parametrize("is_stored", [True, False])
def test_nothing_is_measured_twice_and_nothing_is_wrong(is_stored: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SEGMENTS", 3)
    monkeypatch.setattr("os.fsync", lambda handle: None)  # hundreds of small files

    @settings(deadline=None, max_examples=25)
    @given(runs)
    def law(wanted: list[tuple[list[str], list[str]]]) -> None:
        with TemporaryDirectory() as folder:
            cache = SignalCache(Path(folder) if is_stored else None)
            known: set[tuple[str, str]] = set()
            assert cache.anew == 0
            for ids, names in wanted:
                measured = asked(cache, ids, names)
                assert len(measured) == len(set(measured))
                assert set(measured) == {(each, name) for each in ids for name in names} - known
                known |= set(measured)
                assert cache.anew == len({each for each, _ in known})

    law()


def test_another_process_finds_what_was_stored(tmp_path: Path) -> None:
    assert asked(SignalCache(tmp_path), ["a", "b"], ["length"])
    assert asked(SignalCache(tmp_path), ["b", "a"], ["length"]) == []


def test_a_new_version_of_a_signal_is_measured(tmp_path: Path) -> None:
    asked(SignalCache(tmp_path), ["a"], ["length"])
    assert asked(SignalCache(tmp_path), ["a"], ["length"], version=2) == [("a", "length")]


def test_another_version_of_a_library_measures_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(SignalCache(tmp_path), ["a"], ["length"])
    monkeypatch.setattr("curator.cache.folder.version", lambda name: "99")
    assert asked(SignalCache(tmp_path), ["a"], ["length"]) == [("a", "length")]


def test_a_damaged_segment_is_measured_again_and_forgotten(tmp_path: Path) -> None:
    asked(SignalCache(tmp_path), ["a"], ["length"])
    (segment,) = tmp_path.rglob("*.parquet")
    segment.write_bytes(segment.read_bytes()[:-9] + b"\0" * 9)
    assert asked(SignalCache(tmp_path), ["a"], ["length"]) == [("a", "length")]
    assert asked(SignalCache(tmp_path), ["a"], ["length"]) == []


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = SignalCache(tmp_path / "file" / "cache")
    assert asked(cache, ["a"], ["length"]) == [("a", "length")]
    assert asked(cache, ["a"], ["length"]) == []


def test_the_oldest_segments_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(SignalCache(tmp_path), ["a"], ["length"])
    (first,) = tmp_path.rglob("*.parquet")
    monkeypatch.setattr(module, "MOST_BYTES", first.stat().st_size * 2)
    asked(SignalCache(tmp_path), ["b"], ["vowels"])
    asked(SignalCache(tmp_path), ["c"], ["first"])
    assert not first.exists()
    assert asked(SignalCache(tmp_path), ["c"], ["first"]) == []


def test_an_interrupted_run_keeps_what_it_measured_so_far(tmp_path: Path) -> None:
    ids = [f"id{number}" for number in range(10)]
    measuring = Measuring(ids)

    def interrupted(rows: pl.Series, names: list[str]) -> pl.DataFrame:
        if 7 in rows:
            raise KeyboardInterrupt
        return measuring(rows, names)

    with pytest.raises(KeyboardInterrupt):
        SignalCache(tmp_path).get(measuring.ids, {"length": 1}, interrupted, at_once=3)
    assert len(measuring.asked) == 6
    assert asked(SignalCache(tmp_path), ids, ["length"]) == [(each, "length") for each in ids[6:]]


def test_another_way_to_measure_is_told_by_its_name(tmp_path: Path) -> None:
    cache, measuring = SignalCache(tmp_path), Measuring(["a", "b"])
    for way in ("of one model", "of another", "of one model"):
        cache.get(measuring.ids, {"length": way}, measuring, at_once=1)
    assert len(measuring.asked) == 4
