"""One process at a time at a loop; the second is told who the first one is."""

import subprocess
import sys
from pathlib import Path

import pytest

from curator.errors import DataError
from curator.loop.holding import holder, holding
from curator.versions.lock import Held

HOLDS = """
import sys, time
from pathlib import Path
from curator.loop.holding import holding
with holding(Path(sys.argv[1]), "curator loop watch"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_second_is_told_who_holds_it_until_that_one_is_gone(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        who = holder(tmp_path)
        assert who is not None
        assert (who.pid, who.what) == (other.pid, "curator loop watch")
        told = rf"another curator works on this loop: process {other.pid} on .* \(curator loop watch, since 20"
        with pytest.raises(DataError, match=told), holding(tmp_path, "curator loop run"):
            pytest.fail("it was let in")
    finally:
        other.kill()
        other.communicate()
    assert holder(tmp_path) is None
    with holding(tmp_path, "curator loop run"):
        pass


def test_nobody_holds_what_is_not_there(tmp_path: Path) -> None:
    assert holder(tmp_path / "nothing") is None
    assert not (tmp_path / "nothing").exists()


def test_a_lock_that_is_held_by_others_inside_the_block_is_another_matter(tmp_path: Path) -> None:
    with pytest.raises(Held, match="the store"), holding(tmp_path, "curator loop run"):
        raise Held("another curator writes to the store")
