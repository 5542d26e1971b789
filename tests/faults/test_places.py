"""No room, no permission: said, with the store as it was before."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

MOUNTS = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=4m tmpfs /mnt"]
CURATE = ("curate", "data.jsonl", "-q")


@pytest.fixture(scope="session")
def mounts() -> None:
    """Skip where a file system cannot be mounted for one command."""
    if not shutil.which("unshare") or subprocess.run(MOUNTS, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a file system of its own")


@pytest.fixture
def began(folder: Any) -> Any:
    """A folder whose store holds one version."""
    assert folder.run("curate", "other.jsonl", "-q").returncode == 0
    return folder


def mounted(folder: Any, script: str, *args: str) -> Any:
    """Run a script with file systems of its own: its mounts end with it."""
    return folder.end(folder.start(["unshare", "--mount", "sh", "-c", script, "sh", *folder.command(*args)]))


@pytest.mark.usefixtures("mounts")
@pytest.mark.parametrize("size_kib", [pytest.param(4, marks=pytest.mark.slow), 40])
def test_a_full_disk_is_said_and_the_store_stays_as_it_was(began: Any, tmp_path: Path, size_kib: int) -> None:
    # The store is copied to a small disk with so much room left, used there, and copied back.
    script = f"""\
mkdir small && mount -t tmpfs -o size=1m tmpfs small && cp -r .curator/. small/ &&
mount -o remount,size=$(( $(du -sk small | cut -f1) + {size_kib} ))k small || exit 99
"$@"; code=$?
find small -name '.curator-*'; rm -rf .curator && cp -r small .curator && exit $code"""
    before = began.data_files()
    done = mounted(began, script, *CURATE, "--store", "small")
    assert done.returncode == 2
    assert "no space left on the disk" in done.stderr
    assert done.stdout == ""
    assert began.data_files() == before
    assert began.verify() == []
    assert began.run(*CURATE).returncode == 0


@pytest.mark.usefixtures("mounts")
def test_a_full_disk_under_the_output_is_said_and_the_version_is_kept(folder: Any) -> None:
    script = """\
mkdir small && mount -t tmpfs -o size=4k tmpfs small && "$@"; code=$?
ls -A small; exit $code"""
    done = mounted(folder, script, *CURATE, "-o", "small/out.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert "small/out.jsonl: no space left on the disk" in done.stderr
    assert len(folder.store.all()) == 1


@pytest.mark.usefixtures("mounts")
def test_a_store_that_may_only_be_read_is_said_and_can_be_read(began: Any) -> None:
    script = 'mount --bind . . && cd "$PWD" && mount -o remount,ro,bind . && "$@"'
    done = mounted(began, script, *CURATE)
    assert done.returncode == 2
    assert "cannot write: read-only file system" in done.stderr
    for args in (("versions", "list"), ("versions", "verify"), ("report", "latest")):
        assert mounted(began, script, *args).returncode == 0


@pytest.mark.parametrize("kib", [pytest.param(0, marks=pytest.mark.slow), 4])
def test_a_limit_on_the_size_of_files_is_said_and_the_store_stays_as_it_was(began: Any, kib: int) -> None:
    before = began.data_files()
    done = began.shell(f'ulimit -f {2 * kib}; exec "$@"', *CURATE)
    assert done.returncode == 2
    assert re.search("cannot write: (file too large|input/output error)", done.stderr)
    assert began.data_files() == before
    assert began.leftovers() == []
    assert began.run(*CURATE).returncode == 0


def test_a_version_is_told_even_when_the_end_of_its_run_cannot_be_recorded(folder: Any) -> None:
    # The first event fits below the limit, the last one, which tells of every rule, does not.
    events = folder.path / ".curator" / "openlineage.jsonl"
    events.parent.mkdir()
    events.write_text(json.dumps({"old": "x" * (2**20 - 5_000)}) + "\n")
    done = folder.shell('ulimit -f 2048; exec "$@"', "curate", "data.jsonl", "--json")
    assert done.returncode == 0, done.stderr
    (warning,) = (line for line in done.stderr.splitlines() if "is not recorded" in line)
    assert "openlineage.jsonl: cannot write: file too large" in warning
    assert json.loads(done.stdout)["version"] == folder.store.latest()
    assert [json.loads(line).get("eventType") for line in events.read_text().splitlines()] == [None, "START"]
    assert folder.verify() == []


def test_a_file_where_the_store_should_be_is_said(folder: Any) -> None:
    (folder.path / ".curator").write_text("no folder")
    done = folder.run(*CURATE)
    assert done.returncode == 2
    assert ".curator" in done.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("mounts")
def test_a_loop_on_a_full_disk_says_so_and_goes_on_when_there_is_room(folder: Any, tiny_model: Path) -> None:
    folder.add_recipe(tiny_model)
    # With so much room the versions fit, and not every adapter.
    script = """\
mkdir small && mount -t tmpfs -o size=230k tmpfs small || exit 99
"$@"; code=$?
cp -r small .curator && exit $code"""
    done = mounted(folder, script, "loop", "run", "recipe.yaml", "-q", "--store", "small")
    assert done.returncode == 2
    assert "no space left on the disk" in done.stderr
    assert folder.verify() == []
    assert folder.leftovers() == []
    assert folder.run("loop", "run", "recipe.yaml", "-q").returncode == 0
