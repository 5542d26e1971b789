"""`curator dedup index`: make it, ask it, let it grow."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from curator.versions import lock

Curator = Callable[..., Any]

ASKED = [f"Describe the {name} that runs through the old town and then on to the sea." for name in ("Elbe", "Oder")]
SAID = "It comes from the mountains in the south and carries ships for the last two hundred kilometres of its way"


def write(path: Path, *pairs: tuple[str, str]) -> str:
    path.write_text("".join(json.dumps({"instruction": asked, "output": said}) + "\n" for asked, said in pairs))
    return str(path)


@pytest.fixture
def first(tmp_path: Path) -> str:
    return write(tmp_path / "first.jsonl", (ASKED[0], SAID), (ASKED[1], SAID), (ASKED[0], SAID))


@pytest.fixture
def second(tmp_path: Path) -> str:
    return write(
        tmp_path / "second.jsonl",
        ("Please d" + ASKED[1][1:], SAID),
        (ASKED[0], "No."),
        ("Name a lake.", "Lake Constance"),
        (ASKED[0].upper(), SAID),
    )


def answers(result: Any) -> list[tuple[int, str | None, int | None]]:
    return [(each["source_row"], each["kind"], each["twin_row"]) for each in result["answers"]]


def test_an_index_is_built_asked_and_grows(curator: Curator, first: str, second: str) -> None:
    built = curator("dedup", "index", "build", "ix", first, "--json").json
    assert (built["records"], built["exact"], built["kept"], answers(built)) == (3, 1, 2, [(2, "exact", 0)])
    asked = curator("dedup", "index", "query", "ix", second, "--json").json
    assert answers(asked) == [(0, "near", 1), (1, None, None), (2, None, None), (3, "exact", 0)]
    assert asked["answers"][0]["similarity"] >= 0.8
    assert (asked["new"], asked["kept"], asked["recall"]) == (2, 2, "finds 98.6 % of pairs at similarity 0.8")
    added = curator("dedup", "index", "add", "ix", second, "--json").json
    assert (added["near"], added["exact"], added["new"], added["kept"]) == (1, 1, 2, 4)
    assert curator("dedup", "index", "query", "ix", second, "--json").json["new"] == 0


def test_people_are_told_what_repeats_and_what_comes_next(curator: Curator, first: str, second: str) -> None:
    built = curator("dedup", "index", "build", "ix", first).out
    assert "1 of 3 records repeats a kept one (33.3%): 1 exactly; 2 new, kept" in built
    assert "first.jsonl:2  first.jsonl:0" in built
    assert "curator dedup index query ix SOURCE…" in built
    asked = curator("dedup", "index", "query", "ix", second).out
    assert "2 of 4 records repeat a kept one (50.0%): 1 exactly, 1 nearly; 2 new\n" in asked
    assert "nothing was added: curator dedup index add ix SOURCE…" in asked


def test_what_only_looks_alike_is_told_with_the_reason(curator: Curator, tmp_path: Path) -> None:
    radius = "Compute the volume of a sphere with a radius of {} cm."
    curator("dedup", "index", "build", "ix", write(tmp_path / "a.jsonl", (radius.format(5), "524")), "--view", "prompt")
    asked = curator("dedup", "index", "query", "ix", write(tmp_path / "b.jsonl", (radius.format(7), "1437"))).out
    assert "1 record, none repeats a kept one; 1 new" in asked
    assert "b.jsonl:0  a.jsonl:0" in asked
    assert "other numbers" in asked


def test_a_stored_version_can_be_indexed(curator: Curator, first: str) -> None:
    curator("curate", first, "-q")
    assert curator("dedup", "index", "build", "ix", "latest", "--json").json["kept"] == 2


def test_records_that_repeat_none_are_written_as_they_were(
    curator: Curator, tmp_path: Path, first: str, second: str
) -> None:
    curator("dedup", "index", "build", "ix", first)
    asked = curator("dedup", "index", "query", "ix", second, "-o", "new.jsonl").out
    assert "the others are in new.jsonl; ix holds 2 records, nothing was added" in asked
    expected = [json.loads(line) for line in Path(second).read_text().splitlines()[1:3]]
    assert [json.loads(line) for line in (tmp_path / "new.jsonl").read_text().splitlines()] == expected
    piped = curator("dedup", "index", "query", "ix", second, "-o", "-")
    assert [json.loads(line) for line in piped.out.splitlines()] == expected
    assert "2 of 4 records repeat no kept one" in piped.err


def test_records_of_a_version_that_repeat_none_are_written(curator: Curator, first: str, second: str) -> None:
    curator("dedup", "index", "build", "ix", first)
    curator("curate", second, "-q", "--no-dedup")
    asked = curator("dedup", "index", "query", "ix", "latest", "-o", "new.jsonl", "--json").json
    assert len(Path("new.jsonl").read_text().splitlines()) == asked["new"] > 0


def test_nothing_new_is_said_and_nothing_is_written(curator: Curator, tmp_path: Path, first: str) -> None:
    curator("dedup", "index", "build", "ix", first)
    outcome = curator("dedup", "index", "query", "ix", first, "-o", "new.jsonl")
    assert (outcome.code, (tmp_path / "new.jsonl").exists()) == (2, False)
    assert "new.jsonl: every record repeats a kept one; nothing was written" in outcome.err


def test_unreadable_lines_are_told(curator: Curator, tmp_path: Path, first: str) -> None:
    with Path(first).open("a") as file:
        file.write("{\n")
    assert "unreadable: first.jsonl:4" in curator("dedup", "index", "build", "ix", "first.jsonl").err


def test_two_that_add_at_once_both_add(curator: Curator, tmp_path: Path, first: str, second: str) -> None:
    curator("dedup", "index", "build", "ix", first)
    holder, done = FileLock(tmp_path / "ix" / ".lock"), []
    holder.acquire()
    waiting = threading.Thread(target=lambda: done.append(add(tmp_path / "ix", second)))
    waiting.start()
    third = write(tmp_path / "third.jsonl", ("Name a sea.", "The sea of Aral"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lock, "PATIENCE_S", 0.01)
        refused = curator("dedup", "index", "add", "ix", third)
    assert refused.code == 2
    assert "another curator has been writing to this index for 0.01 seconds" in refused.err
    assert done == []
    holder.release()
    waiting.join()
    assert curator("dedup", "index", "add", "ix", third, "--json").json["kept"] == 5


def add(folder: Path, source: str) -> int:
    command = [sys.executable, "-m", "curator", "dedup", "index", "add", str(folder), source]
    return subprocess.run(command, check=True).returncode


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("query", "nothing", "first.jsonl"), "nothing: is no index of curator; make one"),
        (("add", "ix", "first.jsonl", "--threshold", "0.7"), "built with threshold 0.8, and 0.7 is asked for"),
        (("query", "ix", "first.jsonl", "--view", "prompt"), "built with view full, and prompt is asked for"),
        (("build", "ix", "first.jsonl"), "there is an index already"),
        (("build", "new", "first.jsonl", "--threshold", "1"), "similarity threshold is 1"),
        (("build", "first.jsonl", "first.jsonl"), "is a file"),
        (("build", "new", "missing.jsonl"), "missing.jsonl"),
        (("share", "ix", "localhost"), "localhost: is no address of a Redis; write it as redis://HOST:PORT/NAME"),
        (("share", "nothing", "redis://localhost"), "nothing: is no index of curator"),
        (("build", "new"), "Missing argument"),
        (("query", "ix", "first.jsonl", "--view", "answer"), "'answer' is not one of"),
    ],
)
def test_what_cannot_be_is_refused(curator: Curator, first: str, args: tuple[str, ...], what: str) -> None:
    curator("dedup", "index", "build", "ix", first)
    outcome = curator("dedup", "index", *args)
    assert outcome.code == 2
    assert what in outcome.err
    assert "Traceback" not in outcome.err


def test_a_damaged_index_is_refused(curator: Curator, tmp_path: Path, first: str) -> None:
    curator("dedup", "index", "build", "ix", first)
    part = next((tmp_path / "ix").glob("part-*"))
    part.write_bytes(part.read_bytes()[:-1])
    outcome = curator("dedup", "index", "query", "ix", first)
    assert outcome.code == 2
    assert "is not as it was written; build the index again" in outcome.err
