"""What happens to a store that somebody, or something, has had their hands on."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import polars as pl
import pytest

from curator import progress
from curator.errors import DataError
from curator.versions import DatasetVersion, VersionStore
from curator.versions import store as store_module

Commit = Callable[..., DatasetVersion]
A, B = "aaaa00000000", "bbbb00000000"


def edit(version: DatasetVersion, **changes: object) -> None:
    file = version.path / "manifest.json"
    file.write_bytes(orjson.dumps({**orjson.loads(file.read_bytes()), **changes}))


def found(store: VersionStore) -> list[tuple[str, str]]:
    return [(Path(str(each.where)).name, each.what) for each in store.verify()]


def test_verify_names_a_manifest_that_was_edited(store: VersionStore, commit: Commit) -> None:
    version = commit(A, {"r": "keep"})
    edit(version, counts={"kept": 2})
    assert found(store) == [("manifest.json", "was edited after it was written")]


def test_the_layout_of_a_manifest_does_not_count(store: VersionStore, commit: Commit) -> None:
    edit(commit(A, {"r": "keep"}))
    assert found(store) == []


def test_verify_names_what_does_not_belong_there(store: VersionStore, commit: Commit) -> None:
    version = commit(A, {"r": "keep"})
    (version.path / "notes.txt").write_text("mine")
    (version.path.parent / "stray").mkdir()
    (store.root / "latest").write_text(f"{B}\n")
    (store.root / "overrides.jsonl").write_text("{\n")
    assert [name for name, _ in found(store)] == ["notes.txt", "stray", "latest", "overrides.jsonl:1"]


def test_verify_names_a_version_under_another_name(store: VersionStore, commit: Commit) -> None:
    version = commit(A, {"r": "keep"})
    version.path.rename(version.path.with_name(B))
    assert found(store) == [(B, f"the manifest is that of {A}"), ("latest", f"names '{A}', which is not in the store")]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"{}", b'{"id": 1}', b"\xff\xfe", b"[" * 5000])
def test_a_damaged_manifest_hides_no_other_version(store: VersionStore, commit: Commit, content: bytes) -> None:
    commit(A, {"r": "keep"})
    (commit(B, {"r": "keep"}).path / "manifest.json").write_bytes(content)
    assert [version.id for version in store.all()] == [A]
    assert store.ids() == [A, B]
    assert [version.id for version in store.newest_first()] == [A]
    with pytest.raises(DataError, match="the manifest cannot be read"):
        store.get(B).manifest
    assert [name for name, _ in found(store)] == [B]


@pytest.mark.parametrize("created", ["yesterday", "2026-01-05T09:00:00", "", None, 7])
def test_a_time_that_is_none_is_damage(store: VersionStore, commit: Commit, created: object) -> None:
    edit(commit(A, {"r": "keep"}), created=created)
    assert store.all() == []
    commit(B, {"r": "keep"})
    assert [version.id for version in store.all()] == [B]


@pytest.mark.parametrize("damaged", ["manifest.json", "ledger.parquet", "records.parquet"])
def test_curating_again_mends_a_damaged_version(store: VersionStore, commit: Commit, damaged: str) -> None:
    version = commit(A, {"r": "keep"})
    (version.path / "notes.txt").write_text("goes with the damaged version")
    (version.path / damaged).write_bytes(b"PAR1")
    commit(A, {"r": "keep"})
    assert found(store) == []
    assert [each.name for each in (store.root / "versions").iterdir()] == [A]


def test_what_lies_in_a_whole_version_stays_there(store: VersionStore, commit: Commit) -> None:
    notes = commit(A, {"r": "keep"}).path / "notes.txt"
    notes.write_text("mine")
    commit(A, {"r": "keep"})
    assert notes.read_text() == "mine"


@pytest.mark.parametrize("pointer", [b"", b"ffff00000000", b"\xff\xff", b"../../etc"])
def test_without_a_pointer_the_newest_is_the_latest(store: VersionStore, commit: Commit, pointer: bytes) -> None:
    commit(B, {"r": "keep"})
    commit(A, {"r": "keep"})
    (store.root / "latest").write_bytes(pointer)
    assert store.get("latest").id == A
    (store.root / "latest").unlink()
    assert store.get("latest").id == A


def test_a_clock_that_goes_back_does_not_reorder_versions(
    store: VersionStore, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        hours = 3

        @classmethod
        def now(cls, tz: object = None) -> datetime:
            cls.hours -= 1
            return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(hours=cls.hours)

    monkeypatch.setattr(store_module, "datetime", Clock)
    for name in ("cccc00000000", B, A):
        commit(name, {"r": "keep"})
    assert [version.id[0] for version in store.all()] == ["c", "b", "a"]
    times = [version.manifest["created"] for version in store.all()]
    assert times == sorted(set(times))


WRITE_FOR_EVER = """
import sys
from pathlib import Path
import polars as pl
from curator.versions import VersionStore, frames, FRAMES
def hang(frame, path):
    path.write_bytes(b"half")
    print("writing", flush=True)
    sys.stdin.read()
