"""A signal in five lines, in a file given by --plugin or in an installed package."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = """\
import polars as pl
from curator.signals import count

asks = count("response_questions", "Question marks of the answer.", "signs", ("response",),
             pl.col("response").str.count_matches(r"\\\\?"))
"""


def curator(folder: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    call = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); from curator.cli.commands import run; sys.exit(run({args}))"
    )
    return subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=False)


def install(folder: Path, name: str, value: str, *, package: str = "") -> None:
    info = folder / f"{package or name}_pack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package or name}-pack\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[curator.signals]\n{name} = {value}\n")


def test_the_same_file_serves_as_plugin_and_as_entry_point(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN)
    show = ("signals", "show", "response_questions")
    assert curator(tmp_path, *show).returncode == 2
    plugged = curator(tmp_path, *show, "--plugin", str(tmp_path / "mine.py"))
    assert "unit: signs" in plugged.stdout, plugged.stderr
    install(tmp_path, "response_questions", "mine:asks")
    assert curator(tmp_path, *show).stdout == plugged.stdout


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("response_chars", "mine:asks", "exists already"),
        ("response_gone", "no_such_module:x", "cannot be loaded: ModuleNotFoundError"),
        ("response_other", "mine:asks", "is no signal of that name"),
    ],
)
def test_a_package_that_is_wrong_is_left_out_and_named(tmp_path: Path, name: str, value: str, told: str) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN)
    install(tmp_path, "response_questions", "mine:asks")
    install(tmp_path, name, value)
    done = curator(tmp_path, "signals", "list", "--json")
    assert done.returncode == 0
    [warned] = done.stderr.splitlines()
    assert warned.startswith(f"warning: left out: {name}-pack ({value})")
    assert told in warned
    listed = [each["name"] for each in json.loads(done.stdout)["signals"]]
    assert "response_questions" in listed
    assert listed.count(name) == (name == "response_chars")


def test_who_asks_for_what_was_left_out_is_told_why(tmp_path: Path) -> None:
    install(tmp_path, "response_gone", "no_such_module:x")
    done = curator(tmp_path, "signals", "show", "response_gone")
    assert done.returncode == 2
    assert "error: response_gone-pack (no_such_module:x): signal 'response_gone' cannot be loaded" in done.stderr


def test_of_two_packages_with_the_same_name_neither_wins(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN)
    install(tmp_path, "response_questions", "mine:asks")
    install(tmp_path, "response_questions", "mine:asks", package="second")
    done = curator(tmp_path, "signals", "show", "response_questions")
    assert done.returncode == 2
    assert "second-pack" in done.stderr
