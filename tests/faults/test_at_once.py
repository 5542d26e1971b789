"""Several runs on one store at the same time, and a clock that goes backwards."""

import json
import sys
from typing import Any

import pytest

# Runs the command line with a clock that is so many days behind.
BEHIND = """\
import datetime, sys, time
behind_s = 86_400 * int(sys.argv[1])
real, clock = datetime.datetime, time.time
class Behind(real):
    @classmethod
    def now(cls, tz=None):
        return real.fromtimestamp(clock() - behind_s, tz)
datetime.datetime = Behind
time.time = lambda: clock() - behind_s
from curator.cli import main
main(sys.argv[2:])
"""


def test_two_runs_of_the_same_data_make_one_version(folder: Any, undisturbed: Any) -> None:
    assert undisturbed.run("curate", "data.jsonl", "-q").returncode == 0
    both = [folder.start(folder.command("curate", "data.jsonl", "-q")) for _ in range(2)]
    assert [folder.end(process).returncode for process in both] == [0, 0]
    assert folder.data_files() == undisturbed.data_files()
    assert folder.verify() == []
    assert folder.leftovers() == []


@pytest.mark.slow
def test_runs_of_other_data_make_a_version_each(folder: Any, undisturbed: Any) -> None:
    for name in ("data.jsonl", "other.jsonl"):
        assert undisturbed.run("curate", name, "-q").returncode == 0
    both = [folder.start(folder.command("curate", name, "-q")) for name in ("data.jsonl", "other.jsonl")]
    assert [folder.end(process).returncode for process in both] == [0, 0]
    assert folder.data_files() == undisturbed.data_files()
    assert folder.store.latest() in folder.store.ids()
    assert folder.run("versions", "verify").returncode == 0


def test_a_reader_beside_a_writer_sees_whole_versions(folder: Any) -> None:
    writers = [folder.start(folder.command("curate", name, "-q")) for name in ("data.jsonl", "other.jsonl")]
    while any(process.poll() is None for process in writers):
        assert folder.verify() == []
    assert [folder.end(process).returncode for process in writers] == [0, 0]
    assert len(folder.store.all()) == 2


@pytest.mark.parametrize("days", [pytest.param(1, marks=pytest.mark.slow), 4000])
def test_a_clock_that_goes_backwards_changes_no_order(folder: Any, undisturbed: Any, days: int) -> None:
    first = version(folder, "curate", "other.jsonl")
    second = version(folder, "curate", "data.jsonl", days=days)
    listed = json.loads(folder.run("versions", "list", "--json").stdout)
    assert [each["version"] for each in listed["versions"]] == [first, second]
    assert listed["latest"] == second
    assert folder.verify() == []
    assert version(undisturbed, "curate", "data.jsonl") == second
    assert folder.data_files().items() >= undisturbed.data_files().items()


def version(folder: Any, *args: str, days: int = 0) -> str:
    """The id that a run makes with a clock so many days behind."""
    done = folder.end(folder.start([sys.executable, "-c", BEHIND, str(days), *args, "--json", "-q"]))
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["version"])
