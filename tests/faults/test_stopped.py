"""Ctrl-C, a request to terminate, a reader that has enough, an input that ends: soon, with a word, nothing lost."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

STOPPED = "stopped; what was finished is kept, nothing is half-written"

# Runs the command line and stops answering when it has measured: as long as the world lets it, deaf to Ctrl-C.
DEAF = """\
import sys, time
import curator.pipeline
def deaf(*args, **kwargs):
    print("deaf", flush=True)
    while True:
        try:
            time.sleep(60)
        except (KeyboardInterrupt, SystemExit):
            pass
curator.pipeline.judge = deaf
from curator.cli import main
main(sys.argv[1:])
"""

# Runs the program as it is started, and presses Ctrl-C when it begins to import a module.
STOPPED_AT = """\
import os, runpy, signal, sys
wanted = sys.argv.pop(1)
def stop(event, args):
    if event == "import" and args[0] == wanted:
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(stop)
{start}
"""
STARTS = {"console script": "from curator.cli import main; main()", "-m": "runpy.run_module('curator', {}, '__main__')"}


@pytest.fixture(autouse=True)
def hang_ups_are_heard() -> Iterator[None]:
    """Also where the tests were started by nohup, which has what it starts ignore them."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
@pytest.mark.parametrize(
    "module", ["curator.cli.commands", "click", "rich.text", "orjson", "curator.pipeline", "polars", "numpy"]
)
def test_ctrl_c_during_imports_is_answered_in_words(folder: Any, start: str, module: str) -> None:
    script = STOPPED_AT.replace("{start}", start)
    done = folder.end(folder.start([sys.executable, "-c", script, module, "curate", "data.jsonl"]))
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.splitlines()[-1] == STOPPED


def test_ctrl_c_is_ignored_by_who_was_told_to(folder: Any) -> None:
    script = STOPPED_AT.replace("{start}", "signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + STARTS["console script"])
    done = folder.end(folder.start([sys.executable, "-c", script, "click", "curate", "data.jsonl", "-q"]))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("number", "code", "later_s"),
    [
        pytest.param(signal.SIGINT, 130, 0.0, marks=pytest.mark.slow),
        (signal.SIGINT, 130, 0.7),
        pytest.param(signal.SIGTERM, 143, 0.3, marks=pytest.mark.slow),
        (signal.SIGHUP, 129, 0.0),
    ],
)
def test_a_command_that_is_stopped_says_so_and_leaves_nothing(
    long: Any, number: int, code: int, later_s: float
) -> None:
    kept = json.loads(long.run("curate", "data.jsonl", "--json", "-q").stdout)["version"]
    process = long.started_reading("long.jsonl", "curate", "long.jsonl", "-o", "out.jsonl")
    time.sleep(later_s)
    process.send_signal(number)
    done = long.end(process)
    assert (done.returncode, done.stdout) == (code, "")
    assert STOPPED in done.stderr
    assert long.store.latest() == kept
    assert long.verify() == []
    assert long.leftovers() == []
    assert not (long.path / "out.jsonl").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_command_that_cannot_be_interrupted_ends_all_the_same(folder: Any, number: int, code: int) -> None:
    process = folder.start([sys.executable, "-c", DEAF, "curate", "data.jsonl"])
    assert process.stdout.readline() == "deaf\n"
    process.send_signal(number)
    done = folder.end(process)
    assert done.returncode == code
    assert STOPPED in done.stderr


def test_a_command_told_to_outlast_its_terminal_does(folder: Any) -> None:
    script = 'trap "" HUP; "$@" & sleep 0.5; kill -HUP $!; wait $!'
    assert folder.shell(script, "curate", "data.jsonl", "-q").returncode == 0
    assert len(folder.store.all()) == 1


@pytest.mark.parametrize(
    "args",
    [("versions", "list"), ("versions", "list", "--json"), ("curate", "data.jsonl", "-q", "-o", "-")],
    ids=" ".join,
)
def test_a_reader_that_has_enough_is_no_failure_of_the_data(folder: Any, args: tuple[str, ...]) -> None:
    folder.run("curate", "data.jsonl", "-q")
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = folder.run(*args, stdout=write_end)
    os.close(write_end)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize(
    "args",
    [("versions", "list"), ("versions", "list", "--json"), ("curate", "data.jsonl", "-q", "-o", "-")],
    ids=" ".join,
)
def test_a_full_disk_behind_standard_output_is_said(folder: Any, args: tuple[str, ...]) -> None:
    done = folder.shell('"$@" >/dev/full', *args)
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard output: no space left on the disk")


@pytest.mark.parametrize("closed", [pytest.param(">&-", marks=pytest.mark.slow), "<&- >&- 2>&-"])
def test_standard_streams_that_are_closed_harm_nothing(folder: Any, undisturbed: Any, closed: str) -> None:
    assert undisturbed.run("curate", "data.jsonl", "-o", "out.jsonl").returncode == 0
    assert folder.shell(f'"$@" {closed}', "curate", "data.jsonl", "-o", "out.jsonl").returncode == 0
    assert folder.data_files() == undisturbed.data_files()


def test_records_for_a_closed_standard_output_are_said_to_be_lost(folder: Any) -> None:
    done = folder.shell('"$@" >&-', "curate", "data.jsonl", "-o", "-")
    assert done.returncode == 2
    assert "error: standard output: is closed" in done.stderr


def test_a_closed_standard_input_is_said(folder: Any) -> None:
    done = folder.shell('"$@" <&-', "curate", "-")
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard input: is closed")


def test_a_writer_that_dies_leaves_half_a_line_which_is_quarantined(folder: Any) -> None:
    done = folder.shell('head -c 1000 data.jsonl | "$@"', "curate", "-", "--json", "-q")
    counts = json.loads(done.stdout)["counts"]
    whole = (folder.path / "data.jsonl").read_bytes()[:1000].count(b"\n")
    assert (counts["input"], counts["quarantined"]) == (whole + 1, 1)