frames.write = hang
VersionStore(Path(sys.argv[1])).commit("bbbb00000000", {"parent": None}, dict.fromkeys(FRAMES, pl.DataFrame()))
"""


def test_a_killed_writer_leaves_neither_a_lock_nor_a_half_version(store: VersionStore, commit: Commit) -> None:
    command = [sys.executable, "-c", WRITE_FOR_EVER, str(store.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "writing\n"
        assert store.ids() == []
        assert store.verify() == []
        with pytest.raises(DataError, match="another curator has been writing to this store"), store.lock(0.01):
            pass
        writer.kill()
    commit(A, {"r": "keep"})
    assert [each.name for each in (store.root / "versions").iterdir()] == [A]
    assert store.verify() == []


def test_who_waits_for_the_lock_is_told(store: VersionStore) -> None:
    told: list[str] = []

    @contextmanager
    def watch(what: str, total: int | None) -> Iterator[progress.Advance]:
        told.append(what)
        release.set()
        yield lambda _: None

    release, held = threading.Event(), threading.Event()

    def hold() -> None:
        with store.lock():
            held.set()
            release.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    with progress.watched_by(watch), store.lock():
        pass
    holder.join()
    assert told == ["waiting for another curator that writes to this store"]


def test_the_holder_of_the_lock_may_take_it_again(store: VersionStore, commit: Commit) -> None:
    with store.lock(), store.lock():
        commit(A, {"r": "keep"})
    assert store.ids() == [A]


def test_a_store_that_cannot_be_written_is_an_error_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot write"), VersionStore(tmp_path / "file" / "store").lock():
        pass


def test_a_frame_whose_pages_are_damaged_is_said_by_whatever_reads_them(store: VersionStore, commit: Commit) -> None:
    version = commit(A, {f"r{number}": "keep" for number in range(100)})
    file = version.path / "records.parquet"
    whole = pl.read_parquet(file)
    content = file.read_bytes()
    footer = int.from_bytes(content[-8:-4], "little") + 8
    file.write_bytes(content[:4] + b"\xff" * (len(content) - 4 - footer) + content[-footer:])
    frame = version.frame("records")
    assert frame.collect_schema() == whole.schema
    for query in (frame, frame.filter(pl.col("record_id") == "r1").select("source"), version.kept()):
        with pytest.raises(DataError, match=r"records\.parquet: a file of this version is damaged: .*versions verify"):
            query.collect()


@pytest.mark.parametrize(
    "query",
    [
        lambda frame: frame,
        lambda frame: frame.select("source_row"),
        lambda frame: frame.select(pl.len()),
        lambda frame: frame.head(3),
        lambda frame: frame.filter(pl.col("source_row") > 5).head(2),
        lambda frame: frame.head(7).filter(pl.col("source_row") > 5),
        lambda frame: frame.filter(pl.col("source_row") > 5).select("record_id"),
        lambda frame: frame.tail(2),
        lambda frame: frame.join(frame.select("record_id").head(3), on="record_id", maintain_order="left"),
    ],
)
def test_a_stored_frame_answers_like_its_file(commit: Commit, query: Callable[[pl.LazyFrame], pl.LazyFrame]) -> None:
    version = commit(A, {f"r{number:02}": "keep" for number in range(20)})
    file = pl.scan_parquet(version.path / "records.parquet")
    assert query(version.frame("records")).collect().equals(query(file).collect())


def test_a_part_of_a_manifest_can_be_copied_into_plain_data(commit: Commit) -> None:
    @dataclass(frozen=True)
    class Holder:
        part: dict[str, object]

    version = commit(A, {"r": "keep"})
    assert asdict(Holder(version.manifest["counts"])) == {"part": {"input": 1, "kept": 1}}
    with pytest.raises(DataError, match=r"manifest\.json: the manifest lacks 'dropped'"):
        version.manifest["counts"]["dropped"]
