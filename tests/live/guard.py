"""What the live tests need of the machine, and what they leave behind: nothing, however they end."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from curator.label import server
from curator.label.server.environment import REQUIREMENTS

# Its input ends with the tests, be it by a kill that leaves them no time to clean up.
GUARD = """
import sys
from pathlib import Path
from curator.label import server
sys.stdin.read()
server.stop(Path(sys.argv[1]))
"""
PATIENCE_S = 60


def what_keeps_label_studio_out() -> str | None:
    """Why it can be neither started nor installed here; none when it can."""
    if server.installed() or not find_spec("pip"):
        return None
    package = next(line for line in REQUIREMENTS.read_text().splitlines() if "==" in line and not line.startswith("#"))
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--retries", "0"]
    with tempfile.TemporaryDirectory() as folder:
        asked = [*pip, "--timeout", "15", "--dest", folder, package]
        try:
            tried = subprocess.run(asked, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        except subprocess.TimeoutExpired:
            return f"Label Studio is not installed, and the package index does not answer within {PATIENCE_S} seconds"
    if not tried.returncode:
        return None
    said = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
    return f"Label Studio is not installed, and the package index does not give {package}; is it reachable? {said}"


@contextmanager
def stopped_at_the_end(folder: Path) -> Iterator[None]:
    """The server of `folder` runs no longer than the tests do."""
    with subprocess.Popen(
        [sys.executable, "-c", GUARD, str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the tests alone
    ):
        yield
