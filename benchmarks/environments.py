"""Environments of peers: what is measured beside curator is installed apart from it."""

import subprocess
import venv
from collections.abc import Sequence
from pathlib import Path


def environment(peer: str, requirements: Sequence[str], folder: Path) -> Path | str:
    """The Python of a peer's own environment; why there is none."""
    home = folder / peer
    python = home / "bin" / "python"
    if not (home / "installed").exists():
        print(f"installing {peer} into {home}", flush=True)
        venv.create(home, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *requirements]
        done = subprocess.run(install, capture_output=True, text=True)
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        (home / "installed").touch()
    return python
