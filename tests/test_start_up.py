"""What a quick command must not import."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ["torch", "transformers", "datasketch", "scipy", "pandas", "pydantic", "label_studio_sdk"]

PROBE = """
import sys
from curator.cli.commands import run
code = run(sys.argv[1:])
loaded = [name for name in {heavy!r} if name in sys.modules]
print("LOADED", loaded, code, file=sys.stderr)
"""


def loaded_by(*args: str, store: Path) -> tuple[str, str]:
    probe = PROBE.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", probe, *args],
        capture_output=True,
        text=True,
        env={"CURATOR_STORE": str(store), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    return done.stdout, done.stderr.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start-up")
    data = folder / "data.jsonl"
    data.write_text('{"instruction": "Name a river.", "output": "The Elbe is a river in Europe."}\n')
    done = subprocess.run(
        [sys.executable, "-m", "curator", "curate", str(data), "--store", str(folder / "store"), "-q"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "store"


@pytest.mark.parametrize(
    "command", [["--help"], ["report", "latest"], ["versions", "list"]], ids=lambda command: " ".join(command)
)
def test_quick_commands_import_nothing_heavy(command: list[str], store: Path) -> None:
    output, loaded = loaded_by(*command, store=store)
    assert output
    assert loaded == "LOADED [] 0"
