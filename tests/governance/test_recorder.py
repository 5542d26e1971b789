"""Runs leave START and one end beside the versions, whatever ends them."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from curator import DatasetVersion, VersionStore
from curator.errors import DataError
from curator.governance.recorder import FILE, append, recorded


def events(store: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (store / FILE).read_text().splitlines()]


def test_a_run_that_ends_well(version: DatasetVersion, store: VersionStore) -> None:
    sources = version.manifest["recipe"]["data"]["sources"]
    with recorded(store.root, "curate", warn=pytest.fail, sources=sources) as run:
        run.makes(version)
    start, end = events(store.root)
    assert (start["eventType"], end["eventType"]) == ("START", "COMPLETE")
    assert start["run"]["runId"] == end["run"]["runId"] == run.run_id
    assert start["outputs"] == []
    assert [each["facets"]["version"]["datasetVersion"] for each in end["outputs"]] == [version.id]
    assert [each["inputFacets"]["inputStatistics"]["rowCount"] for each in end["inputs"]] == [10, 2, 1]


def test_the_version_that_was_read_is_an_input(version: DatasetVersion, store: VersionStore) -> None:
    with recorded(store.root, "label import", warn=pytest.fail, parents=[version]):
        pass
    for event in events(store.root):
        assert [each["facets"]["version"]["datasetVersion"] for each in event["inputs"]] == [version.id]


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (DataError("no such file", where="a.jsonl"), "FAIL", "DataError: a.jsonl: no such file"),
        (ZeroDivisionError("oh"), "FAIL", "ZeroDivisionError: oh"),
        (KeyboardInterrupt(), "ABORT", None),
        (SystemExit(130), "ABORT", None),
    ],
)
def test_a_run_that_ends_badly(tmp_path: Path, error: BaseException, kind: str, message: str | None) -> None:
    with pytest.raises(type(error)), recorded(tmp_path, "curate", warn=pytest.fail, sources=["a.jsonl"]):
        raise error
    start, end = events(tmp_path)
    assert (start["eventType"], end["eventType"]) == ("START", kind)
    assert end["run"]["facets"].get("errorMessage", {}).get("message") == message


def test_the_first_error_is_told_even_when_its_event_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), recorded(tmp_path, "curate", warn=pytest.fail):
        (tmp_path / FILE).unlink()
        (tmp_path / FILE).mkdir()
        raise ZeroDivisionError


def test_a_store_that_cannot_be_written_stops_the_run_before_it_starts(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(DataError, match="cannot write"), recorded(tmp_path, "curate", warn=pytest.fail):
        pytest.fail("the run was started")


def test_a_run_that_ended_well_has_even_when_that_cannot_be_written(version: DatasetVersion, tmp_path: Path) -> None:
    warnings: list[str] = []
    with recorded(tmp_path, "curate", warn=warnings.append) as run:
        (tmp_path / FILE).unlink()
        (tmp_path / FILE).mkdir()
        run.makes(version)
    (warning,) = warnings
    assert warning.startswith("warning: all is stored, but the end of this run is not recorded: ")
    assert f"{tmp_path / FILE}: cannot write: is a directory" in warning


def test_writers_beside_each_other_do_not_mix_their_lines(tmp_path: Path) -> None:
    def write(who: int) -> None:
        for number in range(20):
            append(tmp_path / FILE, {"who": who, "number": number, "long": "x" * 20_000})

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = [(each["who"], each["number"]) for each in events(tmp_path)]
    assert sorted(written) == [(who, number) for who in range(4) for number in range(20)]


def test_a_name_that_is_no_text_can_be_recorded(tmp_path: Path) -> None:
    with recorded(tmp_path, "curate", warn=pytest.fail, sources=[os.fsdecode(b"/data/\xff.jsonl")]):
        pass
    assert events(tmp_path)[0]["inputs"][0]["name"] == "/data/\\xff.jsonl"


def test_ctrl_c_is_recorded_as_an_abort(tmp_path: Path) -> None:
    script = (
        "import signal, sys, pathlib\n"
        "from curator.governance.recorder import recorded\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored where a job was started behind another
        "with recorded(pathlib.Path(sys.argv[1]), 'curate', warn=print):\n"
        "    print('running', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"running\n"
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    assert [each["eventType"] for each in events(tmp_path)] == ["START", "ABORT"]
