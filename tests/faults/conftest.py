"""Run the real command line in processes of its own, and disturb them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from curator.files import PART
from curator.versions import VersionStore

RIVERS = ["Elbe", "Oder", "Weser", "Main", "Neckar", "Havel", "Saale", "Isar"]

RECIPE = """\
name: rivers
data: {{sources: [data.jsonl]}}
label: {{budget: 5}}
train:
  {{model: "{model}", examples_seen: 8, batch_size: 4, seeds: [0, 1], rank: 2, alpha: 4, workers: 1, threads: 1,
    precision: float32}}
evaluate: {{heldout: held.jsonl}}
"""

# Runs the command line and dies before the STEP-th change it makes to the files in the working folder; with a step of
# -1 it counts the changes instead.
DIES_AT = """\
import os, signal, sys
step, here, changes = int(sys.argv[1]), os.getcwd(), 0
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate"}

def count(event, args):
    global changes
    if event not in CHANGES and not (event == "open" and args[2] & WRITES):
        return
    if isinstance(args[0], int) or not os.path.abspath(os.fsdecode(args[0])).startswith(here):
        return
    if changes == step:
        os.kill(os.getpid(), signal.SIGKILL)
    changes += 1

sys.addaudithook(count)
from curator.cli.commands import run
code = run(sys.argv[2:])
print(changes)
sys.exit(code)
"""


@dataclass(frozen=True)
class Folder:
    """A working folder with data, a store, and `curator` run in it."""

    path: Path

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-m", "curator", *args]

    def start(self, command: Sequence[str], **wishes: Any) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name != "CURATOR_STORE"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **wishes}
        return subprocess.Popen(command, cwd=self.path, text=True, env=environment, **pipes)

    def end(self, process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
        out, err = process.communicate(timeout=300)
        assert "Traceback" not in (err or ""), err
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def run(self, *args: str, **wishes: Any) -> subprocess.CompletedProcess[str]:
        return self.end(self.start(self.command(*args), **wishes))

    def shell(self, script: str, *args: str) -> subprocess.CompletedProcess[str]:
        """Run a script of the shell in which "$@" is `curator ARGS…`."""
        return self.end(self.start(["sh", "-c", script, "sh", *self.command(*args)]))

    def started_reading(self, name: str, *args: str) -> subprocess.Popen[str]:
        """`curator ARGS…`, as soon as it has opened the file `name`."""
        process = self.start(self.command(*args))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            if self.is_reading(process, name):
                return process
            time.sleep(0.001)
        raise AssertionError(f"{name} was not seen open: {process.communicate()}")

    def is_reading(self, process: subprocess.Popen[str], name: str) -> bool:
        """Whether the process has the file `name` open and is past its beginning, where its format is recognised."""
        half = (self.path / name).stat().st_size // 2
        for link in Path(f"/proc/{process.pid}/fd").iterdir():
            with suppress(OSError):  # it may be gone when we look
                if link.readlink() == self.path / name:
                    told = Path(f"/proc/{process.pid}/fdinfo/{link.name}").read_text()
                    return int(told.split("pos:")[1].split()[0]) > half
        return False

    def killed_at(self, step: int, *args: str) -> None:
        """Kill `curator ARGS…` just before it changes the files here for the `step`-th time."""
        process = self.start([sys.executable, "-c", DIES_AT, str(step), *args])
        process.communicate(timeout=300)
        assert process.returncode == -signal.SIGKILL

    def changes(self, *args: str) -> int:
        """How often an undisturbed `curator ARGS…` changes the files here."""
        done = self.end(self.start([sys.executable, "-c", DIES_AT, "-1", *args]))
        return int(done.stdout.splitlines()[-1])

    @property
    def store(self) -> VersionStore:
        return VersionStore(self.path / ".curator")

    def verify(self) -> list[str]:
        """Every version can be read, and nothing of it is damaged or half there."""
        for version in self.store.all():
            assert version.kept().collect().height == version.manifest["counts"]["kept"]
        return [str(problem) for problem in self.store.verify()]

    def leftovers(self) -> list[str]:
        return [str(path) for path in self.path.rglob(f"{PART}*")]

    def add_recipe(self, model: Path) -> None:
        """Put a recipe for the loop, and what it measures on, beside the data."""
        held = {"instruction": "Which river is number 1?", "output": "Elbe", "options": ["Elbe", "Oder"]}
        (self.path / "held.jsonl").write_text(json.dumps(held) + "\n")
        (self.path / "recipe.yaml").write_text(RECIPE.format(model=model))

    def forget(self) -> None:
        """Remove what runs made, so that the next one has everything to do again."""
        shutil.rmtree(self.path / ".curator")
        for path in self.path.glob("out*"):
            path.unlink()

    def data_files(self) -> dict[str, bytes]:
        """The content of every data file of every version, and of what was written beside the store."""
        stored = (self.path / ".curator" / "versions").rglob("*.parquet")
        return {str(path.relative_to(self.path)): path.read_bytes() for path in (*stored, *self.path.glob("out*"))}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return with_data(tmp_path / "disturbed")


@pytest.fixture
def undisturbed(tmp_path: Path) -> Folder:
    """Another folder with the same data."""
    return with_data(tmp_path / "undisturbed")


def with_data(path: Path) -> Folder:
    path.mkdir()
    rows = [
        {
            "instruction": f"Which river flows through town number {i}?",
            "input": "",
            "output": "" if i % 7 == 0 else f"The {RIVERS[i % 8]} flows through it, and has done so for {i} years.",
        }
        for i in range(200)
    ]
    (path / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (path / "other.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows[50:150]))
    return Folder(path)


@pytest.fixture
def long(folder: Folder) -> Folder:
    """A folder in which reading long.jsonl takes so long that one can do something meanwhile."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("sees open files in /proc")
    rows = [
        {"instruction": f"Tell me about thing {i} of {i * 7919 % 1009}.", "output": f"Thing {i} is one of many. " * 8}
        for i in range(20_000)
    ]
    (folder.path / "long.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture(scope="session")
def moments() -> int:
    """At how many moments `curate` is killed; `make faults` asks for a hundred."""
    return int(os.environ.get("CURATOR_FAULT_MOMENTS", "3"))


@pytest.fixture(scope="session")
def loop_moments() -> int:
    """At how many moments the loop is killed; each costs seconds."""
    return int(os.environ.get("CURATOR_FAULT_MOMENTS", "1"))
